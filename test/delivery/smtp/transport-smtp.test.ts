import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Receipt } from '../../../src/delivery/relay/receipt.ts';
import type { Relay } from '../../../src/delivery/relay/relay.ts';
import { parseRelayUrl } from '../../../src/delivery/relay/relay-url.ts';
import { checkRelay, smtpTransport } from '../../../src/delivery/smtp/transport-smtp.ts';
import type { EmailAddress } from '../../../src/mail/address.ts';
import { type RelayScript, type ScriptedRelay, scriptedRelay } from '../scripted-relay.ts';

const envelope = {
  returnPath: 'b+1.2@bounces.example' as EmailAddress,
  recipient: 'ada@example.com' as EmailAddress,
};
const whole = Buffer.from(`Subject: x\r\n\r\n${'line of the letter\r\n'.repeat(5000)}`);
/** Cut in the middle of a line, of a line end, and with nothing between. */
const message = [whole.subarray(0, 6), whole.subarray(6, 11), Buffer.alloc(0), whole.subarray(11)];

const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  vi.useRealTimers();
  for (const close of open.splice(0).reverse()) await close();
});

function relayOf(url: string): Relay {
  const parsed = parseRelayUrl(url);
  if (!parsed.ok) throw new Error(parsed.problem);
  return parsed.relay;
}

async function start(script: RelayScript): Promise<ScriptedRelay> {
  const relay = await scriptedRelay(script);
  open.push(relay.close);
  return relay;
}

interface Attempt {
  readonly receipt: Receipt;
  readonly asked: number;
  readonly relay: ScriptedRelay;
}

async function attempt(script: RelayScript, mayFinish = true, bytes = message): Promise<Attempt> {
  const relay = await start(script);
  const transport = smtpTransport(relayOf(relay.url), 2);
  open.push(transport.close);
  let asked = 0;
  const receipt = await transport.send(envelope, bytes, async () => {
    asked += 1;
    return mayFinish;
  });
  return { receipt, asked, relay };
}

