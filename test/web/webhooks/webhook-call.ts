import { createHmac, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { Hono } from 'hono';
import type { ProviderEvent, TakenFeedback } from '../../../src/feedback/feedback-intake.ts';
import { webhookApp } from '../../../src/web/webhooks/webhook-app.ts';
import { readWebhookSettings } from '../../../src/web/webhooks/webhook-settings.ts';
import { webhookSources } from '../../../src/web/webhooks/webhook-sources.ts';

export const now = new Date('2026-03-01T12:00:00Z');
export const nowSeconds = String(now.getTime() / 1000);
export const secret = 'a secret of sixteen and more';
export const topicArn = 'arn:aws:sns:eu-west-1:123456789012:bounces';

export const sendGridKeys = generateKeyPairSync('ec', { namedCurve: 'P-256' });

export const environment = {
  SES_TOPIC_ARN: topicArn,
  SENDGRID_WEBHOOK_KEY: sendGridKeys.publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
  MAILGUN_WEBHOOK_KEY: secret,
  POSTMARK_WEBHOOK_SECRET: secret,
  BREVO_WEBHOOK_SECRET: secret,
  SPARKPOST_WEBHOOK_SECRET: secret,
  PENNYPOST_WEBHOOK_SECRET: secret,
};

interface Setting {
  readonly env?: Record<string, string>;
  /** What stands at the addresses of Amazon. */
  readonly get?: (url: URL) => Promise<string>;
  readonly became?: TakenFeedback['became'];
}

/** The webhooks before an intake that records what it is given, and a record of what is fetched and said. */
export function setUp({ env = environment, get = async () => 'nothing', became = 'noted' }: Setting = {}) {
  const events: ProviderEvent[] = [];
  const fetched: string[] = [];
  const said: string[] = [];
  const reports: unknown[] = [];
  const world = { at: now, isDatabaseAway: false, isKeyAway: false };
  const faults: string[] = [];
  const sources = webhookSources(readWebhookSettings(env, faults), async (url) => {
    fetched.push(url.href);
    return get(url);
  });
  const webhooks = webhookApp({
    sources,
    intake: {
      takeEvents: async (taken) => {
        if (world.isDatabaseAway) throw new Error('connect ECONNREFUSED');
        events.push(...taken);
        const doubt = world.isKeyAway ? ({ doubt: 'unknown key' } as const) : {};
        return taken.map(({ result: { category } }) => ({
          became,
          address: null,
          category,
          why: '',
          ...doubt,
        }));
      },
    },
    say: (line) => said.push(line),
    report: (error) => reports.push(error),
    now: () => world.at,
  });
  const app = new Hono().route('/webhooks', webhooks);
  const post = async (provider: string, body: string, headers: Record<string, string> = {}) =>
    (await app.request(`/webhooks/${provider}`, { method: 'POST', body, headers })).status;
  return { app, post, events, fetched, said, reports, world, faults, sources };
}

/** The headers with which SendGrid sends a body. */
export function sendGridHeaders(
  body: string,
  { key = sendGridKeys.privateKey, timestamp = nowSeconds }: { key?: KeyObject; timestamp?: string } = {},
): Record<string, string> {
  return {
    'X-Twilio-Email-Event-Webhook-Timestamp': timestamp,
    'X-Twilio-Email-Event-Webhook-Signature': sign('sha256', Buffer.from(timestamp + body), key).toString(
      'base64',
    ),
  };
}

export const hmac = (key: string, signed: string): string =>
  createHmac('sha256', key).update(signed).digest('hex');

export function genericHeaders(body: string, { key = secret, timestamp = nowSeconds } = {}) {
  return { 'X-Pennypost-Signature': `t=${timestamp},v1=${hmac(key, `${timestamp}.${body}`)}` };
}

export function mailgunBody(
  event: object,
  { key = secret, timestamp = nowSeconds, token = 'c0ffee' } = {},
): string {
  const signature = { timestamp, token, signature: hmac(key, timestamp + token) };
  return JSON.stringify({ signature, 'event-data': event });
}

export const basic = (password: string) => ({
  Authorization: `Basic ${Buffer.from(`pennypost:${password}`).toString('base64')}`,
});
