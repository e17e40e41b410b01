/** An IMAP mailbox into which what comes back is delivered, as `BOUNCE_MAILBOX_URL` says. */
export interface MailboxAccount {
  readonly host: string;
  readonly port: number;
  /** `implicit`: TLS from the first byte; `required`: STARTTLS or nothing; `none`: plain text, on the loopback only. */
  readonly tls: 'implicit' | 'required' | 'none';
  readonly user: string;
  readonly password: string;
  readonly folder: string;
  /** The file of the authority that signs its certificate, beside those that the machine knows; null where it has none. */
  readonly caFile: string | null;
}

export type ParsedMailboxUrl =
  | { readonly ok: true; readonly account: MailboxAccount }
  | { readonly ok: false; readonly problem: string };

/** RFC 8314 section 7.2 and RFC 9051 section 2.1. */
const ports = { 'imaps:': 993, 'imap:': 143 } as const;

/**
 * Reads `imaps://user:password@host/INBOX`, after RFC 5092; without a path it is INBOX. `imap://` asks for STARTTLS,
 * except on the loopback. What it says of a fault never quotes the URL, which holds a password.
 */
export function parseMailboxUrl(text: string): ParsedMailboxUrl {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !(url.protocol in ports) || url.hostname === '' || url.username === '')
    return { ok: false, problem: 'it needs the form imaps://user:password@host/INBOX' };
  const isUnknown = [...url.searchParams.keys()].some((option) => option !== 'ca');
  if (isUnknown || url.hash !== '')
    return { ok: false, problem: 'its only option is ca=: a ? or # in it must be written as %3F or %23' };
  const [user, password, folder] = [url.username, url.password, url.pathname.replace(/^\/|\/$/g, '')].map(
    decode,
  );
  if (user === undefined || password === undefined || folder === undefined)
    return { ok: false, problem: 'a % in the user, password or folder must be written as %25' };
  if (password === '') return { ok: false, problem: 'the password is missing' };
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const protocol = url.protocol as keyof typeof ports;
  const plain = isLoopback(host) ? 'none' : 'required';
  return {
    ok: true,
    account: {
      host,
      port: Number(url.port) || ports[protocol],
      tls: protocol === 'imaps:' ? 'implicit' : plain,
      user,
      password,
      folder: folder || 'INBOX',
      caFile: url.searchParams.get('ca') || null,
    },
  };
}

/** For people: server and folder, never the password. */
export function mailboxName({ host, port, folder }: MailboxAccount): string {
  return `${folder} at ${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** Undefined where it is not percent-encoded as a URL must be. */
function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(?:\.\d{1,3}){3}$/.test(host);
}
