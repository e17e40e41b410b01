import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { chooseResult } from '../../../src/feedback/classify/choose-result.ts';
import { identifyReport } from '../../../src/feedback/reports/identify-report.ts';
import { readBounce } from '../../../src/feedback/reports/read-bounce.ts';
import { reportKey } from '../../../src/feedback/reports/report-key.ts';
import { mimeReader } from '../../../src/mail/mime/read-mime-worker.ts';
import { formatSerialTag } from '../../../src/mail/serial-tag.ts';
import { linkKeys } from '../../../src/sending/keys.ts';
import {
  deliveryName,
  messageIdOf as idOf,
  returnPathOf as path,
  testLinkKeys,
} from '../../setup/signed-names.ts';
import { autoReply, bounce, complaint, failed } from '../returned-mail.ts';
import { mailSystems, reportBy } from './ten-mail-systems.ts';

const { tags } = testLinkKeys;
const mine = { kind: 'random', ...deliveryName(7, 42) };
const nobodys = (doubt: 'unknown key' | 'forged' | null) => ({ delivery: null, place: null, doubt });
const gone = failed('550 5.1.1 No such user', '5.1.1');

const readMime = mimeReader();
async function identify(bytes: Buffer | string, envelopeRecipient: string | null = null) {
  const reading = await readMime(Buffer.from(bytes));
  return identifyReport(envelopeRecipient, reading.ok ? reading.message : null, tags);
}

describe('whose a report is', () => {
  it.each([
    ['the envelope, in any case', bounce({ fields: gone }), path(7, 42).toUpperCase(), 'envelope'],
    ['a trace field', `Delivered-To: ${path(7, 42)}\r\n${bounce({ fields: gone })}`, null, 'trace'],
    ['To', bounce({ fields: gone, to: `<${path(7, 42)}>` }), null, 'trace'],
    ['a complaint', complaint({ mailFrom: path(7, 42) }), null, 'report'],
    [
      'the Message-ID of the copy',
      bounce({ fields: gone, returned: [`Message-ID: ${idOf(7, 42)}`] }),
      null,
      'returned copy',
    ],
    [
      'the return path of the copy',
      bounce({ fields: gone, returned: [`Return-Path: <${path(7, 42)}>`] }),
      null,
      'returned copy',
    ],
    [
      'the Message-ID that Microsoft keeps of the copy',
      bounce({
        fields: gone,
        returned: [
          'Message-ID: <AM6@x.prod.outlook.com>',
          `X-Microsoft-Original-Message-ID:\r\n ${idOf(7, 42)}`,
        ],
      }),
      null,
      'returned copy',
    ],
    ['what an automatic reply answers', autoReply('news@news.example', idOf(7, 42)), null, 'answer'],
    [
      'a copy in the text, whose lines are wrapped',
      `From: x@y.example\r\nSubject: failure notice\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nHi.\r\nMessage-ID: ${idOf(7, 42).slice(0, 20)}=\r\n${idOf(7, 42).slice(20)}\r\n`,
      null,
      'text',
    ],
  ] as const)('is told by %s', async (_, bytes, envelope, place) => {
    expect(await identify(bytes, envelope)).toEqual({ delivery: mine, place });
  });

  it('is told by the envelope before anything else, and by a signature alone', async () => {
    const other = bounce({ fields: gone, returned: [`Message-ID: ${idOf(7, 1)}`] });
    expect(await identify(other, path(7, 42))).toEqual({ delivery: mine, place: 'envelope' });
    const forged = path(7, 42).replace(/.@/, (last) => (last === 'a@' ? 'b@' : 'a@'));
    expect(await identify(bounce({ fields: gone }), forged)).toEqual(nobodys('forged'));
    const bare = bounce({ fields: gone, returned: ['To: reader@reader.example'] });
    expect(await identify(bare)).toEqual(nobodys(null));
  });

  it('is nobody where a place names several deliveries', async () => {
    const returned = [`Message-ID: ${idOf(7, 42)}`, `Return-Path: <${path(7, 1)}>`];
    expect(await identify(bounce({ fields: gone, returned }))).toEqual(nobodys(null));
  });

  it('is by an unknown key where another database signed it with the same secret', async () => {
    const elsewhere = linkKeys(['a secret of this test alone, and of no other'], randomUUID());
    const returned = [`Message-ID: ${idOf(7, 42, elsewhere)}`];
    expect(await identify(bounce({ fields: gone, returned }), path(7, 42, elsewhere))).toEqual(
      nobodys('unknown key'),
    );
  });

  it('is not told by a Message-ID where a return path is asked for, nor in whatever answers it', async () => {
    const copied = idOf(7, 42).replace(/^<(.*)@.*$/, 'b+$1@bounces.news.example');
    expect(await identify(bounce({ fields: gone }), copied)).toEqual(nobodys('forged'));
    expect(await identify(bounce({ fields: gone, to: `<${copied}>` }))).toEqual(nobodys('forged'));
    const fields = (...lines: string[]) => `${lines.join('\r\n')}\r\n${bounce({ fields: gone })}`;
    for (const answer of [
      fields(`In-Reply-To: ${idOf(7, 42)}`),
      fields('In-Reply-To:', ` ${idOf(7, 42)}`),
      fields(`References: <1@x.example>`, `\t${idOf(7, 42)}`),
    ])
      expect(await identify(answer)).toEqual({ delivery: mine, place: 'answer' });
    const quoted = `Subject: failure notice\r\n\r\nUser unknown\r\n> In-Reply-To: ${idOf(7, 42)}\r\n`;
    expect(await identify(quoted)).toEqual(nobodys(null));
  });

  it('is told by tags with serial numbers as it was', async () => {
    const tag = formatSerialTag({ send: 7, subscriber: 42 }, tags.serial.signing);
    const named = { kind: 'serial', send: 7, subscriber: 42 };
    expect(await identify(bounce({ fields: gone }), `b+${tag}@bounces.news.example`)).toEqual({
      delivery: named,
      place: 'envelope',
    });
    const returned = [`Message-ID: <${tag}@news.example>`];
    expect(await identify(bounce({ fields: gone, returned }))).toEqual({
      delivery: named,
      place: 'returned copy',
    });
  });

  it.each(mailSystems)('is found in what %s writes, without its envelope', async (system) => {
    const about = { returnPath: path(7, 42), recipient: 'reader@reader.example', messageId: idOf(7, 42) };
    const said = { action: 'failed', status: '5.1.1', code: 550, words: 'User unknown' } as const;
    const text = reportBy(system, about, said);
    const header = text.slice(0, text.indexOf('\n\n'));
    const bare = header.replace(/^(?:X-Original-To|To): .*\n/gm, '') + text.slice(header.length);
    expect((await identify(bare))?.delivery).toEqual(mine);
    const report = readBounce(await readMime(Buffer.from(text)));
    expect(chooseResult(report, about.recipient)).toMatchObject({
      result: { category: 'invalid_recipient', status: '5.1.1', recipient: about.recipient },
      isOther: false,
    });
  });
});

