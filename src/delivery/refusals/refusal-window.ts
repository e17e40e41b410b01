import { domainsAlike, lastDecisions, refusedAlike } from '../../ledger/refusals/refused-alike.ts';
import { isPermanent, type SmtpReply } from '../../mail/smtp-reply.ts';
import type { RefusalCause } from './refusal-cause.ts';

/** Of the last fifty that a relay decided on, more than a fifth refused for good is no list, it is a fault of ours. */
const maxRefusedShare = 0.2;
/** A relay that has accepted nobody yet is believed sooner. */
const maxRefusedAtFirst = 5;
/** The same of all of the first so many, whatever it says, is believed of nobody. */
const firstDecisions = 10;
/** To look whether the send goes to other domains at all takes a question to the ledger, which is not asked each time. */
const askAgainAfter = 25;

/** A refusal for good, or one for now that may be ours, as the window sees it. */
export interface WindowRefusal {
  readonly cause: RefusalCause;
  readonly reply: SmtpReply;
  /** As of refusal-key.ts. */
  readonly key: string;
  /** The recipient's; null where it was said of everybody. */
  readonly domain: string | null;
}

/** Refusals that are about us, and of whom nobody has failed. */
export interface OurRefusals {
  /** Why the send should stop, in sentences for the editor. */
  readonly reason: string;
  /** The keys of the refusals, see refusal-key.ts. */
  readonly keys: readonly string[];
  /** Where not null, it is so only if the send goes to no other domains than these. */
  readonly onlyDomains: readonly string[] | null;
}

/** The last decisions of one relay in one send, and whether they say that it would refuse everybody. */
export interface RefusalWindow {
  noteAccepted(): void;
  /**
   * Null where these refusals may well be about the recipients. Where they are not, the window begins anew.
   *
   * @param isRipe false where they are to be counted, and not yet judged
   */
  noteRefused(refusal: WindowRefusal, isRipe?: boolean): OurRefusals | null;
}

/**
 * Whether refusals are the recipients' fault or ours.
 *
 * @param relay how the relay is called in what is said to the editor
 */
function refusalWindow(relay: string): RefusalWindow {
  let isEverAccepted = false;
  let words = sameWords(relay);
  let share = refusedShare(relay);

  return {
    noteAccepted() {
      isEverAccepted = true;
      words.add(null);
      share.add(null);
    },
    noteRefused(refusal, isRipe = true) {
      words.add(refusal);
      const isShared = refusal.cause !== 'mailbox' && isPermanent(refusal.reply);
      if (isShared) share.add(refusal);
      if (!isRipe) return null;
      const found = (isShared ? share.find(refusal, isEverAccepted) : null) ?? words.find(refusal);
      if (found?.onlyDomains === null) {
        words = sameWords(relay);
        share = refusedShare(relay);
      }
      return found;
    },
  };
}

/**
 * In the same words over five domains or all there are, whatever the codes: ours where that is over half of the last
 * fifty decisions, or all of the first ten. Less than that says nothing, since a large provider has one text for the
 * dead mailboxes of thousands of domains.
 */
function sameWords(relay: string) {
  const decided = lastOf<WindowRefusal | null>(lastDecisions);
  const domains = new Map<string, Set<string>>();

  function domainsOf({ key, domain }: WindowRefusal): ReadonlySet<string> {
    const known = domains.get(key) ?? new Set();
    if (domain !== null && known.size < domainsAlike) known.add(domain);
    domains.set(key, known);
    if (domains.size > lastDecisions) forgetDomains();
    return known;
  }

  /** What is not among the last any more was not the same of most. */
  function forgetDomains(): void {
    const kept = new Set(decided.entries().map((entry) => entry?.key));
    for (const key of domains.keys()) if (!kept.has(key)) domains.delete(key);
  }

  return {
    add: decided.add,
    find(refusal: WindowRefusal): OurRefusals | null {
      const { key, reply } = refusal;
      const reached = domainsOf(refusal);
      const entries = decided.entries();
      const same = entries.filter((entry) => entry?.key === key).length;
      const isMost = same > lastDecisions / 2;
      const isAllAtFirst = same >= firstDecisions && same === entries.length;
      if (!isMost && !isAllAtFirst) return null;
      const isEnough = refusal.domain === null || reached.size >= domainsAlike;
      if (!isEnough && same !== firstDecisions && decided.noted() % askAgainAfter !== 0) return null;
      const reason = isPermanent(reply)
        ? refusedAlike(relay, same, reached.size, reply.text)
        : putOffAlike(relay, same, reply.text);
      return { reason, keys: [key], onlyDomains: isEnough ? null : [...reached] };
    },
  };
}

