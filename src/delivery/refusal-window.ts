import type { SmtpReply } from '../mail/smtp-reply.ts';
import type { Refusal, RefusalCause } from './refusal-cause.ts';

/** Of the last fifty that a relay decided on, more than a fifth refused for good is no list, it is a fault of ours. */
const windowSize = 50;
const maxRefusedShare = 0.2;
/** A relay that has accepted nobody yet is believed sooner. */
const maxRefusedAtFirst = 5;
/** One domain's rules are its own. The same from so many is about us: a block list, or our SPF, DKIM or DMARC. */
const maxDomainsAlike = 5;

interface Refused {
  readonly domain: string;
  /** Null where it is no matter of policy. */
  readonly policyStatus: string | null;
}

/** The last decisions of one relay, and whether they say that it would refuse everybody. */
export interface RefusalWindow {
  noteAccepted(): void;
  /** Why the send should stop, in sentences for the editor, or null. Once said, the window begins anew. */
  noteRefused(refusal: Refusal, cause: RefusalCause, domain: string): string | null;
}

/**
 * Whether refusals are the recipients' fault or ours.
 *
 * A mailbox or a domain that does not exist, is closed or is full (5.1.x, 5.2.x) counts on neither side: the relay did
 * look, and says of this one address what would be as true if all were well with us. A list that nobody ever cleaned
 * has a third of those on its first day, and stopping for them would only have the editor go on until all are found.
 * Whatever else is refused for good, a bare `550` with no status too, may be about us, and is counted.
 *
 * @param relay how the relay is called in what is said to the editor
 */
export function refusalWindow(relay: string): RefusalWindow {
  let decided: (Refused | null)[] = [];
  let next = 0;
  let isEverAccepted = false;

  function add(entry: Refused | null): void {
    decided[next] = entry;
    next = (next + 1) % windowSize;
  }

  function faultOf({ domain, policyStatus }: Refused, { text }: SmtpReply): string | null {
    const refused = decided.filter((entry) => entry !== null);
    const alike = new Set(
      refused.filter((entry) => entry.policyStatus === policyStatus).map((one) => one.domain),
    );
    if (policyStatus !== null && alike.add(domain).size >= maxDomainsAlike)
      return refusedAlike(relay, alike.size, policyStatus, text);
    const isTooMany = isEverAccepted
      ? decided.length === windowSize && refused.length > windowSize * maxRefusedShare
      : refused.length >= maxRefusedAtFirst;
    return isTooMany ? refusedTooMany(relay, refused.length, decided.length, text) : null;
  }

  return {
    noteAccepted() {
      isEverAccepted = true;
      add(null);
    },
    noteRefused({ reply }, cause, domain) {
      if (cause !== 'policy' && cause !== 'other') return null;
      const refused = { domain, policyStatus: cause === 'policy' ? reply.enhancedStatus : null };
      add(refused);
      const fault = faultOf(refused, reply);
      if (fault !== null) {
        decided = [];
        next = 0;
      }
      return fault;
    },
  };
}

function refusedAlike(relay: string, domains: number, status: string, text: string): string {
  return (
    `${relay} refused recipients at ${domains} different domains with the same status ${status}, which is hardly about ` +
    'them: look whether your address or domain is on a block list and whether SPF, DKIM and DMARC pass, mend that, ' +
    `and send again to go on. The last was refused with: ${text}`
  );
}

function refusedTooMany(relay: string, refused: number, decided: number, text: string): string {
  return (
    `${relay} refused ${refused} of the last ${decided} recipients for good, not counting addresses that do not ` +
    'exist, which is hardly about them: see what it says, mend it, and send again to go on. ' +
    `The last was refused with: ${text}`
  );
}
