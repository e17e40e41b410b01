import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ImapFlow } from 'imapflow';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { maxReturnedBytes, type TakenFeedback } from '../../src/feedback/feedback-intake.ts';
import { emptyMailbox, type Mailbox, newMemory } from '../../src/feedback/inbound/empty-mailbox.ts';
import { isLoginRefused } from '../../src/feedback/inbound/mailbox-fault.ts';
import { type ImapMailbox, openMailbox } from '../../src/feedback/inbound/mailbox-imap.ts';
import type { MailboxAccount } from '../../src/feedback/inbound/mailbox-url.ts';
import { watchMailbox } from '../../src/feedback/inbound/watch-mailbox-imap.ts';
import { selfSigned } from '../delivery/self-signed.ts';
import { type RecordingIntake, recordingIntake } from '../feedback/recording-intake.ts';
import { makeCertificate } from '../setup/certificate.ts';
import { findOrInstallDovecot } from '../setup/find-dovecot.ts';
import { type Dovecot, startDovecot } from '../setup/start-dovecot.ts';

/** Dovecot as it is, and as a server that has nothing but the IMAP of 1996. */
const servers = [
  ['all extensions', undefined],
  ['no extension', 'IMAP4rev1'],
] as const;

let people = 0;
let intake: RecordingIntake;
let taken: TakenFeedback[];
let warnings: string[];
let stopping: AbortController;

beforeEach(() => {
  intake = recordingIntake();
  taken = [];
  warnings = [];
  stopping = new AbortController();
});

function account(port: number, changes: Partial<MailboxAccount> = {}): MailboxAccount {
  const user = `bounces${people}`;
  const usual = { tls: 'none', user, password: 'sesame', folder: 'INBOX', caFile: null } as const;
  return { host: '127.0.0.1', port, ...usual, ...changes };
}

function options(memory = newMemory()) {
  return {
    intake,
    memory,
    log: (each: TakenFeedback) => taken.push(each),
    warn: (sentence: string) => warnings.push(sentence),
    stop: stopping.signal,
  };
}

const subjects = () =>
  intake.mails.map(
    ({ bytes }) => /^Subject: (.*)\r$/m.exec(Buffer.from(bytes).toString('latin1'))?.[1] ?? '',
  );

/** Somebody else's client of the same mailbox. */
async function withClient<Result>(port: number, act: (client: ImapFlow) => Promise<Result>): Promise<Result> {
  const { user, password: pass } = account(port);
  const auth = { user, pass };
  const client = new ImapFlow({ host: '127.0.0.1', port, doSTARTTLS: false, auth, logger: false });
  await client.connect();
  try {
    return await act(client);
  } finally {
    await client.logout();
  }
}

function deliver(port: number, ...names: readonly string[]): Promise<void> {
  return withClient(port, async (client) => {
    for (const name of names)
      await client.append('INBOX', `Subject: ${name}\r\n\r\nbody\r\n`, [], new Date('2026-11-01T10:00:00Z'));
  });
}

/** The subjects in each folder, what is marked as deleted left out. */
function contents(port: number): Promise<Record<string, string[]>> {
  return withClient(port, async (client) => {
    const found: Record<string, string[]> = {};
    for (const { path } of await client.list()) {
      await client.mailboxOpen(path);
      const uids = (await client.search({ deleted: false }, { uid: true })) || [];
      found[path] = [];
      for (const uid of uids) {
        const message = await client.fetchOne(String(uid), { envelope: true }, { uid: true });
        found[path].push(message ? (message.envelope?.subject ?? '') : '');
      }
    }
    return found;
  });
}

async function emptyOnce(
  port: number,
  memory = newMemory(),
  wrap = (mailbox: ImapMailbox): Mailbox => mailbox,
) {
  const mailbox = await openMailbox(account(port));
  try {
    return await emptyMailbox(wrap(mailbox), options(memory));
  } finally {
    await mailbox.close();
  }
}

