import type { Relay } from './delivery/relay.ts';
import { parseRelayUrls } from './delivery/relay-url.ts';
import { type MailboxAccount, parseMailboxUrl } from './feedback/inbound/mailbox-url.ts';
import { readWebhookSettings, type WebhookSettings } from './web/webhooks/webhook-settings.ts';

/** What the environment says: where the servers are, and what is kept secret. */
export interface Environment {
  readonly databaseUrl: string | null;
  readonly redisUrl: string | null;
  /** Those of SMTP_URL; none where it is not set. */
  readonly relays: readonly Relay[];
  /** The current secret, then earlier ones whose links must go on working; null where none is set. */
  readonly secrets: readonly [string, ...string[]] | null;
  readonly webhooks: WebhookSettings;
  /** Where bounces are fetched from over IMAP. */
  readonly bounceMailbox: MailboxAccount | null;
}

export type Variables = Readonly<Record<string, string | undefined>>;

/** What is wrong is added to the faults; a value that may hold a password is never quoted. */
export function readEnvironment(env: Variables, faults: string[]): Environment {
  const databaseUrl = readUrl(env, 'DATABASE_URL', ['postgres:', 'postgresql:'], faults);
  const redisUrl = readUrl(env, 'REDIS_URL', ['redis:', 'rediss:'], faults);
  const secrets = (env['PENNYPOST_SECRET'] ?? '')
    .split(',')
    .map((secret) => secret.trim())
    .filter(Boolean);
  if (redisUrl && !databaseUrl) {
    faults.push(
      'REDIS_URL is set without DATABASE_URL: a queue that many share needs a database that they share.',
    );
  }
  if (databaseUrl && secrets.length === 0) {
    faults.push(
      'PENNYPOST_SECRET is not set. With DATABASE_URL every process must sign with the same secret: ' +
        'make one with `openssl rand -base64 32` and give it to all of them.',
    );
  }
  const [current, ...earlier] = secrets;
  return {
    databaseUrl,
    redisUrl,
    relays: readRelays(env['SMTP_URL'], faults),
    secrets: current === undefined ? null : [current, ...earlier],
    webhooks: readWebhookSettings(env, faults),
    bounceMailbox: readMailbox(env['BOUNCE_MAILBOX_URL'], faults),
  };
}

function readUrl(env: Variables, name: string, protocols: readonly string[], faults: string[]) {
  const text = env[name];
  if (!text) return null;
  if (URL.canParse(text) && protocols.includes(new URL(text).protocol)) return text;
  // The value may hold a password, so it is never quoted.
  faults.push(
    `${name} is not a URL that begins with ${protocols.map((protocol) => `${protocol}//`).join(' or ')}.`,
  );
  return null;
}

function readRelays(text: string | undefined, faults: string[]): readonly Relay[] {
  if (!text?.trim()) return [];
  const parsed = parseRelayUrls(text);
  if (parsed.ok) return parsed.relays;
  for (const problem of parsed.problems) faults.push(`SMTP_URL cannot be used: ${problem}.`);
  return [];
}

function readMailbox(text: string | undefined, faults: string[]): MailboxAccount | null {
  if (!text) return null;
  const parsed = parseMailboxUrl(text);
  if (parsed.ok) return parsed.account;
  faults.push(`BOUNCE_MAILBOX_URL cannot be used: ${parsed.problem}.`);
  return null;
}
