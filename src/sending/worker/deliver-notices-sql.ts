import type { Database } from '../../database/database.ts';
import { type DeliveryId, deliveryKey } from '../../ledger/delivery.ts';
import { pendingNotices } from '../../ledger/notices/notices-sql.ts';

/** Somebody sits before a page and waits for it. */
const lookEveryMs = 2_000;
/** More than a few at once are no readers. */
const atOnce = 5;

export interface NoticeFeed {
  /** Resolves once the signal is aborted and what was under way has ended. */
  readonly ended: Promise<void>;
  /** Looks at once, for whoever has just put a notice into the ledger. */
  wake(): void;
}

/**
 * Delivers the notices as they come, beside the queue and so before whatever waits in it. Any number of workers may do
 * so at once: each looks for itself, and the claim says whose a notice is.
 *
 * @param wait resolves after so long, or when the signal is aborted
 */
export function feedNotices(options: {
  readonly database: Database;
  readonly deliver: (id: DeliveryId) => Promise<void>;
  readonly signal: AbortSignal;
  readonly wait: (ms: number) => Promise<void>;
  readonly onTrouble: (error: unknown) => void;
}): NoticeFeed {
  const { database, deliver, signal, wait, onTrouble } = options;
  const underWay = new Map<string, Promise<void>>();
  let wake: () => void = () => undefined;

  function begin(id: DeliveryId): void {
    const key = deliveryKey(id);
    if (underWay.has(key) || underWay.size >= atOnce) return;
    const ended = deliver(id)
      .catch(onTrouble)
      .finally(() => underWay.delete(key));
    underWay.set(key, ended);
  }

  async function run(): Promise<void> {
    while (!signal.aborted) {
      // Listened to before the look: what comes during it is not in what it finds.
      const woken = new Promise<void>((resolve) => {
        wake = resolve;
      });
      const found = await pendingNotices(database, 2 * atOnce).catch((error) => {
        onTrouble(error);
        return [];
      });
      for (const id of found) begin(id);
      const next = found.length > atOnce ? [...underWay.values()] : [];
      await Promise.race([wait(lookEveryMs), woken, ...next]);
    }
    await Promise.all(underWay.values());
  }

  return { ended: run(), wake: () => wake() };
}
