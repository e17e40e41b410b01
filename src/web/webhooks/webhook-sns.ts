import { X509Certificate } from 'node:crypto';
import { readAmazonSes } from '../../feedback/webhooks/amazon-ses.ts';
import { parseJson } from '../../feedback/webhooks/json.ts';
import {
  certificateUrl,
  isSnsSignature,
  parseSns,
  type SignatureVersion,
  type SnsMessage,
  type SnsTopic,
  subscriptionUrl,
} from './webhook-sns-signature.ts';
import { type OpenedCall, refused, type WebhookCall, type WebhookSource } from './webhook-source.ts';
import { isWithin, windows } from './webhook-time.ts';

/** Gets what stands at an https address; rejects where it answers anything but 200, or too much, or too late. */
export type GetText = (url: URL) => Promise<string>;

/** A message of SNS has at most 256 KiB, before it is put into JSON once more. */
const maxBytes = 1024 * 1024;
/** Amazon changes its certificates about once a year. */
const maxCertificates = 8;
/** Who knows the name of a topic can make us ask Amazon for certificates that are none. */
const maxFetches = 4;

/**
 * Amazon SES through SNS. Nothing is fetched before the topic is one of ours and the address is on that topic's own
 * host; nothing is confirmed or read before the signature is right.
 */
export function snsSource(
  topics: readonly SnsTopic[],
  oldestSignature: SignatureVersion,
  get: GetText,
): WebhookSource {
  const certificateAt = certificates(get);
  return {
    provider: 'amazon-ses',
    maxBytes,
    admit: (headers) =>
      headers.get('x-amz-sns-rawdelivery') === 'true'
        ? 'raw message delivery carries no signature: turn it off for the subscription'
        : null,
    open: (call) => openSns(call, topics, oldestSignature, certificateAt, get),
    read: readAmazonSes,
  };
}

type CertificateAt = (url: URL) => Promise<X509Certificate>;

async function openSns(
  { body, at }: WebhookCall,
  topics: readonly SnsTopic[],
  oldestSignature: SignatureVersion,
  certificateAt: CertificateAt,
  get: GetText,
): Promise<OpenedCall> {
  const message = parseSns(body);
  if (message === null) return refused('it is no message of SNS; raw message delivery must be off');
  const topic = topics.find(({ arn }) => arn === message.topicArn);
  if (topic === undefined) return refused('its topic is not in SES_TOPIC_ARN');
  if (!isWithin(Date.parse(message.timestamp), windows.signedOnce, at))
    return refused('it is too old, or of the future');
  if (message.signatureVersion < oldestSignature)
    return refused(
      `its signature is of version ${message.signatureVersion}, and SES_SIGNATURE_VERSION asks for ${oldestSignature}`,
    );
  const url = certificateUrl(message.signingCertUrl, topic);
  if (url === null) return refused(`its certificate is not on ${topic.host}`);
  try {
    if (!isSnsSignature(message, await certificateAt(url), at)) return refused('its signature is not right');
  } catch (cause) {
    return { kind: 'unavailable', why: 'the certificate of SNS could not be had', cause };
  }
  return act(message, topic, get);
}

async function act(message: SnsMessage, topic: SnsTopic, get: GetText): Promise<OpenedCall> {
  if (message.type === 'Notification') {
    const payload = parseJson(message.message);
    // SES tries a topic out with a line of plain words.
    return payload ? { kind: 'payload', payload } : { kind: 'settled', why: 'it told nothing but words' };
  }
  if (message.type === 'UnsubscribeConfirmation')
    return { kind: 'settled', why: 'the subscription to the topic was ended, and nothing more will come' };
  const url = subscriptionUrl(message.subscribeUrl, topic);
  if (url === null) return refused(`what would confirm its subscription is not on ${topic.host}`);
  try {
    await get(url);
  } catch (cause) {
    return { kind: 'unavailable', why: 'the subscription could not be confirmed', cause };
  }
  return { kind: 'settled', why: 'the subscription to the topic is confirmed' };
}

/** Each certificate is fetched once, however many calls wait for it; one that could not be had is asked for again. */
function certificates(get: GetText): CertificateAt {
  const known = new Map<string, Promise<X509Certificate>>();
  let fetches = 0;
  const fetchOne = async (url: URL): Promise<X509Certificate> => {
    if (fetches >= maxFetches) throw new Error('Too many certificates are being fetched at once.');
    fetches += 1;
    try {
      return new X509Certificate(await get(url));
    } finally {
      fetches -= 1;
    }
  };
  return (url) => {
    const before = known.get(url.href);
    if (before !== undefined) return before;
    const fetched = fetchOne(url);
    known.set(url.href, fetched);
    fetched.catch(() => known.delete(url.href));
    for (const [oldest] of known) if (known.size > maxCertificates) known.delete(oldest);
    return fetched;
  };
}
