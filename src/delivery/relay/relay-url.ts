import { isKnownToKeepId, isKnownToRewrite } from './provider-headers.ts';
import type { Relay } from './relay.ts';

export type ParsedRelay =
  | { readonly ok: true; readonly relay: Relay }
  | { readonly ok: false; readonly problem: string };

export type ParsedRelays =
  | { readonly ok: true; readonly relays: readonly Relay[] }
  | { readonly ok: false; readonly problems: readonly string[] };

/** RFC 6409 section 3.1 and RFC 8314 section 7.3. */
const ports = { 'smtp:': 587, 'smtps:': 465 } as const;
const defaultMessagesPerSession = 500;
const hostName = /^[a-z0-9_.-]+$|^\[[0-9a-f:.]+\]$/i;

type Options = Pick<
  Relay,
  | 'tls'
  | 'caFile'
  | 'clientName'
  | 'rate'
  | 'connections'
  | 'messagesPerSession'
  | 'weight'
  | 'rewritesHeader'
  | 'losesMessageId'
  | 'isFallback'
>;
type Read<Value> = { readonly value: Value } | { readonly problem: string };

/** What may stand behind the ? of a relay's URL, with an example of each. docs/configuration.md is made of it. */
export const relayOptions = {
  tls: {
    example: 'tls=none',
    means:
      '`required`: STARTTLS or nothing; `none`: plain text. On the loopback it is `none`, elsewhere `required`.',
  },
  ca: {
    example: 'ca=/etc/ssl/our-ca.pem',
    means:
      'The file of an authority of your own, in PEM, that signs its certificate, beside those that Node knows.',
  },
  name: {
    example: 'name=news.lamplighter.example',
    means:
      'The name given in EHLO, instead of that of the machine, or, where that has no dot, of the host of `publicUrl`.',
  },
  rate: {
    example: 'rate=14',
    means: 'Messages a second, of all workers together, from 0.01 to 100,000. Without it there is no limit.',
  },
  connections: {
    example: 'connections=10',
    means: 'Sessions at once of each worker, up to 500. Without it `connections` of `pennypost.yaml` holds.',
  },
  messages: {
    example: 'messages=500',
    means: `Messages a session, ${defaultMessagesPerSession} where it does not say.`,
  },
  weight: {
    example: 'weight=3',
    means: 'Its part of the mail against the weights of the other relays, from 1 to 1,000. Without it, 1.',
  },
  rewrites: {
    example: 'rewrites',
    means:
      'It puts another Date and Message-ID in the place of ours, so DKIM does not sign them, and `returnPath` cannot be used. Known of Amazon SES, and of Outlook and Microsoft 365, which keep ours in a field of its own; `rewrites=no` says otherwise.',
  },
  fallback: { example: 'fallback', means: 'Used only while no other relay can be.' },
} as const;

/**
 * Reads several URLs, with white space or commas between.
 *
 * @see parseRelayUrl
 */
export function parseRelayUrls(text: string): ParsedRelays {
  const urls = text
    .trim()
    .split(/(?<![\s,])[\s,]+(?=[a-z]{1,20}:\/\/)/i)
    .map((url) => url.replace(/,$/, ''));
  const parsed = urls.map(parseRelayUrl);
  const problems = parsed.flatMap((one, at) =>
    one.ok ? [] : [urls.length > 1 ? `URL ${at + 1} of ${urls.length}: ${one.problem}` : one.problem],
  );
  const relays = parsed.flatMap((one) => (one.ok ? [one.relay] : []));
  if (problems.length === 0 && relays.every(({ isFallback }) => isFallback))
    problems.push('a relay is a fallback for others, and there is no other');
  return problems.length === 0 ? { ok: true, relays } : { ok: false, problems };
}

/**
 * Reads `smtp://user:password@host:587`, `smtps://…` or `smtp://127.0.0.1:1025`. STARTTLS is required unless the relay
 * is on the loopback or the URL says `?tls=none`.
 */