describe.each(servers)('a mailbox on a server with %s', (_, capability) => {
  let dovecot: Dovecot;
  beforeAll(async () => {
    dovecot = await startDovecot(findOrInstallDovecot(), capability === undefined ? {} : { capability });
  });
  afterAll(() => dovecot.stop());
  beforeEach(() => {
    people += 1;
  });
  afterEach(() => stopping.abort());

  it('is recorded message by message, then filed: ours, and what belongs to nobody', async () => {
    await deliver(dovecot.port, 'one', 'stray', 'two');
    intake.became = (mail) => (Buffer.from(mail.bytes).includes('stray') ? 'unmatched' : 'suppressed');
    expect(await emptyOnce(dovecot.port)).toBe(3);
    expect(subjects()).toEqual(['one', 'stray', 'two']);
    expect(intake.mails[0]).toMatchObject({ via: 'imap', envelopeRecipient: null });
    expect(intake.mails[0]?.at).toEqual(new Date('2026-11-01T10:00:00Z'));
    expect(taken.map(({ became }) => became)).toEqual(['suppressed', 'unmatched', 'suppressed']);
    expect(await contents(dovecot.port)).toEqual({
      INBOX: [],
      'Pennypost.Processed': ['one', 'two'],
      'Pennypost.Other': ['stray'],
    });
    expect(await emptyOnce(dovecot.port)).toBe(0);
    expect(warnings).toEqual([]);
  });

  it('keeps what could not be recorded, files what was, and goes on where it stopped', async () => {
    await deliver(dovecot.port, 'one', 'two', 'three');
    intake.became = (mail) => {
      if (Buffer.from(mail.bytes).includes('two')) throw new Error('the database cannot be asked');
      return 'counted';
    };
    const memory = newMemory();
    await expect(emptyOnce(dovecot.port, memory)).rejects.toThrow('cannot be asked');
    expect((await contents(dovecot.port))['INBOX']).toEqual(['two', 'three']);
    // One that is never recorded holds up no other.
    await expect(emptyOnce(dovecot.port, memory)).rejects.toThrow('cannot be asked');
    expect((await contents(dovecot.port))['INBOX']).toEqual(['two']);
    intake.became = () => 'counted';
    expect(await emptyOnce(dovecot.port, memory)).toBe(1);
    expect(subjects()).toEqual(['one', 'three', 'two']);
  });

  it('offers again what was recorded and not filed, for the intake to know it', async () => {
    await deliver(dovecot.port, 'one', 'two');
    const dying = (mailbox: ImapMailbox): Mailbox => ({
      ...mailbox,
      file: () => Promise.reject(new Error('the connection is lost')),
    });
    await expect(emptyOnce(dovecot.port, newMemory(), dying)).rejects.toThrow('is lost');
    intake.became = () => 'repeated';
    expect(await emptyOnce(dovecot.port)).toBe(2);
    expect(subjects()).toEqual(['one', 'two', 'one', 'two']);
    expect(await contents(dovecot.port)).toMatchObject({ INBOX: [], 'Pennypost.Processed': ['one', 'two'] });
  });

  it('gives the beginning of a message over the limit', async () => {
    await withClient(dovecot.port, (client) =>
      client.append(
        'INBOX',
        `Subject: long\r\n\r\n${'x'.repeat(70)}\r\n${'y\r\n'.repeat(maxReturnedBytes / 2)}`,
      ),
    );
    expect(await emptyOnce(dovecot.port)).toBe(1);
    expect(subjects()).toEqual(['long']);
    expect(intake.mails[0]?.bytes.length).toBe(maxReturnedBytes);
  });

  it('is not confused by a folder that was made anew with the same numbers', async () => {
    const memory = newMemory();
    const stuck = (mailbox: ImapMailbox): Mailbox => ({ ...mailbox, file: async () => 'no.' });
    await deliver(dovecot.port, 'one');
    expect(await emptyOnce(dovecot.port, memory, stuck)).toBe(1);
    expect(await emptyOnce(dovecot.port, memory, stuck)).toBe(0);
    expect(warnings).toHaveLength(1);
    const anew = (mailbox: ImapMailbox): Mailbox => ({
      ...mailbox,
      list: async () => ({ ...(await mailbox.list()), uidValidity: 'another' }),
    });
    expect(await emptyOnce(dovecot.port, memory, anew)).toBe(1);
  });

  it('is watched: what comes in is recorded, after a lost connection as well', async () => {
    const proxy = await startProxy(dovecot.port);
    const reported: unknown[] = [];
    await deliver(dovecot.port, 'before');
    const watching = watchMailbox(account(proxy.port), {
      ...options(),
      report: (error) => reported.push(error),
      // A server without IDLE is asked; with it, it tells.
      pollMs: capability === undefined ? 60_000 : 100,
    });
    await expect.poll(subjects, { timeout: 20_000 }).toEqual(['before']);
    await deliver(dovecot.port, 'while');
    await expect.poll(subjects, { timeout: 20_000 }).toEqual(['before', 'while']);
    // What is cut off before it is filed is offered again, and the intake counts it once.
    await expect.poll(async () => (await contents(dovecot.port))['INBOX'], { timeout: 20_000 }).toEqual([]);
    proxy.cut();
    await deliver(dovecot.port, 'after');
    await expect.poll(subjects, { timeout: 20_000 }).toEqual(['before', 'while', 'after']);
    await expect.poll(async () => (await contents(dovecot.port))['INBOX']).toEqual([]);
    stopping.abort();
    await watching;
    await proxy.close();
  });

  it('of many messages is worked off in pages', async () => {
    const names = Array.from({ length: 60 }, (_each, n) => `number ${n}`);
    await deliver(dovecot.port, ...names);
    expect(await emptyOnce(dovecot.port)).toBe(60);
    expect(subjects()).toEqual(names);
    expect((await contents(dovecot.port))['Pennypost.Processed']).toEqual(names);
  });
});

