import type { Database } from '../../database/database.ts';
import { findMailHost, isWorthAsking, type ResolveMx } from '../../delivery/pace/mail-host-dns.ts';
import { type KnownMailDomain, noteMailDomains } from '../../ledger/attempts/mail-domains-sql.ts';
import { isKnownDomain } from '../../mail/mailbox-provider.ts';

/** What waits to be asked; whatever is beyond comes round with its next reader. */
const maxWaiting = 10_000;
/** At once, which is what a worker asks of a DNS server of others. */
const atOnce = 10;
const everyMs = 250;
/** Where so many in a row could not be asked there is no DNS, and it is left alone for a while. */
const givesUpAfter = 20;
const awayMs = 10 * 60_000;

/** Finds out who answers for domains, in its own time: no delivery waits for it, or fails with it. */
export interface MailDomainLearner {
  /** Takes note of a domain of which nobody knows. */
  wonder(domain: string): void;
  /** Resolves once the signal is aborted. */
  readonly ended: Promise<void>;
}

/** @param wait resolves after so long, or when the signal is aborted */
export function learnMailDomains(options: {
  readonly database: Database;
  readonly resolve: ResolveMx;
  readonly signal: AbortSignal;
  readonly wait: (ms: number) => Promise<void>;
  readonly onTrouble: (error: unknown) => void;
}): MailDomainLearner {
  const { database, resolve, signal, wait, onTrouble } = options;
  const waiting = new Set<string>();
  let failures = 0;

  async function ask(domain: string): Promise<KnownMailDomain | null> {
    try {
      const provider = await findMailHost(domain, resolve, signal);
      failures = 0;
      return { domain, provider };
    } catch {
      failures += 1;
      return null;
    }
  }

  async function askSome(): Promise<void> {
    const batch = [...waiting].slice(0, atOnce);
    for (const domain of batch) waiting.delete(domain);
    const known = (await Promise.all(batch.map(ask))).filter((one) => one !== null);
    if (known.length > 0 && !signal.aborted) await noteMailDomains(database, known).catch(onTrouble);
  }

  /** For how long there is nothing to do, or no DNS to ask. */
  function restMs(): number {
    if (failures < givesUpAfter) return waiting.size === 0 ? everyMs : 0;
    waiting.clear();
    failures = 0;
    return awayMs;
  }

  async function run(): Promise<void> {
    while (!signal.aborted) {
      await askSome();
      const ms = restMs();
      if (ms > 0) await wait(ms);
    }
  }

  return {
    wonder(domain) {
      if (waiting.size < maxWaiting && isWorthAsking(domain) && !isKnownDomain(domain)) waiting.add(domain);
    },
    ended: run(),
  };
}
