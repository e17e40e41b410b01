import { type FeedbackIntake, isWaiting, type TakenFeedback, waitingWords } from '../feedback-intake.ts';

/** Where a message goes once it is recorded: `other` for what belongs to no delivery of ours. */
export type FiledAs = 'processed' | 'other';

/** A message as the mailbox gave it; its first part only where it is over the limit. */
export interface FetchedMessage {
  readonly bytes: Uint8Array;
  /** When the mailbox got it. */
  readonly at: Date;
}

/** What a mailbox holds now. */
export interface MailboxContents {
  /** RFC 9051 section 2.3.1.1: as long as it stays the same, a UID names the same message. */
  readonly uidValidity: string;
  /** Oldest first. */
  readonly uids: readonly number[];
}

/** A mailbox that is open. Every call rejects where the connection is lost. */
export interface Mailbox {
  list(): Promise<MailboxContents>;
  /** Null where the message is gone; a sentence where the server will not give it. */
  fetch(uid: number): Promise<FetchedMessage | string | null>;
  /** Moves messages into the folder for it. A sentence where the server will not. */
  file(uids: readonly number[], as: FiledAs): Promise<string | null>;
}

/** What is known of messages that are still there. */
export interface MailboxMemory {
  uidValidity: string | null;
  /** Recorded and not to be moved, or waiting for a key: left alone until the next start. */
  readonly settled: Set<number>;
  /** What could not be recorded: it waits behind all the others. */
  readonly postponed: Set<number>;
  /** What the server would not give, and a person was told so. */
  readonly warned: Set<number>;
  /** How often the connection was lost over a message. Some servers hang up where one file cannot be read. */
  readonly losses: Map<number, number>;
  /** Of the settled, those that wait for a key. */
  readonly waiting: Set<number>;
}

export interface EmptyingOptions {
  readonly intake: Pick<FeedbackIntake, 'takeMail'>;
  readonly memory: MailboxMemory;
  /** Told what became of every message. */
  readonly log: (taken: TakenFeedback) => void;
  /** Told what a person should look at. */
  readonly warn: (sentence: string) => void;
  readonly stop: AbortSignal;
}

/** So many are recorded before they are moved together. Whatever is recorded twice counts once. */
const pageSize = 25;
/** After so many it was the message, and not the line. */
const maxLosses = 3;

export function newMemory(): MailboxMemory {
  const sets = { settled: new Set<number>(), postponed: new Set<number>(), warned: new Set<number>() };
  return { uidValidity: null, ...sets, losses: new Map(), waiting: new Set() };
}

/**
 * Records every message and then files it: a message leaves its folder only after the database has it. One that the
 * server will not give or will not move stays, and holds up no other.
 *
 * @returns how many were recorded
 * @throws what the intake or the connection rejects with, once all that was recorded before is filed
 */
export async function emptyMailbox(mailbox: Mailbox, options: EmptyingOptions): Promise<number> {
  const { memory, stop } = options;
  const { uidValidity, uids } = await mailbox.list();
  if (memory.uidValidity !== uidValidity)
    for (const known of [memory.settled, memory.postponed, memory.warned, memory.losses, memory.waiting])
      known.clear();
  memory.uidValidity = uidValidity;
  const fresh = [
    ...uids.filter((uid) => !memory.settled.has(uid) && !memory.postponed.has(uid)),
    ...uids.filter((uid) => memory.postponed.has(uid)),
  ];
  let count = 0;
  for (let start = 0; start < fresh.length && !stop.aborted; start += pageSize)
    count += await recordPage(mailbox, fresh.slice(start, start + pageSize), options);
  return count;
}

async function recordPage(
  mailbox: Mailbox,
  uids: readonly number[],
  options: EmptyingOptions,
): Promise<number> {
  const recorded = new Map<number, FiledAs>();
  try {
    for (const uid of uids) {
      if (options.stop.aborted) break;
      const filedAs = await record(mailbox, uid, options);
      if (filedAs) recorded.set(uid, filedAs);
    }
  } finally {
    await fileAll(mailbox, recorded, options);
  }
  return recorded.size;
}

/** Null where there was nothing to record. */
async function record(
  mailbox: Mailbox,
  uid: number,
  { intake, memory, log, warn }: EmptyingOptions,
): Promise<FiledAs | null> {
  memory.postponed.add(uid);
  const message = await fetchMessage(mailbox, uid, memory);
  if (message === null) return null;
  if (typeof message === 'string') {
    if (!memory.warned.has(uid))
      warn(`Message ${uid} of the bounce mailbox cannot be read and stays there: ${message}`);
    memory.warned.add(uid);
    return null;
  }
  const taken = await intake.takeMail({ ...message, envelopeRecipient: null, via: 'imap' });
  memory.postponed.delete(uid);
  if (taken.some(isWaiting)) {
    if (memory.waiting.size === 0) warn(`Mail that stays in the bounce mailbox ${waitingWords}`);
    memory.settled.add(uid);
    memory.waiting.add(uid);
    return null;
  }
  for (const each of taken) log(each);
  return taken.every(({ became }) => became === 'unmatched') ? 'other' : 'processed';
}

async function fetchMessage(mailbox: Mailbox, uid: number, { losses }: MailboxMemory) {
  const lost = losses.get(uid) ?? 0;
  if (lost >= maxLosses) return 'the server hangs up over it.';
  losses.set(uid, lost + 1);
  const message = await mailbox.fetch(uid);
  losses.delete(uid);
  return message;
}

async function fileAll(
  mailbox: Mailbox,
  recorded: ReadonlyMap<number, FiledAs>,
  { memory, warn }: EmptyingOptions,
): Promise<void> {
  for (const filedAs of ['processed', 'other'] as const) {
    const uids = [...recorded].filter(([, as]) => as === filedAs).map(([uid]) => uid);
    if (uids.length === 0) continue;
    const problem = await mailbox.file(uids, filedAs);
    if (problem === null) continue;
    for (const uid of uids) memory.settled.add(uid);
    warn(`Recorded, and not to be moved out of the bounce mailbox (${uids.length}): ${problem}`);
  }
}
