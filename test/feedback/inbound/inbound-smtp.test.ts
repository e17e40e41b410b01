import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { caseProofToken } from '../../../src/audience/unsubscribe-token.ts';
import type { MailListener } from '../../../src/delivery/listener/mail-listener-smtp.ts';
import { maxReturnedBytes } from '../../../src/feedback/feedback-intake.ts';
import {
  type InboundOptions,
  inboundLimits,
  listenForFeedback,
} from '../../../src/feedback/inbound/inbound-smtp.ts';
import type { EmailAddress } from '../../../src/mail/address.ts';
import { formatTestTag } from '../../../src/mail/serial-tag.ts';
import { linkKeys } from '../../../src/sending/keys.ts';
import { makeCertificate } from '../../setup/certificate.ts';
import { messageIdOf, returnPathOf, testLinkKeys, tokenOf } from '../../setup/signed-names.ts';
import { type RecordingIntake, recordingIntake } from '../recording-intake.ts';
import { dsn, failed } from '../returned-mail.ts';
import { RawClient } from './raw-client.ts';

const domain = 'bounces.news.example';
const returnPath = returnPathOf(10, 99);
const tag = returnPath.slice(2, returnPath.indexOf('@'));
const bounce = dsn({ fields: failed('550 5.1.1 no such user', '5.1.1') });

const elsewhere = linkKeys(
  ['a secret of this test alone, and of no other'],
  'ffffffff-0000-4000-8000-000000000002',
);

let intake: RecordingIntake;
let listener: MailListener;
let reported: unknown[];
const clients: RawClient[] = [];

async function listen(options: Partial<InboundOptions> = {}): Promise<void> {
  listener = await listenForFeedback({
    host: '127.0.0.1',
    port: 0,
    addresses: {
      returnPathDomain: domain,
      returnPath: null,
      unsubscribeMailboxes: ['unsubscribe@news.example', `unsubscribe@${domain}`].map((address) => ({
        address,
        returnPathDomain: domain,
      })),
      contact: 'letters@news.example' as EmailAddress,
      ...testLinkKeys,
    },
    intake,
    log: () => undefined,
    report: (error) => reported.push(error),
    ...options,
  });
}

async function dial(from?: string): Promise<RawClient> {
  const client = await RawClient.dial(listener.port, from);
  clients.push(client);
  return client;
}

beforeEach(() => {
  intake = recordingIntake();
  reported = [];
});
afterEach(async () => {
  for (const client of clients.splice(0)) client.hangUp();
  await listener.close();
});