/**
 * In any words: ours where over a fifth of the last fifty, the first five, or five domains by one rule are refused for
 * what is not about a mailbox. A mailbox that does not exist, is closed or is full counts on neither side: a list that
 * nobody ever cleaned has a third of those on its first day.
 */
function refusedShare(relay: string) {
  const decided = lastOf<WindowRefusal | null>(lastDecisions);
  return {
    add: decided.add,
    find(refusal: WindowRefusal, isEverAccepted: boolean): OurRefusals | null {
      const entries = decided.entries();
      const refused = entries.filter((entry) => entry !== null);
      const rule = isRule(refusal) ? refused.filter((entry) => isSameRule(entry, refusal)) : [];
      const ruled = new Set(rule.map(({ domain }) => domain)).size;
      if (ruled >= domainsAlike) return ours(refusedByRule(relay, ruled, refusal), rule);
      const isTooMany = isEverAccepted
        ? entries.length === lastDecisions && refused.length > lastDecisions * maxRefusedShare
        : refused.length >= maxRefusedAtFirst;
      const { text } = refusal.reply;
      return isTooMany ? ours(refusedTooMany(relay, refused.length, entries.length, text), refused) : null;
    },
  };
}

/** The last so many of what is added, in no order. */
function lastOf<Entry>(size: number) {
  const kept: Entry[] = [];
  let noted = 0;
  return {
    add(entry: Entry): void {
      kept[noted % size] = entry;
      noted += 1;
    },
    entries: (): readonly Entry[] => kept,
    /** How many were ever added. */
    noted: (): number => noted,
  };
}

/** RFC 3463 section 3.8: x.7.x is somebody's policy. */
function isRule({ cause, reply: { enhancedStatus } }: WindowRefusal): boolean {
  return cause !== 'other' && enhancedStatus?.slice(2).startsWith('7.') === true;
}

function isSameRule(one: WindowRefusal, other: WindowRefusal): boolean {
  return one.cause === other.cause && one.reply.enhancedStatus === other.reply.enhancedStatus;
}

function ours(reason: string, refused: readonly WindowRefusal[]): OurRefusals {
  return { reason, keys: [...new Set(refused.map(({ key }) => key))], onlyDomains: null };
}

function putOffAlike(relay: string, times: number, text: string): string {
  return (
    `${relay} puts everybody off in the same words, ${times} times so far, which is hardly about them, and nobody has ` +
    `failed: see what it says, mend it, and send again to go on. The last was put off with: ${text}`
  );
}

function refusedByRule(
  relay: string,
  domains: number,
  { cause, reply: { enhancedStatus, text } }: WindowRefusal,
): string {
  const cure =
    cause === 'relaying'
      ? 'see that it may pass mail on for us: its permissions, and the user and the password in SMTP_URL'
      : 'look whether your address or domain is on a block list and whether SPF, DKIM and DMARC pass';
  return (
    `${relay} refused recipients at ${domains} different domains with the same status ${enhancedStatus}, which is hardly about ` +
    `them, so nobody has failed: ${cure}, mend that, and send again to go on. The last was refused with: ${text}`
  );
}

function refusedTooMany(relay: string, refused: number, decided: number, text: string): string {
  return (
    `${relay} refused ${refused} of the last ${decided} recipients for good, not counting addresses that do not ` +
    'exist, which is hardly about them, so nobody has failed: see what it says, mend it, and send again to go on. ' +
    `The last was refused with: ${text}`
  );
}

/** A process that delivers for months sees many sends, and hardly more than a few at a time. */
const sendsKept = 8;

/** The windows of one relay, by send: what one send has shown says nothing of the next, which has other readers. */
export function refusalWindows(relay: string): (send: number) => RefusalWindow {
  const windows = new Map<number, RefusalWindow>();
  return (send) => {
    const window = windows.get(send) ?? refusalWindow(relay);
    // What was asked for last stands last.
    windows.delete(send);
    windows.set(send, window);
    for (const oldest of windows.keys()) if (windows.size > sendsKept) windows.delete(oldest);
    return window;
  };
}