describe('smtpTransport', () => {
  it('delivers the bytes it was given to the one recipient, and asks once before the dot', async () => {
    const { receipt, asked, relay } = await attempt({});
    expect(receipt).toEqual({
      kind: 'accepted',
      reply: { code: 250, enhancedStatus: '2.0.0', text: '250 2.0.0 queued' },
    });
    expect(asked).toBe(1);
    expect(relay.messages).toEqual([whole.toString('latin1')]);
    expect(relay.commands.filter((line) => /^(MAIL|RCPT)/.test(line))).toEqual([
      'MAIL FROM:<b+1.2@bounces.example>',
      'RCPT TO:<ada@example.com>',
    ]);
  });

  it('never sends the dot when the claim holds no more', async () => {
    const { receipt, relay } = await attempt({}, false);
    expect(receipt).toEqual({ kind: 'withheld' });
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(relay.messages).toEqual([]);
  });

  it.each<[string, RelayScript, Partial<Extract<Receipt, { kind: 'refused' }>>]>([
    ['a recipient for good', { rcpt: '550 5.1.1 no such user' }, { at: 'recipient' }],
    ['a recipient for now', { rcpt: '450 4.2.1 later' }, { at: 'recipient' }],
    [
      'a recipient without pipelining',
      { ehlo: '250 relay.example', rcpt: '550 5.1.1 no' },
      { at: 'recipient' },
    ],
    ['the return path', { mail: '553 5.7.1 not you', rcpt: '503 no', data: '503 no' }, { at: 'sender' }],
    ['the message at DATA', { data: '554 5.7.1 no mail today' }, { at: 'message' }],
    ['the message after the dot', { dot: '550 5.7.1 looks like spam' }, { at: 'message' }],
    ['the message for now, after the dot', { dot: '451 4.3.0 queue full' }, { at: 'message' }],
    ['with 421 at the dot', { dot: '421 4.3.2 shutting down' }, { at: 'message' }],
  ])('reports that the relay refused %s, with its whole reply', async (_, script, expected) => {
    const { receipt } = await attempt(script);
    const said = Object.values({
      mail: script.mail,
      rcpt: script.rcpt,
      data: script.data,
      dot: script.dot,
    }).find(Boolean);
    expect(receipt).toMatchObject({ kind: 'refused', ...expected, reply: { text: said } });
  });

  it('keeps a reply of several lines', async () => {
    const { receipt } = await attempt({ rcpt: '550-5.1.1 no such user\n550 5.1.1 see example.com/help' });
    expect(receipt).toMatchObject({
      reply: { text: '550-5.1.1 no such user\n550 5.1.1 see example.com/help' },
    });
  });

  it('tells a drop in the body from a drop after the dot', async () => {
    // More than the kernel buffers on the way, so that the sender cannot be done before the relay drops it.
    const long = [Buffer.alloc(32 * 1024 * 1024, 'line of a long letter\r\n')];
    const inBody = await attempt({ onBody: (socket) => socket.destroy() }, true, long);
    expect(inBody.receipt.kind).toBe('lost');
    const afterDot = await attempt({ dot: (socket) => socket.destroy() });
    expect(afterDot.receipt.kind).toBe('unknown');
    const politely = await attempt({ dot: (socket) => socket.end() });
    expect(politely.receipt.kind).toBe('unknown');
  });

  it('keeps a session for the next message, and after a refusal too', async () => {
    const relay = await start({ rcpt: (address) => (address.startsWith('no') ? '550 5.1.1 no' : '250 ok') });
    const transport = smtpTransport(relayOf(relay.url), 2);
    open.push(transport.close);
    const to = (recipient: string) =>
      transport.send({ ...envelope, recipient: recipient as EmailAddress }, message, async () => true);
    expect((await to('a@example.com')).kind).toBe('accepted');
    expect((await to('no@example.com')).kind).toBe('refused');
    expect((await to('b@example.com')).kind).toBe('accepted');
    expect(relay.commands.filter((line) => line.startsWith('EHLO'))).toHaveLength(1);
    expect(relay.commands).toContain('RSET');
    expect(relay.messages).toHaveLength(2);
  });

  it('ends a transaction without a recipient where the relay asks for the message all the same', async () => {
    const relay = await start({
      rcpt: (address) => (address.startsWith('no') ? '550 5.1.1 no' : '250 ok'),
      data: '354 go on',
      dot: '554 5.5.1 no valid recipients',
    });
    const transport = smtpTransport(relayOf(relay.url), 2);
    open.push(transport.close);
    const recipient = 'no@example.com' as EmailAddress;
    let asked = 0;
    const receipt = await transport.send({ ...envelope, recipient }, message, async () => ++asked > 0);
    expect(receipt).toMatchObject({ kind: 'refused', at: 'recipient', reply: { code: 550 } });
    expect(asked).toBe(0);
    expect(relay.messages).toEqual(['\r\n']);
    await expect.poll(() => relay.commands.at(-1)).toBe('RSET');
  });

  it('hears a refusal in the middle of the body, and never sends the dot', async () => {
    const long = [Buffer.alloc(32 * 1024 * 1024, 'line of a long letter\r\n')];
    const { receipt, relay, asked } = await attempt(
      {
        onBody: (socket) => {
          socket.pause();
          socket.write('552 5.3.4 too big\r\n');
        },
      },
      true,
      long,
    );
    expect(receipt).toMatchObject({ kind: 'refused', at: 'message', reply: { code: 552 } });
    expect(asked).toBe(0);
    expect(relay.messages).toEqual([]);
  });

  it('is in doubt about an answer to the dot that is neither yes nor no', async () => {
    expect((await attempt({ dot: '354 go on' })).receipt.kind).toBe('unknown');
    expect((await attempt({ dot: 'what?' })).receipt.kind).toBe('unknown');
    expect((await attempt({ rcpt: 'what?' })).receipt).toMatchObject({ kind: 'lost', isBeforeBody: true });
  });

  it('talks to a relay that takes one command at a time', async () => {
    const { receipt, relay } = await attempt({ ehlo: '250-relay.example\n250 SIZE 1000000' });
    expect(receipt.kind).toBe('accepted');
    expect(relay.commands).toContain(`MAIL FROM:<${envelope.returnPath}> SIZE=${whole.length}`);
    const refused = await attempt({ ehlo: '250 relay.example', rcpt: '550 5.1.1 no' });
    expect(refused.receipt).toMatchObject({ kind: 'refused', at: 'recipient' });
    expect(refused.relay.commands).not.toContain('DATA');
  });

  describe('a message that is too large', () => {
    it('is not even begun where the relay has said how much it takes, and both sizes are said', async () => {
      const { receipt, relay } = await attempt({ ehlo: '250-relay.example\n250 SIZE 10' });
      expect(receipt).toEqual({
        kind: 'too_large',
        problem: expect.stringMatching(
          `takes messages of 10 bytes at the most, and this message has ${whole.length} bytes`,
        ),
      });
      expect(relay.commands.filter((line) => line.startsWith('MAIL'))).toEqual([]);
    });

    it('is told with its size where MAIL is answered with 552', async () => {
      const { receipt } = await attempt({ mail: '552 5.3.4 Message size exceeds fixed limit' });
      expect(receipt).toMatchObject({ kind: 'too_large', reply: { code: 552 } });
      expect('problem' in receipt && receipt.problem).toContain(`this message has ${whole.length} bytes`);
    });

    it.each(['250 SIZE', '250 SIZE 0'])('is unknown where no limit is set: %s', async (last) => {
      expect((await attempt({ ehlo: `250-relay.example\n${last}` })).receipt.kind).toBe('accepted');
    });
  });

  it.each([
    ['SCRAM only', '250-relay.example\n250 AUTH SCRAM-SHA-1 SCRAM-SHA-256', /SCRAM-SHA-1, SCRAM-SHA-256/],
    ['no login at all', '250-relay.example\n250 SIZE 1000', /offers no login/],
  ])('sends no password to a relay that offers %s', async (_, ehlo, words) => {
    const relay = await start({ ehlo });
    const refused = await checkRelay(relayOf(`smtp://me:s3cret@127.0.0.1:${relay.port}`)).catch(
      (error) => error,
    );
    expect(refused).toMatchObject({ name: 'DeliveryError', failure: 'mistake' });
    expect(refused.message).toMatch(words);
    expect(relay.commands.filter((line) => line.startsWith('AUTH'))).toEqual([]);
  });

  it.each([
    ['AUTH=LOGIN', '250-relay.example\n250 AUTH=LOGIN'],
    ['AUTH', '250-relay.example\n250 AUTH SCRAM-SHA-1 PLAIN'],
  ])('logs in by what is offered, with %s too', async (_, ehlo) => {
    const relay = await start({ ehlo });
    await checkRelay(relayOf(`smtp://me:s3cret@127.0.0.1:${relay.port}`)).catch(() => undefined);
    expect(relay.commands.filter((line) => line.startsWith('AUTH'))).toHaveLength(1);
  });

  describe('a login by token', () => {
    const withToken = async (ehlo: string, command: string, auth?: string) => {
      const relay = await start({ ehlo, ...(auth && { auth }) });
      const { auth: _, ...plain } = relayOf(`smtp://127.0.0.1:${relay.port}`);
      const login = { user: 'me@news.example', token: { command } };
      const failed = await checkRelay({ ...plain, auth: login }).then(
        () => null,
        (error: Error) => error.message,
      );
      const said = relay.commands.find((line) => line.startsWith('AUTH'))?.split(' ') ?? [];
      return { failed, mechanism: said[1], said: Buffer.from(said[2] ?? '', 'base64').toString() };
    };

    it.each([
      ['XOAUTH2', 'AUTH PLAIN XOAUTH2 OAUTHBEARER', 'user=me@news.example\x01auth=Bearer t0ken\x01\x01'],
      ['OAUTHBEARER', 'AUTH PLAIN OAUTHBEARER', 'n,a=me@news.example,\x01auth=Bearer t0ken\x01\x01'],
    ])('is said by %s where that is offered', async (mechanism, offered, said) => {
      const login = await withToken(`250-relay.example\n250 ${offered}`, 'echo t0ken');
      expect(login).toEqual({ failed: null, mechanism, said });
    });

    it.each([
      ['250 AUTH PLAIN LOGIN', 'echo t0ken', '235 ok', /offers the logins PLAIN, LOGIN.*token was not sent/],
      ['250 AUTH XOAUTH2', 'echo t0ken; exit 3', '235 ok', /SMTP_TOKEN_COMMAND ended with 3/],
      ['250 AUTH XOAUTH2', 'echo t0ken is here', '235 ok', /gives no token/],
      ['250 AUTH XOAUTH2', 'echo t0ken', '334 eyJzdGF0dXMiOiI0MDEifQ==', /cannot be used/],
    ])('that fails says why, and never the token: %s, %s, %s', async (offered, command, auth, words) => {
      const { failed } = await withToken(`250-relay.example\n${offered}`, command, auth);
      expect(failed).toMatch(words);
      expect(failed).not.toContain('t0ken');
    });
  });

  it('takes 454 at the login for a while in which it cannot be checked, and 535 for a mistake', async () => {
    const relay = await start({
      ehlo: '250-relay.example\n250 AUTH PLAIN',
      auth: '454 4.7.0 Temporary failure',
    });
    const refused = await checkRelay(relayOf(`smtp://me:s3cret@127.0.0.1:${relay.port}`)).catch(
      (error) => error,
    );
    expect(refused).toMatchObject({ name: 'DeliveryError', failure: 'temporary' });
    expect(refused.message).toContain('454 4.7.0');
  });

  it.each([
    ['IMAP', () => '* OK [CAPABILITY IMAP4rev1] ready', /does not speak SMTP.*\* OK/],
    ['a refusal', () => '554 5.7.1 you are on a list', /lets nobody in from here: 554/],
    ['two greetings', () => '220 one.example\n220 two.example', /greets twice/],
  ])('says in one sentence what was found where %s answers', async (_, greeting, words) => {
    const relay = await start({ greeting });
    const refused = await checkRelay(relayOf(relay.url)).catch((error) => error);
    expect(refused.message).toMatch(words);
    expect(refused.message.split('\n')).toHaveLength(1);
  });

  it('notes where a login is offered and none is configured', async () => {
    const offering = { ehlo: '250-relay.example\n250 AUTH PLAIN', rcpt: '554 5.7.1 Relay access denied' };
    expect((await attempt(offering)).receipt).toMatchObject({ kind: 'refused', withoutLogin: 'offered' });
    const plain = await attempt({ rcpt: '554 5.7.1 Relay access denied' });
    expect(plain.receipt).toMatchObject({ withoutLogin: 'not offered' });
  });

  it('doubles the dot that begins a line', async () => {
    const dotted = ['Subject: x\r\n\r\n', '.hidden\r\n.\r\nend\r', '\n'].map((text) => Buffer.from(text));
    const { relay } = await attempt({}, true, dotted);
    expect(relay.messages).toEqual(['Subject: x\r\n\r\n..hidden\r\n..\r\nend\r\n']);
  });

  it('opens no more sessions than it may, and begins nothing once it is closed', async () => {
    const answers: (() => void)[] = [];
    const relay = await start({ dot: (socket) => answers.push(() => socket.write('250 2.0.0 ok\r\n')) });
    const transport = smtpTransport(relayOf(relay.url), 2);
    open.push(transport.close);
    const sending = [1, 2, 3, 4].map(() => transport.send(envelope, message, async () => true));
    await expect.poll(() => relay.messages.length).toBe(2);
    answers.shift()?.();
    await expect.poll(() => relay.messages.length).toBe(3);
    expect(relay.commands.filter((line) => line.startsWith('EHLO'))).toHaveLength(2);
    await transport.close();
    for (const answer of answers) answer();
    const kinds = (await Promise.all(sending)).map(({ kind }) => kind);
    expect(kinds).toEqual(['accepted', 'accepted', 'accepted', 'withheld']);
    expect(relay.messages).toHaveLength(3);
  });

  it.each([
    ['turns away', '421 4.7.0 too many connections'],
    ['does not greet', null],
  ])('goes over the connections that the relay grants where it %s the others', async (_, greeting) => {
    // The relay's time passes, the transport's does not: however slow the machine is, its rest is not over.
    const later = setTimeout;
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    let clients = 0;
    const relay = await start({
      greeting: (client) => {
        clients = client;
        return client > 2 ? greeting : '220 relay.example ESMTP';
      },
      dot: (socket) => later(() => socket.write('250 2.0.0 ok\r\n'), 20),
    });
    const transport = smtpTransport(relayOf(relay.url), 5);
    open.push(transport.close);
    const sending = Array.from({ length: 30 }, () => transport.send(envelope, message, async () => true));
    const kinds = (await Promise.all(sending)).map(({ kind }) => kind);
    expect(kinds).toEqual(Array(30).fill('accepted'));
    // It is not asked again and again.
    expect(clients).toBe(5);
  });

  it('opens a new session where the relay has closed the old one', async () => {
    const relay = await start({ dot: (socket) => socket.end('250 2.0.0 bye\r\n') });
    const transport = smtpTransport(relayOf(relay.url), 2);
    open.push(transport.close);
    expect((await transport.send(envelope, message, async () => true)).kind).toBe('accepted');
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect((await transport.send(envelope, message, async () => true)).kind).toBe('accepted');
  });

  it('never says an address outside ASCII to a relay that does not offer SMTPUTF8', async () => {
    const recipient = 'jörg@example.com' as EmailAddress;
    const plain = await start({});
    const without = smtpTransport(relayOf(plain.url), 2);
    open.push(without.close);
    expect(await without.send({ ...envelope, recipient }, message, async () => true)).toMatchObject({
      kind: 'unsendable',
      problem: expect.stringContaining('SMTPUTF8'),
    });
    expect(plain.commands.filter((line) => /^(MAIL|RCPT)/.test(line))).toEqual([]);
    const modern = await start({ ehlo: '250-relay.example\n250-SMTPUTF8\n250 8BITMIME' });
    const transport = smtpTransport(relayOf(modern.url), 2);
    open.push(transport.close);
    expect((await transport.send({ ...envelope, recipient }, message, async () => true)).kind).toBe(
      'accepted',
    );
    expect(modern.commands).toContain('MAIL FROM:<b+1.2@bounces.example> SMTPUTF8');
  });

  it('charges no recipient for a session that the relay ends at MAIL', async () => {
    const { receipt } = await attempt({
      mail: '421 4.7.0 too many messages',
      rcpt: '503 no',
      data: '503 no',
    });
    expect(receipt).toMatchObject({ kind: 'unreachable', at: 'connect' });
  });

  it('does not send where the ledger cannot be asked', async () => {
    const relay = await start({});
    const transport = smtpTransport(relayOf(relay.url), 2);
    open.push(transport.close);
    const receipt = await transport.send(envelope, message, async () => {
      throw new Error('the database is away');
    });
    expect(receipt).toEqual({ kind: 'withheld' });
    expect(relay.messages).toEqual([]);
  });

  it('says of a relay that is not there, or refuses the login, that it cannot be used', async () => {
    const gone = await scriptedRelay({});
    await gone.close();
    const transport = smtpTransport(relayOf(gone.url), 2);
    expect(await transport.send(envelope, message, async () => true)).toMatchObject({
      kind: 'unreachable',
      at: 'connect',
    });

    const strict = await start({
      ehlo: '250-relay.example\n250 AUTH PLAIN',
      auth: '535 5.7.8 bad credentials',
    });
    const refused = await checkRelay(relayOf(`smtp://me:s3cret@127.0.0.1:${strict.port}`)).catch(
      (error) => error,
    );
    expect(refused).toMatchObject({ name: 'DeliveryError', failure: 'mistake' });
    expect(refused.message).toContain('535 5.7.8 bad credentials');
    expect(refused.message).toContain(`127.0.0.1:${strict.port}`);
    expect(refused.message).not.toContain('s3cret');
  });

  it('does not talk in clear text where STARTTLS is required', async () => {
    const relay = await start({});
    await expect(checkRelay({ ...relayOf(relay.url), tls: 'required' })).rejects.toThrow('cannot be used');
    expect(relay.commands.filter((line) => line.startsWith('MAIL'))).toEqual([]);
  });
});
