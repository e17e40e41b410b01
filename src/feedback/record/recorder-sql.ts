import type { Database } from '../../database/database.ts';
import { groupCommit } from '../../database/group-commit-sql.ts';
import { storableText } from '../../database/storable-text.ts';
import { domainOf, type EmailAddress } from '../../mail/address.ts';
import { mailProvider, sharedDomain } from '../../mail/mailbox-provider.ts';
import { maxConsents } from '../consent/consent-sql.ts';
import type { TakenFeedback } from '../feedback-intake.ts';
import { isOurFault } from '../policy/suppression-policy.ts';
import { burstKey, burstReader } from './burst-sql.ts';
import type { FeedbackEvent } from './feedback-event.ts';
import { settleBurst } from './quarantine-sql.ts';
import { type Recorded, recordFeedback } from './record-feedback-sql.ts';
import { type SenderFault, slowDomains } from './slow-domain-sql.ts';

/** How many of one process may wait to be recorded, and how long the first waits for others. */
const patience = { maxWaiting: 10_000, gatherMs: 5 };

/**
 * Records events, each with what follows from it for others: those of its burst are moved as they are judged now, and
 * a domain that is displeased with us gets less mail. Many at once go in one transaction. To be kept by a process for as
 * long as it records.
 */
export function recorder(database: Database): (event: FeedbackEvent) => Promise<TakenFeedback> {
  const readBurst = burstReader();
  const slow = slowDomains(database);
  const record = groupCommit<FeedbackEvent, Recorded>({
    // About one person one after the other, since each counts on those before; else the same report twice.
    keyOf: ({ delivery, key }) => (delivery ? String(delivery.subscriber) : key),
    maxBatch: maxConsents,
    ...patience,
    run: async (events) => {
      const recorded = await recordFeedback(database, events, readBurst);
      // By burst, the last that was judged.
      const bursts = new Map(recorded.flatMap(({ burst }) => (burst ? [[burstKey(burst), burst]] : [])));
      for (const burst of bursts.values()) await settleBurst(database, burst);
      return recorded;
    },
  });
  return async (event) => {
    const recorded = await record(event);
    const { taken } = recorded;
    const fault = faultOf(event, recorded);
    if (!fault || !(await slow(fault))) return taken;
    return { ...taken, why: `${taken.why} Mail to ${fault.domain} is slowed.` };
  };
}

/** What a domain returns for a fault of ours. What it says to the relay at once is for the pace of the sending. */
function faultOf({ via, result }: FeedbackEvent, { taken, found }: Recorded): SenderFault | null {
  const { became, category } = taken;
  if (!found || via === 'relay') return null;
  const domain = domainOf(found.address as EmailAddress);
  if (became !== 'noted' || !isOurFault(category)) return null;
  return {
    send: found.send,
    domain: sharedDomain(domain, found.hostedBy),
    provider: mailProvider(domain, found.hostedBy),
    reply: storableText(result.why, 1_000),
  };
}