describe('what is in the way', () => {
  let plain: Dovecot;
  let secure: Dovecot;
  beforeAll(async () => {
    const program = findOrInstallDovecot();
    [plain, secure] = await Promise.all([
      startDovecot(program),
      startDovecot(program, { certificate: makeCertificate() }),
    ]);
  });
  afterAll(() => Promise.all([plain.stop(), secure.stop()]));

  const fault = async (given: MailboxAccount) =>
    openMailbox(given).then(
      () => null,
      (error) => error,
    );

  it('is a login that is refused', async () => {
    const error = await fault(account(plain.port, { password: 'wrong-password' }));
    expect(error).toMatchObject({ name: 'FeedbackError', failure: 'mistake' });
    expect(error.faults[0]).toMatch(
      /^The bounce mailbox INBOX at 127\.0\.0\.1:\d+ refuses the login: correct /,
    );
    expect(error.faults[0]).not.toContain('wrong-password');
  });

  it('is a login that is refused, which is told once and seldom tried again', async () => {
    const stopping = new AbortController();
    const reported: unknown[] = [];
    const proxy = await startProxy(plain.port);
    const watching = watchMailbox(account(proxy.port, { password: 'wrong-password' }), {
      intake: recordingIntake(),
      log: () => undefined,
      warn: () => undefined,
      report: (error) => reported.push(error),
      stop: stopping.signal,
      refusedMs: 10,
    });
    await expect.poll(() => proxy.connections(), { timeout: 20_000 }).toBeGreaterThan(2);
    expect(reported).toMatchObject([{ failure: 'mistake' }]);
    expect(isLoginRefused(reported[0])).toBe(true);
    stopping.abort();
    await watching;
    await proxy.close();
  });

  it('is a server without TLS, which is not told the password', async () => {
    const error = await fault(account(plain.port, { tls: 'required' }));
    expect(error).toMatchObject({ name: 'FeedbackError', failure: 'mistake' });
    expect(error.faults[0]).toContain('offers no STARTTLS, so the password was not sent');
  });

  it('is a certificate that nobody vouches for', async () => {
    const error = await fault(account(secure.port, { tls: 'required' }));
    expect(error).toMatchObject({ name: 'FeedbackError', failure: 'mistake' });
    expect(error.faults[0]).toMatch(
      /is not told the password: its certificate is signed by nobody whom this machine knows: .* with ca= in the URL\.$/,
    );
  });

  it('is no fault where ca= names the authority of the certificate, and names the file where it cannot be read', async () => {
    const certificate = { key: Buffer.from(selfSigned.key), cert: Buffer.from(selfSigned.cert) };
    const trusted = await startDovecot(findOrInstallDovecot(), { certificate });
    const folder = mkdtempSync(path.join(tmpdir(), 'pennypost-ca-'));
    const caFile = path.join(folder, 'ca.pem');
    try {
      const withAuthority = account(trusted.port, { tls: 'required', caFile });
      expect((await fault(withAuthority)).faults[0]).toMatch(/the file of ca= cannot be read .*ca\.pem/);
      writeFileSync(caFile, selfSigned.cert);
      const mailbox = await openMailbox(withAuthority);
      expect(await mailbox.list()).toMatchObject({ uids: [] });
      await mailbox.close();
      expect((await fault(account(trusted.port, { tls: 'required' }))).faults[0]).toContain(
        'signed by nobody',
      );
    } finally {
      rmSync(folder, { recursive: true });
      await trusted.stop();
    }
  });

  it('is a folder that is not there', async () => {
    const error = await fault(account(plain.port, { folder: 'Bounces' }));
    expect(error).toMatchObject({ name: 'FeedbackError', failure: 'mistake' });
    expect(error.faults[0]).toContain('has no folder "Bounces"');
  });

  it('is a server that is down, which time may mend', async () => {
    const closed = createServer().listen(0, '127.0.0.1');
    await once(closed, 'listening');
    const { port } = closed.address() as AddressInfo;
    closed.close();
    expect(await fault(account(port))).toMatchObject({ name: 'FeedbackError', failure: 'temporary' });
  });
});

interface Proxy {
  readonly port: number;
  /** Drops every connection, as a router does that forgets them. */
  cut(): void;
  /** How many came so far. */
  connections(): number;
  close(): Promise<void>;
}

async function startProxy(target: number): Promise<Proxy> {
  const sockets = new Set<Socket>();
  let count = 0;
  const proxy: Server = createServer((near) => {
    count += 1;
    const far = connect(target, '127.0.0.1');
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        near.destroy();
        far.destroy();
      });
    }
    near.pipe(far).pipe(near);
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: (proxy.address() as AddressInfo).port,
    cut,
    connections: () => count,
    close: async () => {
      cut();
      proxy.close();
      await once(proxy, 'close');
    },
  };
}
