// deliver-and-die.ts DATABASE_URL RELAY_PORT SEND SUBSCRIBER WORKER [MOMENT]: makes one delivery, as a worker does, and
// kills itself at the moment named. What happens at the relay's end is the relay's to time; at `in the body` the program
// only sees to it that nothing comes after the body.
import { openDatabase } from '../../../src/database/open/open-database-sql.ts';
import { deliverWith } from '../../../src/delivery/deliver.ts';
import { smtpTransport } from '../../../src/delivery/smtp/transport-smtp.ts';
import { claimDeliveries } from '../../../src/ledger/attempts/claim-sql.ts';
import { commitDeliveries } from '../../../src/ledger/attempts/commit-sql.ts';
import { recordOutcomes } from '../../../src/ledger/attempts/record-sql.ts';
import { holdLease } from '../../../src/ledger/attempts/worker-lease-sql.ts';
import { pauseSend } from '../../../src/ledger/sends/send-state-sql.ts';
import type { EmailAddress } from '../../../src/mail/address.ts';

const [url = '', port = '', send = '', subscriber = '', id = '', moment = ''] = process.argv.slice(2);

/** Dies if this is the moment. Nothing runs after SIGKILL, not even the rest of this line. */
function at(name: string): void {
  if (name === moment) process.kill(process.pid, 'SIGKILL');
}

function never(): Promise<never> {
  return new Promise(() => undefined);
}

const database = await openDatabase({ url, directory: '', command: 'deliver-and-die' });
const lease = await holdLease(database, { id, host: 'test', pid: process.pid }, () => undefined);
const claim = claimDeliveries(database, id, { rehearsal: false });
const commit = commitDeliveries(database, id);
const record = recordOutcomes(database);
const relay = {
  host: '127.0.0.1',
  port: Number(port),
  tls: 'none',
  auth: null,
  clientName: null,
  rate: null,
  connections: null,
  messagesPerSession: 100,
  weight: 1,
  caFile: null,
  rewritesHeader: false,
  losesMessageId: false,
  isFallback: false,
} as const;
const transport = smtpTransport(relay, 1);
const deliver = deliverWith({
  ledger: {
    claim: async (delivery) => {
      at('before the claim');
      const claimed = await claim(delivery);
      at('after the claim');
      return claimed;
    },
    commit: async (claimed) => {
      if (moment === 'in the body') await never();
      at('before the commit');
      const mayFinish = await commit(claimed);
      at('after the commit');
      return mayFinish;
    },
    record: async (entry) => {
      at('before the record');
      const isRecorded = await record(entry);
      at('after the record');
      return isRecorded;
    },
    pause: (which, reason) => pauseSend(database, which, reason),
    putBack: async () => undefined,
  },
  compose: async (claimed) => ({
    envelope: {
      returnPath: 'bounces@lamplighter.example' as EmailAddress,
      recipient: claimed.subscriber.address,
    },
    message: [Buffer.from(`Subject: wicks\r\n\r\n${'Cut them straight.\r\n'.repeat(500)}`)],
  }),
  relays: {
    carry: async (_, ...message) => ({
      receipt: await transport.send(...message),
      judged: null,
      fault: null,
      waitMs: 0,
      ours: null,
    }),
  },
  pace: {
    admit: () => ({ mayGo: true, begin: () => undefined, rest: () => undefined, end: () => undefined }),
  },
  giveUpAt: async () => new Date(Date.now() + 86_400_000),
  now: () => new Date(),
  random: () => 0.5,
  wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  rest: async () => undefined,
});
await deliver({ send: Number(send), subscriber: Number(subscriber) });
await transport.close();
await lease.release();
await database.close();