describe('recipients', () => {
  it.each([
    ['a return path that we signed', returnPath],
    ['the same in the case that a mail system made of it', returnPath.toUpperCase()],
    ['the unsubscribe mailbox', 'Unsubscribe@News.Example'],
  ])('are taken: %s', async (_, recipient) => {
    await listen();
    expect(await (await dial()).deliver(recipient, bounce)).toMatch(/^250 2\.6\.0 /);
    expect(intake.recipients().map((each) => each?.toLowerCase())).toEqual([recipient.toLowerCase()]);
  });

  it.each([
    ['a signature that is not ours', `b+${tag.slice(0, -1)}${tag.endsWith('a') ? 'b' : 'a'}@${domain}`],
    ['the tag of a Message-ID', messageIdOf(10, 99).replace(/^<(.*)@.*$/, `b+$1@${domain}`)],
    ['a return path of another domain', `b+${tag}@news.example`],
    ['a return path at the end of another domain', `b+${tag}@${domain}.evil.example`],
    ['a tag without its prefix', `${tag}@${domain}`],
    ['somebody else', 'root@localhost.example'],
    ['what would be relayed', `${returnPath.replace('@', '%')}@${domain}`],
    ['a quoted return path', `"b+${tag}"@${domain}`],
    ['a test that nobody signed', `b+test.0123456789abcdef0123@${domain}`],
  ])('are refused: %s', async (_, recipient) => {
    await listen();
    expect(await (await dial()).deliver(recipient, bounce)).toMatch(/^550 5\.1\.1 No such mailbox here$/);
    expect(intake.mails).toEqual([]);
  });

  it('of another database are left with their sender, since the secret may come back, and that is told once', async () => {
    const warned: string[] = [];
    await listen({ warn: (sentence) => warned.push(sentence) });
    const leave = `unsubscribe+${caseProofToken(tokenOf(99, elsewhere))}@${domain}`;
    for (const recipient of [returnPathOf(10, 99, elsewhere), leave])
      expect(await (await dial()).open(recipient)).toBe('451 4.3.0 Not known here now, try again later');
    intake.doubt = 'unknown key';
    expect(await (await dial()).deliver(`unsubscribe@${domain}`, bounce)).toMatch(/^451 4\.3\.0 /);
    expect(warned).toEqual([expect.stringContaining('by a key that this database does not know')]);
  });

  it.each(['postmaster', `Postmaster@${domain}`, `abuse@${domain}`])(
    'say where a person reads: %s',
    async (recipient) => {
      await listen();
      expect(await (await dial()).open(recipient)).toBe(
        '550 5.1.1 Nobody reads mail here: write to letters@news.example',
      );
    },
  );

  it('of a test exist for whoever asks, and what they are sent changes nothing', async () => {
    await listen();
    const test = `b+${formatTestTag('0123456789abcdef0123', testLinkKeys.tags.serial.signing)}@${domain}`;
    expect(await (await dial()).deliver(test, bounce)).toMatch(/^250 /);
    expect(intake.mails).toEqual([]);
  });

  it('of which none reads a letter say so to its writer', async () => {
    await listen();
    intake.became = ({ envelopeRecipient }) => (envelopeRecipient === returnPath ? 'noted' : 'unmatched');
    const letter = 'From: reader@reader.example\r\nSubject: unsubscribe me\r\n\r\nPlease!';
    expect(await (await dial()).deliver('unsubscribe@news.example', letter)).toBe(
      '550 5.1.1 Nobody reads mail here: leave by the unsubscribe link of any issue, or write to letters@news.example',
    );
    const client = await dial();
    await client.open(returnPath);
    await client.say('RCPT TO:<unsubscribe@news.example>');
    await client.say('DATA');
    expect(await client.say(`${letter}\r\n.`)).toMatch(/^250/);
    expect(intake.mails).toHaveLength(3);
    expect(reported).toEqual([]);
  });

  it('are few in a message, and each is told of by itself', async () => {
    await listen();
    const client = await dial();
    expect(await client.open(returnPath)).toMatch(/^250/);
    for (let n = 0; n < 9; n += 1)
      expect(await client.say(`RCPT TO:<${returnPathOf(10, n)}>`)).toMatch(/^250/);
    expect(await client.say('RCPT TO:<unsubscribe@news.example>')).toMatch(/^452 4\.5\.3 /);
    await client.say('DATA');
    expect(await client.say(`${bounce}\r\n.`)).toMatch(/^250/);
    expect(intake.mails).toHaveLength(10);
  });

  it('may be guessed a few times only', async () => {
    await listen();
    const client = await dial();
    await client.open('nobody@news.example');
    for (let n = 0; n < 9; n += 1) expect(await client.say(`RCPT TO:<n${n}@news.example>`)).toMatch(/^550/);
    expect(await client.say('RCPT TO:<n10@news.example>')).toMatch(/^421 /);
    await client.rest();
  });
});

