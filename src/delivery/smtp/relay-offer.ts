import type { Relay } from '../relay/relay.ts';
import type { ConnectionError } from './connection-words.ts';

/** What a relay says of itself in its reply to EHLO. */
export interface RelayOffer {
  readonly extensions: ReadonlySet<string>;
  /** The most octets that a message may have, RFC 1870 section 4; null where it sets no limit. */
  readonly maxSize: number | null;
  /** The mechanisms of AUTH, RFC 4954 section 3. */
  readonly logins: readonly string[];
}

/** RFC 5321 section 4.1.1.1: each line of the reply to EHLO is a keyword and its parameters. */
export function readOffer(ehlo: string): RelayOffer {
  const lines = Array.from(ehlo.matchAll(/^250[ -](.+)/gm), ([, line = '']) => line.trim().toUpperCase());
  const words = lines.map((line) => line.split(/\s+/));
  const size = Number(words.find(([keyword]) => keyword === 'SIZE')?.[1]);
  // Servers from before RFC 2554 say AUTH=LOGIN.
  const logins = lines.flatMap((line) => /^AUTH[ =](.+)/.exec(line)?.[1]?.split(/[\s,]+/) ?? []);
  return {
    extensions: new Set(words.map(([keyword = '']) => keyword)),
    maxSize: size > 0 ? size : null,
    logins: [...new Set(logins)],
  };
}

/** The mechanisms that take a token: RFC 7628, and what Google and Microsoft had before it. */
export const tokenLogins = ['XOAUTH2', 'OAUTHBEARER'] as const;
export type TokenMechanism = (typeof tokenLogins)[number];

/** Those that nodemailer can; it takes the first of them that is offered, and PLAIN where none is. */
const ourLogins = ['PLAIN', 'LOGIN', 'CRAM-MD5'];

/** What keeps us from going on: no password is sent by a mechanism that the relay does not offer. */
export function faultOfOffer({ logins }: RelayOffer, relay: Relay): ConnectionError | null {
  if (!relay.auth) return null;
  const known: readonly string[] = 'token' in relay.auth ? tokenLogins : ourLogins;
  if (logins.some((login) => known.includes(login))) return null;
  return Object.assign(new Error(noLogin(logins, known, relay)), { code: 'EAUTH' });
}

function noLogin(logins: readonly string[], known: readonly string[], { tls }: Relay): string {
  const what = known === tokenLogins ? 'token' : 'password';
  const before = `so the ${what} was not sent`;
  const tokens = logins.some((login) => tokenLogins.some((one) => one === login));
  const instead = tokens ? ' (a token is given with SMTP_TOKEN_FILE or SMTP_TOKEN_COMMAND)' : '';
  if (logins.length > 0)
    return `it offers the logins ${logins.join(', ')}, and with a ${what} ${known.join(', ')} are known here, ${before}${instead}`;
  const here = tls === 'none' ? ' without TLS, perhaps only after STARTTLS (leave tls=none out)' : '';
  return `it offers no login${here}, ${before}: leave the user out, or use the port for submission`;
}
