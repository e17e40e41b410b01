/** An SMTP relay and how to talk to it, as `SMTP_URL` says. */
export interface Relay {
  readonly host: string;
  readonly port: number;
  /** `implicit`: TLS from the first byte; `required`: STARTTLS or nothing; `none`: plain text. */
  readonly tls: 'implicit' | 'required' | 'none';
  readonly auth: { readonly user: string; readonly password: string } | null;
  /** The name given in EHLO; null leaves it to the host's own name. */
  readonly clientName: string | null;
}

export type ParsedRelay =
  | { readonly ok: true; readonly relay: Relay }
  | { readonly ok: false; readonly problem: string };

/** RFC 6409 section 3.1 and RFC 8314 section 7.3. */
const ports = { 'smtp:': 587, 'smtps:': 465 } as const;

/**
 * Reads `smtp://user:password@host:587`, `smtps://…` or `smtp://127.0.0.1:1025`. STARTTLS is required unless the relay
 * is on the loopback or the URL says `?tls=none`; `?name=` is the name for EHLO.
 */
export function parseRelayUrl(text: string): ParsedRelay {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !(url.protocol in ports) || url.hostname === '') {
    return {
      ok: false,
      problem: 'it needs the form smtp://user:password@host:587 or smtps://user:password@host',
    };
  }
  const unknown = [...url.searchParams.keys()].filter((key) => key !== 'tls' && key !== 'name');
  if (unknown.length > 0) return { ok: false, problem: `it does not know the option ${unknown.join(', ')}` };
  const tls = url.searchParams.get('tls') ?? (isLoopback(hostOf(url)) ? 'none' : 'required');
  if (tls !== 'none' && tls !== 'required') {
    return { ok: false, problem: `tls=${tls} is neither "required" nor "none"` };
  }
  const name = url.searchParams.get('name');
  if (name !== null && !/^[A-Za-z0-9.-]+$/.test(name))
    return { ok: false, problem: 'name= is not a host name' };
  const auth = authOf(url);
  if (auth === undefined) return { ok: false, problem: 'a % in the user or password must be written as %25' };
  return {
    ok: true,
    relay: {
      host: hostOf(url),
      port: Number(url.port) || ports[url.protocol as keyof typeof ports],
      tls: url.protocol === 'smtps:' ? 'implicit' : tls,
      auth,
      clientName: name,
    },
  };
}

/** For people: host and port, never the password. */
export function relayName({ host, port }: Relay): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}

function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '');
}

/** Undefined where it is not percent-encoded as a URL must be. */
function authOf(url: URL): Relay['auth'] | undefined {
  if (url.username === '') return null;
  try {
    return { user: decodeURIComponent(url.username), password: decodeURIComponent(url.password) };
  } catch {
    return undefined;
  }
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(?:\.\d{1,3}){3}$/.test(host);
}
