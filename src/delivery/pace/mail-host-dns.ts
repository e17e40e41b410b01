import { Resolver } from 'node:dns/promises';
import { providerOfHost } from '../../mail/mailbox-provider.ts';

export interface MailExchanger {
  readonly exchange: string;
  readonly priority: number;
}

/** The MX records of a domain, as `resolveMx` of node:dns/promises gives them, and its errors; rejects once the signal is aborted. */
export type ResolveMx = (domain: string, signal: AbortSignal) => Promise<readonly MailExchanger[]>;

/** Nobody waits for the answer, so one that is slow is as good as none. */
const patience = { timeout: 2_000, tries: 1 };

/** @param servers to ask, as `127.0.0.1:53`; those of the machine, if none are given */
export function mxResolver(servers: readonly string[] = []): ResolveMx {
  return async (domain, signal) => {
    const dns = new Resolver(patience);
    if (servers.length > 0) dns.setServers(servers);
    const cancel = () => dns.cancel();
    signal.addEventListener('abort', cancel, { once: true });
    try {
      return await dns.resolveMx(domain);
    } finally {
      signal.removeEventListener('abort', cancel);
    }
  };
}

/** RFC 2606 and RFC 6761: for documents and tests; whoever asks for them bothers the root of the DNS. */
const reserved = /(?:^|\.)(?:example(?:\.(?:com|net|org))?|test|invalid|localhost|local|internal)$/;

/** Whether there is anything to be learned of a domain. */
export function isWorthAsking(domain: string): boolean {
  return domain.includes('.') && !reserved.test(domain);
}

/**
 * Which of the providers that we know keeps the mailboxes of a domain, by the exchangers that are tried first (RFC 5321
 * section 5.1): null where none does, or not all of these are one's.
 *
 * @throws Error where the DNS could not be asked
 */
export async function findMailHost(
  domain: string,
  resolve: ResolveMx,
  signal: AbortSignal,
): Promise<string | null> {
  const exchangers = await resolve(domain, signal).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENODATA' || error.code === 'ENOTFOUND') return [];
    throw error;
  });
  const first = Math.min(...exchangers.map(({ priority }) => priority));
  const hosts = exchangers.filter(({ priority }) => priority === first).map(({ exchange }) => exchange);
  const [provider, ...others] = new Set(hosts.map(providerOfHost));
  return others.length === 0 ? (provider ?? null) : null;
}
