import { beforeEach, describe, expect, it } from 'vitest';
import {
  emptyMailbox,
  type FetchedMessage,
  type FiledAs,
  type Mailbox,
  type MailboxMemory,
  newMemory,
} from '../../../src/feedback/inbound/empty-mailbox.ts';
import { type RecordingIntake, recordingIntake } from '../recording-intake.ts';

/** A mailbox in memory: what each UID gives, and where it was put. */
interface Box extends Mailbox {
  readonly messages: Map<number, string | (() => FetchedMessage | string | null)>;
  readonly filed: Map<number, FiledAs>;
}

let intake: RecordingIntake;
let memory: MailboxMemory;
let warnings: string[];

beforeEach(() => {
  intake = recordingIntake();
  memory = newMemory();
  warnings = [];
});

function box(messages: Record<number, string | (() => FetchedMessage | string | null)>): Box {
  const held = new Map(Object.entries(messages).map(([uid, message]) => [Number(uid), message]));
  const filed = new Map<number, FiledAs>();
  return {
    messages: held,
    filed,
    list: async () => ({ uidValidity: '1', uids: [...held.keys()] }),
    fetch: async (uid) => {
      const message = held.get(uid) ?? null;
      if (typeof message === 'function') return message();
      return message === null ? null : { bytes: Buffer.from(message), at: new Date(0) };
    },
    file: async (uids, as) => {
      for (const uid of uids) {
        held.delete(uid);
        filed.set(uid, as);
      }
      return null;
    },
  };
}

const empty = (mailbox: Mailbox, stop = new AbortController().signal) =>
  emptyMailbox(mailbox, { intake, memory, log: () => undefined, warn: (text) => warnings.push(text), stop });

const recorded = () => intake.mails.map(({ bytes }) => Buffer.from(bytes).toString());

const hangUp = () => {
  throw new Error('the connection is lost');
};

describe('a mailbox', () => {
  it('loses nothing to a message over which the server hangs up, whatever stands behind it', async () => {
    const mailbox = box({ 1: 'one', 2: hangUp, 3: 'three' });
    for (const done of [['one'], ['one', 'three'], ['one', 'three']]) {
      await expect(empty(mailbox)).rejects.toThrow('is lost');
      expect(recorded()).toEqual(done);
    }
    mailbox.messages.set(4, 'four');
    expect(await empty(mailbox)).toBe(1);
    expect(await empty(mailbox)).toBe(0);
    expect(recorded()).toEqual(['one', 'three', 'four']);
    expect([...mailbox.messages.keys()]).toEqual([2]);
    expect(warnings).toEqual([
      'Message 2 of the bounce mailbox cannot be read and stays there: the server hangs up over it.',
    ]);
  });

  it('warns once of a message that the server will not give, and takes it when it does', async () => {
    let answer: () => FetchedMessage | string | null = () => 'not today.';
    const mailbox = box({ 1: () => answer(), 2: 'two' });
    expect(await empty(mailbox)).toBe(1);
    expect(await empty(mailbox)).toBe(0);
    expect(warnings).toEqual(['Message 1 of the bounce mailbox cannot be read and stays there: not today.']);
    answer = () => ({ bytes: Buffer.from('one'), at: new Date(0) });
    expect(await empty(mailbox)).toBe(1);
    expect(recorded()).toEqual(['two', 'one']);
  });

  it('passes over what another program took meanwhile', async () => {
    expect(await empty(box({ 1: () => null, 2: 'two' }))).toBe(1);
    expect(recorded()).toEqual(['two']);
  });

  it('records once what cannot be moved, until the folder is another', async () => {
    const mailbox = { ...box({ 1: 'one' }), file: async () => 'it is read-only.' };
    expect(await empty(mailbox)).toBe(1);
    expect(await empty(mailbox)).toBe(0);
    expect(warnings).toEqual([
      'Recorded, and not to be moved out of the bounce mailbox (1): it is read-only.',
    ]);
    expect(await empty({ ...mailbox, list: async () => ({ uidValidity: '2', uids: [1] }) })).toBe(1);
    expect(recorded()).toEqual(['one', 'one']);
  });

  it('files under "other" only what belongs to no delivery at all', async () => {
    intake.became = ({ bytes }) => (Buffer.from(bytes).toString() === 'stray' ? 'unmatched' : 'quarantined');
    const mailbox = box({ 1: 'ours', 2: 'stray' });
    await empty(mailbox);
    expect([...mailbox.filed]).toEqual([
      [1, 'processed'],
      [2, 'other'],
    ]);
  });

  it('keeps what waits for a key, says so once, and files a forgery', async () => {
    const mailbox = box({ 1: 'one', 2: 'two' });
    intake.doubt = 'unknown key';
    expect(await empty(mailbox)).toBe(0);
    mailbox.messages.set(3, 'three');
    expect(await empty(mailbox)).toBe(0);
    expect([[...mailbox.messages.keys()], [...memory.waiting]]).toEqual([
      [1, 2, 3],
      [1, 2, 3],
    ]);
    expect(recorded()).toEqual(['one', 'two', 'three']);
    expect(warnings).toEqual([
      expect.stringMatching(/stays in the bounce mailbox .* by a key that this database does not know/),
    ]);

    memory = newMemory();
    intake.became = () => 'unmatched';
    intake.doubt = 'forged';
    expect(await empty(mailbox)).toBe(3);
    expect([...mailbox.filed.values()]).toEqual(['other', 'other', 'other']);
  });

  it('stops between two messages, with the first one filed', async () => {
    const stopping = new AbortController();
    intake.became = () => {
      stopping.abort();
      return 'noted';
    };
    const mailbox = box({ 1: 'one', 2: 'two' });
    expect(await empty(mailbox, stopping.signal)).toBe(1);
    expect([...mailbox.filed.keys()]).toEqual([1]);
  });
});
