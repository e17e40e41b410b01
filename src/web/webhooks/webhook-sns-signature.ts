import { verify, type X509Certificate } from 'node:crypto';
import { objectOf, parseJson } from '../../feedback/webhooks/json.ts';

/** A topic that we take messages of: the only one who may say which host signs for it. */
export interface SnsTopic {
  readonly arn: string;
  /**
   * `sns.<region>.amazonaws.com`, of the topic's own region. Not any name of that form: `sns.s3-eu-west-1.amazonaws.com`
   * would be a bucket of files that anybody may have put there.
   */
  readonly host: string;
}

/** The version of SNS's signatures: 1 is over SHA-1, and the default of topics to this day; 2 is over SHA-256. */
export type SignatureVersion = '1' | '2';

/** Null where the text is no name of a topic. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html */
export function parseTopicArn(text: string): SnsTopic | null {
  const parts =
    /^arn:(aws|aws-cn|aws-us-gov):sns:([a-z]{2}(?:-[a-z]{2,12}){1,3}-\d{1,2}):\d{12}:[\w-]{1,256}(?:\.fifo)?$/.exec(
      text,
    );
  if (parts === null) return null;
  return { arn: text, host: `sns.${parts[2]}.amazonaws.com${parts[1] === 'aws-cn' ? '.cn' : ''}` };
}

const types = ['Notification', 'SubscriptionConfirmation', 'UnsubscribeConfirmation'] as const;

/** https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html; every text as it was signed. */
export interface SnsMessage {
  readonly type: (typeof types)[number];
  readonly topicArn: string;
  readonly message: string;
  readonly timestamp: string;
  readonly signingCertUrl: string;
  readonly subscribeUrl: string;
  /** Of the fields that are signed, those that are there. */
  readonly signed: readonly (readonly [name: string, value: string])[];
  readonly signatureVersion: string;
  readonly signature: string;
}

const signedFields = {
  Notification: ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type'],
  confirmation: ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'],
} as const;

/** Null where the body is none of the three messages, as with raw delivery. */
export function parseSns(body: Buffer): SnsMessage | null {
  const fields = objectOf(parseJson(body.toString()));
  const text = (name: string): string => (typeof fields[name] === 'string' ? fields[name] : '');
  const type = types.find((one) => one === fields['Type']);
  if (type === undefined) return null;
  const names = signedFields[type === 'Notification' ? type : 'confirmation'];
  return {
    type,
    topicArn: text('TopicArn'),
    message: text('Message'),
    timestamp: text('Timestamp'),
    signingCertUrl: text('SigningCertURL'),
    subscribeUrl: text('SubscribeURL'),
    signed: names.flatMap((name) => (typeof fields[name] === 'string' ? [[name, text(name)] as const] : [])),
    signatureVersion: text('SignatureVersion'),
    signature: text('Signature'),
  };
}

/** The address that a topic's message names, if the topic's own host answers there; else null. */
function topicUrl(text: string, { host }: SnsTopic): URL | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  // `host` holds the port, where it is not that of https. What stands before an @ is no host.
  const isOurs = url?.protocol === 'https:' && url.host === host && !url.username && !url.password;
  return isOurs ? url : null;
}

export function certificateUrl(text: string, topic: SnsTopic): URL | null {
  const url = topicUrl(text, topic);
  return url?.pathname.endsWith('.pem') && url.search === '' ? url : null;
}

/** The address that confirms the subscription to this very topic. */
export function subscriptionUrl(text: string, topic: SnsTopic): URL | null {
  const url = topicUrl(text, topic);
  const isConfirmation =
    url?.searchParams.get('Action') === 'ConfirmSubscription' &&
    url.searchParams.get('TopicArn') === topic.arn;
  return isConfirmation ? url : null;
}

const hashes: ReadonlyMap<string, string> = new Map([
  ['1', 'sha1'],
  ['2', 'sha256'],
]);

/**
 * Whether the certificate's key signed the message.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html
 */
export function isSnsSignature(message: SnsMessage, certificate: X509Certificate, at: Date): boolean {
  const hash = hashes.get(message.signatureVersion);
  const { publicKey, validFrom, validTo } = certificate;
  const isCurrent = Date.parse(validFrom) <= at.getTime() && at.getTime() <= Date.parse(validTo);
  if (hash === undefined || !isCurrent || publicKey.asymmetricKeyType !== 'rsa') return false;
  const signed = message.signed.map(([name, value]) => `${name}\n${value}\n`).join('');
  return verify(hash, Buffer.from(signed), publicKey, Buffer.from(message.signature, 'base64'));
}