describe('what a report says of one delivery', () => {
  async function choose(fields: readonly string[], address: string) {
    const report = readBounce(await readMime(bounce({ fields })));
    return chooseResult(report, address);
  }
  const full = failed('552 5.2.2 Mailbox full', '5.2.2', 'b@reader.example');
  const goneOther = failed('550 5.1.1 No such user', '5.1.1', 'a@reader.example');

  it('is what it says of that reader, if it names them', async () => {
    const fields = [...goneOther, '', ...full];
    expect(await choose(fields, 'B@Reader.example')).toMatchObject({
      result: { category: 'mailbox_full' },
      isOther: false,
    });
  });

  it.each([
    ['alice', false],
    ['alice@mx3.internal.reader.example', false],
    ['alice@reader.example', false],
    ['bob@reader.example', true],
  ])('is about the reader alice@reader.example, or another, where it names %s', async (named, isOther) => {
    const fields = failed('550 5.1.1 No such user', '5.1.1', named);
    expect(await choose(fields, 'Alice@Reader.example')).toMatchObject({ isOther });
  });

  it('is what it says of another, if the mail was passed on to them', async () => {
    expect(await choose(goneOther, 'alias@reader.example')).toMatchObject({
      result: { category: 'invalid_recipient', recipient: 'a@reader.example' },
      isOther: true,
    });
  });

  it('is the mildest of several others, since it may have reached some of them', async () => {
    expect(await choose([...goneOther, '', ...full], 'alias@reader.example')).toMatchObject({
      result: { kind: 'soft' },
    });
    const delivered = goneOther.map((line) => line.replace('failed', 'delivered').replace('5.1.1', '2.0.0'));
    expect(
      await choose([...delivered, '', ...failed('550 no', '5.1.1')], 'alias@reader.example'),
    ).toMatchObject({ result: { kind: 'other' } });
  });
});

describe('the key of a report', () => {
  const bytes = bounce({ fields: gone });

  it('is the same with other trace fields, line ends and blank lines at the end', () => {
    const filed = `Received: from a\n\tby b; Fri, 20 Nov 2026 16:00:00 +0000\nX-Spam: no\n${bytes.toString().replaceAll('\r\n', '\n')}\n\n`;
    expect(reportKey(Buffer.from(filed), mine)).toBe(reportKey(bytes, mine));
  });

  it('is another one for another delivery, another author and another body', () => {
    const others = [
      reportKey(bytes, { send: 7, subscriber: 43 }),
      reportKey(bytes, null),
      reportKey(bounce({ fields: gone, id: '2' }), mine),
      reportKey(bounce({ fields: failed('552 5.2.2 full', '5.2.2') }), mine),
    ];
    expect(new Set([reportKey(bytes, mine), ...others]).size).toBe(5);
  });
});
