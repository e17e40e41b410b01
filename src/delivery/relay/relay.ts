/** An SMTP relay and how to talk to it, as one URL of `SMTP_URL` says. */
export interface Relay {
  readonly host: string;
  readonly port: number;
  /** `implicit`: TLS from the first byte; `required`: STARTTLS or nothing; `none`: plain text. */
  readonly tls: 'implicit' | 'required' | 'none';
  /** The file of the authority that signs its certificate, beside those that the machine knows; null where it has none. */
  readonly caFile: string | null;
  readonly auth: RelayLogin | null;
  /** The name given in EHLO; null leaves it to the host's own name. */
  readonly clientName: string | null;
  /** How many messages a second it takes from all workers together; null where it sets no limit. */
  readonly rate: number | null;
  /** How many sessions each worker may have open; null leaves it to the config. */
  readonly connections: number | null;
  /** Some relays end a session after a number of messages; leaving before that costs nothing. */
  readonly messagesPerSession: number;
  /** Its part of the messages, against the weights of the others. */
  readonly weight: number;
  /** Whether it puts another Date and Message-ID in the place of ours, which no signature may hold then. */
  readonly rewritesHeader: boolean;
  /** Whether ours is nowhere in what it sends on, so that no report of others can name it. */
  readonly losesMessageId: boolean;
  /** Used only while no other can be. */
  readonly isFallback: boolean;
}

/** A user with a password, or with a token that is read anew at each login (RFC 7628). */
export type RelayLogin =
  | { readonly user: string; readonly password: string }
  | { readonly user: string; readonly token: TokenSource };

/** Where a token comes from: what a file holds, or what a command of the shell prints. */
export type TokenSource = { readonly file: string } | { readonly command: string };

/** For people: host and port, never the password. */
export function relayName({ host, port }: Pick<Relay, 'host' | 'port'>): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}
