import type { Database } from '../../database/database.ts';
import { storableText } from '../../database/storable-text.ts';
import { domainOf, type EmailAddress } from '../../mail/address.ts';
import { sharedDomain } from '../../mail/mailbox-provider.ts';
import type { TakenFeedback } from '../feedback-intake.ts';
import { isOurFault } from '../policy/suppression-policy.ts';
import { burstReader } from './burst-sql.ts';
import type { FeedbackEvent } from './feedback-event.ts';
import { settleBurst } from './quarantine-sql.ts';
import { recordFeedback } from './record-feedback-sql.ts';
import { type SenderFault, slowDomains } from './slow-domain-sql.ts';

/**
 * Records events, each with what follows from it for others: those of its burst are moved as they are judged now, and
 * a domain that is displeased with us gets less mail. To be kept by a process for as long as it records.
 */
export function recorder(database: Database): (event: FeedbackEvent) => Promise<TakenFeedback> {
  const readBurst = burstReader();
  const slow = slowDomains(database);
  return async (event) => {
    const { taken, burst } = await recordFeedback(database, event, readBurst);
    if (burst) await settleBurst(database, burst);
    const fault = faultOf(event, taken);
    if (!fault || !(await slow(fault))) return taken;
    return { ...taken, why: `${taken.why} Mail to ${fault.domain} is slowed.` };
  };
}

/** What a domain returns for a fault of ours. What it says to the relay at once is for the pace of the sending. */
function faultOf({ via, delivery, result }: FeedbackEvent, taken: TakenFeedback): SenderFault | null {
  const { became, address, category } = taken;
  if (!delivery || address === null || via === 'relay') return null;
  if (became !== 'noted' || !isOurFault(category)) return null;
  return {
    send: delivery.send,
    domain: sharedDomain(domainOf(address as EmailAddress)),
    reply: storableText(result.why, 1_000),
  };
}
