import { randomUUID } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import type { MailListener } from '../../src/delivery/listener/mail-listener-smtp.ts';
import { inboundLimits, listenForFeedback } from '../../src/feedback/inbound/inbound-smtp.ts';
import type { EmailAddress } from '../../src/mail/address.ts';
import { linkKeys } from '../../src/sending/keys.ts';
import { attack, hostileClients } from '../feedback/inbound/hostile-clients.ts';
import { RawClient } from '../feedback/inbound/raw-client.ts';
import { recordingIntake } from '../feedback/recording-intake.ts';
import { dsn, failed } from '../feedback/returned-mail.ts';
import { returnPathOf, testLinkKeys } from '../setup/signed-names.ts';

const domain = 'bounces.news.example';
const others = linkKeys(['another secret of thirty-two letters'], randomUUID());
const attackers = 200;
const honest = 30;

const returnPath = (subscriber: number, keys = testLinkKeys) => returnPathOf(10, subscriber, keys);

let listener: MailListener;
const stopping = new AbortController();
setMaxListeners(attackers * 3, stopping.signal);

afterEach(async () => {
  stopping.abort();
  await listener.close();
});

/** A mail server: turned away, it comes again. */
async function deliver(recipient: string, from: string): Promise<string> {
  for (;;) {
    const client = await RawClient.dial(listener.port, from).catch(() => null);
    const reply = (await client?.deliver(recipient, dsn({ fields: failed('550 5.1.1 gone') }))) ?? '';
    client?.hangUp();
    if (reply !== '' && !reply.startsWith('421')) return reply;
    await wait(100);
  }
}

describe('the listener under 200 hostile clients', () => {
  it('takes the mail of the honest, and nothing of anybody else', async () => {
    const intake = recordingIntake();
    const reported: unknown[] = [];
    listener = await listenForFeedback({
      host: '127.0.0.1',
      port: 0,
      addresses: {
        returnPath: null,
        returnPathDomain: domain,
        unsubscribeMailboxes: [{ address: 'unsubscribe@news.example', returnPathDomain: domain }],
        contact: 'letters@news.example' as EmailAddress,
        ...testLinkKeys,
      },
      intake,
      log: () => undefined,
      report: (error) => reported.push(error),
      limits: { ...inboundLimits, graceMs: 1_000 },
    });
    const kinds = Object.values(hostileClients);
    const stolen = returnPath(999_999);
    const forged = returnPath(1, others);
    const attacks = Array.from({ length: attackers }, (_, n) => {
      const target = { port: listener.port, from: `127.0.1.${1 + (n % 20)}`, forged, stolen };
      const kind = kinds[n % kinds.length];
      return kind && attack(kind, target, stopping.signal);
    });
    // By now they hold every place there is.
    await wait(1_000);
    const recipients = Array.from({ length: honest }, (_, n) => returnPath(n));
    const replies = await Promise.all(
      recipients.map((recipient, n) => deliver(recipient, `127.0.2.${1 + (n % 3)}`)),
    );
    expect(replies.every((reply) => reply.startsWith('250 '))).toBe(true);
    stopping.abort();
    await Promise.all(attacks);
    expect(intake.recipients().sort()).toEqual([...recipients].sort());
    expect(reported).toEqual([]);
  });
});
