import type { Relay, TokenSource } from './delivery/relay/relay.ts';
import { parseRelayUrls } from './delivery/relay/relay-url.ts';
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

/** What a variable means, and what holds where it is not set. */
interface VariableWords {
  readonly means: string;
  readonly otherwise: string;
}

const noWebhook = 'That webhook is not answered.';

/** Every variable that is read. docs/configuration.md is made of it. */
export const variables = {
  SMTP_URL: {
    means:
      'The relay: `smtp://user:password@host:587` (STARTTLS, required unless on the loopback) or `smtps://…`. Several, with spaces or commas between, share the mail.',
    otherwise: 'Nothing is sent; `--catch` needs none.',
  },
  SMTP_TOKEN_FILE: {
    means:
      'A file with an OAuth token, read at each login (XOAUTH2 or OAUTHBEARER), for the relays of `SMTP_URL` with a user and no password.',
    otherwise: 'The login is by password.',
  },
  SMTP_TOKEN_COMMAND: {
    means: 'The same from a command of the shell, which prints the token.',
    otherwise: 'The login is by password.',
  },
  DATABASE_URL: {
    means:
      'PostgreSQL 13 or later, `postgres://…`, which any number of processes share; or PgBouncer before it, with `pool_mode = session`.',
    otherwise: 'An embedded database in the data folder, for the processes of one machine.',
  },
  REDIS_URL: {
    means:
      'Redis for the queue, `redis://…` or `rediss://…`, with `maxmemory-policy noeviction`; only beside `DATABASE_URL`.',
    otherwise: 'The queue is in the database.',
  },
  PENNYPOST_SECRET: {
    means:
      'Signs the links and the return paths: 32 characters or more (`openssl rand -base64 32`). Several, with commas between: the first signs, all verify, and so does one that is kept in the data folder. Whoever has it and the database can unsubscribe anybody; without it the links of every email sent before are dead, so `send` refuses while one is missing.',
    otherwise: 'Made and kept in the data folder, for the embedded database; `DATABASE_URL` demands one.',
  },
  BOUNCE_MAILBOX_URL: {
    means:
      'The mailbox to which bounces come, for `serve --imap` and `bounces fetch`: `imaps://user:password@host/INBOX`. `imap://` asks for STARTTLS, unless on the loopback. `?ca=/etc/ssl/our-ca.pem` names the file of an authority of your own.',
    otherwise: 'No mailbox is asked.',
  },
  SES_TOPIC_ARN: { means: 'The SNS topic of Amazon SES.', otherwise: noWebhook },
  SES_SIGNATURE_VERSION: {
    means: 'The oldest version of its signatures that is believed: `2` refuses those over SHA-1.',
    otherwise: '`1`: both are.',
  },
  SENDGRID_WEBHOOK_KEY: {
    means: "The verification key of SendGrid's signed event webhook.",
    otherwise: noWebhook,
  },
  MAILGUN_WEBHOOK_KEY: { means: 'The HTTP webhook signing key of Mailgun.', otherwise: noWebhook },
  POSTMARK_WEBHOOK_SECRET: { means: 'The secret that Postmark shows.', otherwise: noWebhook },
  BREVO_WEBHOOK_SECRET: { means: 'The secret that Brevo shows.', otherwise: noWebhook },
  SPARKPOST_WEBHOOK_SECRET: { means: 'The secret that SparkPost shows.', otherwise: noWebhook },
  PENNYPOST_WEBHOOK_SECRET: {
    means: 'The secret with which a sender of your own signs its calls.',
    otherwise: noWebhook,
  },
} as const satisfies Readonly<Record<string, VariableWords>>;

export type Variables = Readonly<Record<string, string | undefined>>;

export const noSecret =
  'PENNYPOST_SECRET is not set. With DATABASE_URL every process must sign with the same secret: ' +
  'make one with `openssl rand -base64 32` and give it to all of them.';

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
  if (databaseUrl && secrets.length === 0) faults.push(noSecret);
  const [current, ...earlier] = secrets;
  return {
    databaseUrl,
    redisUrl,
    relays: withTokens(readRelays(env['SMTP_URL'], faults), readTokenSource(env, faults), faults),
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

function readTokenSource(env: Variables, faults: string[]): TokenSource | null {
  const file = env['SMTP_TOKEN_FILE'] || null;
  const command = env['SMTP_TOKEN_COMMAND'] || null;
  if (file !== null && command !== null)
    faults.push('SMTP_TOKEN_FILE and SMTP_TOKEN_COMMAND are both set: one of them gives the token.');
  if (file !== null) return { file };
  return command === null ? null : { command };
}

function withTokens(relays: readonly Relay[], token: TokenSource | null, faults: string[]): readonly Relay[] {
  if (token === null) return relays;
  const isForToken = ({ auth }: Relay) => auth !== null && 'password' in auth && auth.password === '';
  if (relays.length > 0 && !relays.some(isForToken))
    faults.push(
      'There is a token for SMTP_URL, which has no relay with a user and no password: smtp://user@host.',
    );
  return relays.map((relay) =>
    relay.auth !== null && isForToken(relay) ? { ...relay, auth: { user: relay.auth.user, token } } : relay,
  );
}

function readMailbox(text: string | undefined, faults: string[]): MailboxAccount | null {
  if (!text) return null;
  const parsed = parseMailboxUrl(text);
  if (parsed.ok) return parsed.account;
  faults.push(`BOUNCE_MAILBOX_URL cannot be used: ${parsed.problem}.`);
  return null;
}