describe('a message', () => {
  it('is taken to the byte, with the dots that were stuffed', async () => {
    await listen();
    const message = 'Subject: dots\r\n\r\n.\r\n..\r\n.one\r\nbare\nline\rfeed\r\n';
    await (await dial()).deliver(returnPath, message);
    expect(Buffer.from(intake.mails[0]?.bytes ?? []).toString()).toBe(`${message}\r\n`);
    expect(intake.mails[0]).toMatchObject({
      envelopeRecipient: returnPath,
      via: 'smtp',
      at: expect.any(Date),
    });
  });

  it('that could not be recorded is left with the sender, who is not told why', async () => {
    await listen();
    intake.isDown = true;
    const client = await dial();
    expect(await client.deliver(returnPath, bounce)).toBe('451 4.3.0 Not now, try again later');
    expect(String(reported)).toContain('the database cannot be asked');
    intake.isDown = false;
    await client.sayAll('MAIL FROM:<>', `RCPT TO:<${returnPath}>`, 'DATA');
    expect(await client.say(`${bounce}\r\n.`)).toMatch(/^250/);
    expect(intake.mails).toHaveLength(1);
  });

  it('is not answered before it is recorded', async () => {
    await listen();
    let record = () => {};
    intake.hold = new Promise<void>((resolve) => {
      record = resolve;
    });
    const client = await dial();
    const events: string[] = [];
    const answered = client.deliver(returnPath, bounce).then(() => events.push('answered'));
    const other = await dial();
    await other.reply();
    // By the time that another client has been served ten times, the first would have been answered.
    for (let n = 0; n < 10; n += 1) await other.say('NOOP');
    events.push('recorded');
    record();
    await answered;
    expect(events).toEqual(['recorded', 'answered']);
  });

  it('over the limit is refused when its size is announced, and when it is not', async () => {
    await listen();
    const client = await dial();
    expect(await client.open(returnPath)).toMatch(/^250/);
    expect(await client.say('RSET')).toMatch(/^250/);
    expect(await client.say(`MAIL FROM:<> SIZE=${maxReturnedBytes + 1}`)).toMatch(/^552 5\.3\.4 /);
    await client.sayAll('MAIL FROM:<>', `RCPT TO:<${returnPath}>`, 'DATA');
    expect(await client.say(`${'long line\r\n'.repeat(maxReturnedBytes / 10)}.`)).toMatch(/^552 5\.3\.4 /);
    expect(intake.mails).toEqual([]);
  });

  it('that breaks off is none', async () => {
    await listen();
    const client = await dial();
    await client.open(returnPath);
    await client.say('DATA');
    client.send(bounce);
    client.hangUp();
    expect(await (await dial()).deliver(returnPath, 'Subject: whole\r\n')).toMatch(/^250/);
    expect(intake.mails).toHaveLength(1);
    expect(reported).toEqual([]);
  });

  // RFC 5321 section 4.1.1.4: nothing but CRLF . CRLF ends a message, or another could be smuggled in behind it.
  it.each(['\n.\n', '\n.\r\n', '\r.\r', '\r\n.\n', '\r\n.\r', '\r.\r\n', '\r\n\0.\r\n', '\r\n.\0\r\n'])(
    'does not end at %j',
    async (end) => {
      await listen();
      for (const isCut of [false, true]) {
        const client = await dial();
        await client.open(returnPath);
        await client.say('DATA');
        const smuggled = `Subject: one\r\n\r\nfirst${end}MAIL FROM:<>\r\nRCPT TO:<unsubscribe@news.example>\r\nDATA\r\nsecond\r\n`;
        // Whole, and cut wherever a segment can end.
        if (isCut) for (const character of smuggled) client.send(character);
        else client.send(smuggled);
        expect(await client.say('.')).toMatch(/^250/);
        expect(await client.say('QUIT')).toMatch(/^221/);
      }
      expect(intake.recipients()).toEqual([returnPath, returnPath]);
      expect(Buffer.from(intake.mails[1]?.bytes ?? []).toString()).toContain('second');
    },
  );

  it('sent in one go with its commands is taken, and those behind it are answered in order', async () => {
    await listen();
    const client = await dial();
    await client.reply();
    const one = `MAIL FROM:<>\r\nRCPT TO:<${returnPath}>\r\nDATA\r\n${bounce}\r\n.\r\n`;
    client.send(`EHLO mx.example.net\r\n${one}${one}QUIT\r\n`);
    const replies = (await client.rest()).match(/^\d{3}(?= )/gm);
    expect(replies).toEqual(['250', '250', '250', '354', '250', '250', '250', '354', '250', '221']);
    expect(intake.mails).toHaveLength(2);
  });
});

describe('what is offered', () => {
  it('is the size limit and neither a login nor a relay', async () => {
    await listen();
    const client = await dial();
    expect(await client.reply()).toMatch(/^220 bounces\.news\.example ESMTP/);
    const offer = await client.say('EHLO mx.example.net');
    expect(offer).toContain(`SIZE ${maxReturnedBytes}`);
    expect(offer).not.toMatch(/AUTH|STARTTLS|XCLIENT|XFORWARD/);
    for (const command of [
      'AUTH PLAIN AGEAYg==',
      'STARTTLS',
      'XCLIENT ADDR=127.0.0.1',
      'WIZ a',
      'BDAT 3 LAST',
    ])
      expect(await client.say(command)).toMatch(/^500 5\.5\.2 /);
  });

  it('is STARTTLS where there is a certificate, and nothing said before counts after', async () => {
    await listen({ tls: makeCertificate() });
    const client = await dial();
    await client.reply();
    expect(await client.sayAll('EHLO mx.example.net', 'MAIL FROM:<>', 'NOOP')).toMatch(/^250/);
    expect((await client.startTls()).getProtocol()).toMatch(/^TLSv1\.[23]$/);
    expect(await client.say(`RCPT TO:<${returnPath}>`)).toMatch(/^503/);
    expect(
      await client.sayAll('EHLO mx.example.net', 'MAIL FROM:<>', `RCPT TO:<${returnPath}>`, 'DATA'),
    ).toMatch(/^354/);
    expect(await client.say(`${bounce}\r\n.`)).toMatch(/^250/);
    expect(intake.mails).toHaveLength(1);
  });

  it('ends for a command line without end, for commands that are none, and for a browser', async () => {
    await listen();
    const endless = await dial();
    await endless.reply();
    expect(await endless.say(`NOOP ${'x'.repeat(100_000)}`)).toMatch(/^421 /);
    const senseless = await dial();
    await senseless.reply();
    senseless.send('XYZZY\r\n'.repeat(50));
    expect((await senseless.rest()).match(/^\d{3}/gm)).toEqual([...Array(9).fill('500'), '421']);
    const browser = await dial();
    await browser.reply();
    expect(await browser.say('POST / HTTP/1.1')).toMatch(/^421 /);
    const eager = await dial();
    expect(await eager.say('EHLO too.soon.example')).toMatch(/^421 /);
  });
});