export function parseRelayUrl(text: string): ParsedRelay {
  const login = /^smtps?:\/\/([^\s]*)@/i.exec(text)?.[1] ?? '';
  if (/[/?#]/.test(login))
    return {
      ok: false,
      problem: 'a / in the user or password must be written as %2F, a ? as %3F and a # as %23',
    };
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !(url.protocol in ports) || !hostName.test(url.hostname)) {
    return {
      ok: false,
      problem: 'it needs the form smtp://user:password@host:587 or smtps://user:password@host',
    };
  }
  const auth = authOf(url);
  if (auth === 'no user') return { ok: false, problem: 'it has a password and no user before it' };
  if (auth === undefined) return { ok: false, problem: 'a % in the user or password must be written as %25' };
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const options = readOptions(url.searchParams, host);
  if ('problem' in options) return { ok: false, problem: options.problem };
  const { tls } = options.value;
  return {
    ok: true,
    relay: {
      ...options.value,
      host,
      port: Number(url.port) || ports[url.protocol as keyof typeof ports],
      tls: url.protocol === 'smtps:' ? 'implicit' : tls,
      auth,
    },
  };
}

function readOptions(given: URLSearchParams, host: string): Read<Options> {
  const unknown = [...given.keys()].filter((key) => !Object.hasOwn(relayOptions, key));
  if (unknown.length > 0) return { problem: `it does not know the option ${unknown.join(', ')}` };
  const tls = given.get('tls') ?? (isLoopback(host) ? 'none' : 'required');
  if (tls !== 'none' && tls !== 'required') return { problem: `tls=${tls} is neither "required" nor "none"` };
  const name = given.get('name');
  if (name !== null && !/^[A-Za-z0-9.-]+$/.test(name)) return { problem: 'name= is not a host name' };
  const fallback = given.get('fallback');
  if (fallback !== null && fallback !== '') return { problem: 'fallback takes no value' };
  const rewriting = readRewriting(given.get('rewrites'), host);
  if ('problem' in rewriting) return rewriting;
  const numbers = readNumbers(given);
  if ('problem' in numbers) return numbers;
  return {
    value: {
      tls,
      caFile: given.get('ca') || null,
      clientName: name,
      ...numbers.value,
      ...rewriting.value,
      isFallback: fallback !== null,
    },
  };
}

type Rewriting = Pick<Options, 'rewritesHeader' | 'losesMessageId'>;

function readRewriting(given: string | null, host: string): Read<Rewriting> {
  if (given !== null && given !== '' && given !== 'no') return { problem: 'rewrites takes no value, or no' };
  const rewritesHeader = given === null ? isKnownToRewrite(host) : given === '';
  return { value: { rewritesHeader, losesMessageId: rewritesHeader && !isKnownToKeepId(host) } };
}

type Numbers = Pick<Options, 'rate' | 'connections' | 'messagesPerSession' | 'weight'>;

function readNumbers(given: URLSearchParams): Read<Numbers> {
  const problems: string[] = [];
  const whole = (name: string, most: number): number | null => {
    const text = given.get(name);
    if (text === null) return null;
    if (/^[1-9]\d{0,8}$/.test(text) && Number(text) <= most) return Number(text);
    problems.push(`${name}= is not a whole number from 1 to ${most}`);
    return null;
  };
  const rate = given.get('rate');
  // Some take less than one a second: 0.5 is thirty a minute.
  const isRate =
    rate === null || (/^\d+(\.\d+)?$/.test(rate) && Number(rate) >= 0.01 && Number(rate) <= 100_000);
  if (!isRate) problems.push('rate= is not a number of messages a second from 0.01 to 100000');
  const value = {
    rate: rate === null ? null : Number(rate),
    connections: whole('connections', 500),
    messagesPerSession: whole('messages', 1_000_000) ?? defaultMessagesPerSession,
    weight: whole('weight', 1000) ?? 1,
  };
  return problems.length > 0 ? { problem: problems.join(', ') } : { value };
}

/** Undefined where it is not percent-encoded as a URL must be. */
function authOf(url: URL): Relay['auth'] | 'no user' | undefined {
  if (url.username === '') return url.password === '' ? null : 'no user';
  try {
    return { user: decodeURIComponent(url.username), password: decodeURIComponent(url.password) };
  } catch {
    return undefined;
  }
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(?:\.\d{1,3}){3}$/.test(host);
}
