import type { KeyObject } from 'node:crypto';
import { readBrevo } from '../../feedback/webhooks/brevo.ts';
import type { WebhookReader } from '../../feedback/webhooks/event.ts';
import { readGeneric } from '../../feedback/webhooks/generic.ts';
import { objectOf, textOf } from '../../feedback/webhooks/json.ts';
import { readMailgun } from '../../feedback/webhooks/mailgun.ts';
import { readPostmark } from '../../feedback/webhooks/postmark.ts';
import { readSendGrid } from '../../feedback/webhooks/sendgrid.ts';
import { readSparkPost } from '../../feedback/webhooks/sparkpost.ts';
import { isMailgunSignature, isSignature, refuseSignatureHeader } from './webhook-hmac-signature.ts';
import { openJson, refuseSecret } from './webhook-secret.ts';
import { isSendGridSignature, refuseSendGridHeaders } from './webhook-sendgrid-signature.ts';
import type { WebhookSettings } from './webhook-settings.ts';
import { type GetText, snsSource } from './webhook-sns.ts';
import { refused, type WebhookCall, type WebhookSource } from './webhook-source.ts';
import { isWithin, parseSeconds, windows } from './webhook-time.ts';
import { tokenStore } from './webhook-token-store.ts';

/** SendGrid sends up to 768 KB at once; the others that sign send less. */
const signedBytes = 2 * 1024 * 1024;
/** SparkPost sends up to 10,000 events at once, Postmark a whole bounce if it is told to. Read only for who has the secret. */
const secretBytes = 32 * 1024 * 1024;
const mailgunTokens = 100_000;

/** The providers whose webhooks are configured. */
export function webhookSources(settings: WebhookSettings, get: GetText): readonly WebhookSource[] {
  const configured = <Key>(keys: readonly Key[], source: (keys: readonly Key[]) => WebhookSource) =>
    keys.length > 0 ? [source(keys)] : [];
  return [
    ...configured(settings.amazonSes, (topics) => snsSource(topics, settings.amazonSesSignature, get)),
    ...configured(settings.sendgrid, sendGridSource),
    ...configured(settings.mailgun, mailgunSource),
    ...configured(settings.postmark, secretSource('postmark', readPostmark)),
    ...configured(settings.brevo, secretSource('brevo', readBrevo)),
    ...configured(settings.sparkpost, secretSource('sparkpost', readSparkPost)),
    ...configured(settings.generic, genericSource),
  ];
}

/**
 * Providers that sign nothing and show a secret instead: https://postmarkapp.com/developer/webhooks/webhooks-overview,
 * https://developers.brevo.com/docs/secured-webhooks, https://developers.sparkpost.com/api/webhooks/
 */
function secretSource(provider: string, read: WebhookReader) {
  return (secrets: readonly string[]): WebhookSource => ({
    provider,
    maxBytes: secretBytes,
    admit: (headers) => refuseSecret(headers, secrets),
    open: ({ body }) => openJson(body),
    read,
  });
}

function sendGridSource(keys: readonly KeyObject[]): WebhookSource {
  return {
    provider: 'sendgrid',
    maxBytes: signedBytes,
    admit: refuseSendGridHeaders,
    open: ({ headers, body }) =>
      isSendGridSignature(keys, headers, body) ? openJson(body) : refused('its signature is not right'),
    read: readSendGrid,
  };
}

function genericSource(secrets: readonly string[]): WebhookSource {
  return {
    provider: 'generic',
    maxBytes: signedBytes,
    admit: refuseSignatureHeader,
    open: ({ headers, body }) =>
      isSignature(secrets, headers, body) ? openJson(body) : refused('its signature is not right'),
    read: readGeneric,
  };
}

/** The signature does not cover the event, so that only its own token and our tag in the event make it count. */
function mailgunSource(keys: readonly string[]): WebhookSource {
  const tokens = tokenStore(2 * windows.signedNow, mailgunTokens);
  const open = ({ body, at }: WebhookCall) => {
    const opened = openJson(body);
    const signature = objectOf(opened.kind === 'payload' ? objectOf(opened.payload)['signature'] : null);
    const [timestamp, token] = [textOf(signature['timestamp']), textOf(signature['token'])];
    if (!isMailgunSignature(keys, { timestamp, token, signature: textOf(signature['signature']) }))
      return refused('its signature is not right');
    if (!isWithin(parseSeconds(timestamp), windows.signedNow, at))
      return refused('its signature is older than five minutes, or of the future');
    return tokens.claim(token, body, at) ? opened : refused('its token came with another event before');
  };
  return { provider: 'mailgun', maxBytes: signedBytes, admit: () => null, open, read: readMailgun };
}