describe('places', () => {
  it('are few for one address, and the next one is told to come again', async () => {
    await listen({ limits: { ...inboundLimits, maxVisitsOfNetwork: 2 } });
    const [first] = [await dial(), await dial()];
    expect(await (await dial()).reply()).toMatch(/^421 /);
    expect(await (await dial('127.0.0.2')).deliver(returnPath, bounce)).toMatch(/^250/);
    first?.hangUp();
    await expect.poll(async () => (await dial()).reply()).toMatch(/^220 /);
  });

  it('go to whoever knocks once those who hold them show nothing', async () => {
    await listen({ limits: { ...inboundLimits, maxVisits: 2, graceMs: 0 } });
    const slow = await dial();
    await slow.open(returnPath);
    await slow.say('DATA');
    slow.send('Subject: sl');
    const other = await dial();
    await other.reply();
    expect(await (await dial()).deliver(returnPath, bounce)).toMatch(/^250/);
    expect(await slow.rest()).toMatch(/^421 /);
    expect(other.isClosed).toBe(false);
  });

  it('are not given up by those whom the limits grant more time', async () => {
    await listen({ limits: { ...inboundLimits, maxVisits: 1 } });
    const first = await dial();
    await first.reply();
    expect(await (await dial()).reply()).toMatch(/^421 /);
    expect(await first.say('NOOP')).toMatch(/^250/);
  });

  it('are taken from who talks and talks, and from who takes too long over a message', async () => {
    await listen({ limits: { ...inboundLimits, maxTalkBytes: 600 } });
    const talker = await dial();
    await talker.reply();
    talker.send('NOOP\r\n'.repeat(200));
    expect(await talker.rest()).toMatch(/421 4\.4\.2 Too many commands without a message\r\n$/);
    await listener.close();
    await listen({ limits: { ...inboundLimits, messageMs: 50 } });
    const dribbler = await dial();
    await dribbler.open(returnPath);
    await dribbler.say('DATA');
    expect(await dribbler.rest()).toMatch(/^421 /);
    expect(intake.mails).toEqual([]);
  });

  it('are for a number of messages', async () => {
    await listen({ limits: { ...inboundLimits, maxMessages: 1 } });
    const client = await dial();
    await client.deliver(returnPath, bounce);
    expect(await client.say('MAIL FROM:<>')).toMatch(/^421 /);
  });
});

describe('closing', () => {
  it('finishes the message that is on its way, says goodbye to the others and lets nobody in', async () => {
    await listen();
    const [sending, idle] = [await dial(), await dial()];
    await sending.open(returnPath);
    await sending.say('DATA');
    sending.send('Subject: on');
    await idle.reply();
    const closed = listener.close();
    expect(await idle.reply()).toMatch(/^421 /);
    expect(await sending.say(' its way\r\n\r\n.')).toMatch(/^250/);
    expect(await sending.say('MAIL FROM:<>')).toMatch(/^421 /);
    await closed;
    expect(intake.mails).toHaveLength(1);
    await expect(dial()).rejects.toThrow('ECONNREFUSED');
  });

  it('says what is in the way of listening', async () => {
    await listen();
    const port = listener.port;
    const second = listenForFeedback({
      host: '127.0.0.1',
      port,
      addresses: {
        returnPathDomain: domain,
        returnPath: null,
        unsubscribeMailboxes: [{ address: 'unsubscribe@news.example', returnPathDomain: domain }],
        contact: 'letters@news.example' as EmailAddress,
        ...testLinkKeys,
      },
      intake,
      log: () => undefined,
      report: (error) => reported.push(error),
    });
    await expect(second).rejects.toThrow(
      `Cannot take mail on 127.0.0.1 port ${port}: another program listens there`,
    );
    expect(reported).toEqual([]);
  });
});
