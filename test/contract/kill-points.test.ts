import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { Database } from '../../src/database/database.ts';
import { openDatabase } from '../../src/database/open/open-database-sql.ts';
import { readAccount } from '../../src/ledger/accounts/account-sql.ts';
import { recover } from '../../src/ledger/attempts/recovery-sql.ts';
import { askNotice } from '../../src/ledger/notices/ask-notice-sql.ts';
import { pendingNotices } from '../../src/ledger/notices/notices-sql.ts';
import { openSend } from '../../src/ledger/sends/open-send-sql.ts';
import { finishSends, readSendState } from '../../src/ledger/sends/send-state-sql.ts';
import { type RelayScript, scriptedRelay } from '../delivery/scripted-relay.ts';
import { emptyTables } from '../setup/backends.ts';
import { createTestDatabase, type TestDatabase } from '../setup/test-database.ts';
import { transpileProgram } from '../setup/transpile-program.ts';

const deliverAndDie = transpileProgram('test/contract/programs/deliver-and-die.ts');

interface Prediction {
  readonly moment: string;
  /** As the killed worker leaves it. */
  readonly left: string;
  /** Once its lease has run out. */
  readonly recovered: string;
  /** After another worker has done what there is to do. */
  readonly final: string;
  /** How many messages the relay has then. */
  readonly messages: number;
}

const predictions: readonly Prediction[] = [
  { moment: 'before the claim', left: 'pending', recovered: 'pending', final: 'accepted', messages: 1 },
  { moment: 'after the claim', left: 'sending', recovered: 'pending', final: 'accepted', messages: 1 },
  { moment: 'after RCPT', left: 'sending', recovered: 'pending', final: 'accepted', messages: 1 },
  { moment: 'in the body', left: 'sending', recovered: 'pending', final: 'accepted', messages: 1 },
  { moment: 'before the commit', left: 'sending', recovered: 'pending', final: 'accepted', messages: 1 },
  // From here on only the relay knows; here it has not got the message, and nobody can tell.
  { moment: 'after the commit', left: 'committing', recovered: 'in_doubt', final: 'in_doubt', messages: 0 },
  { moment: 'after the dot', left: 'committing', recovered: 'in_doubt', final: 'in_doubt', messages: 1 },
  { moment: 'before the record', left: 'committing', recovered: 'in_doubt', final: 'in_doubt', messages: 1 },
  { moment: 'after the record', left: 'accepted', recovered: 'accepted', final: 'accepted', messages: 1 },
];

describe('a worker that is killed', () => {
  let server: TestDatabase;
  let database: Database;

  beforeAll(async () => {
    server = await createTestDatabase(inject('databaseUrl'));
    database = await openDatabase({ url: server.url, directory: '', command: 'the contract' });
  });
  afterAll(async () => {
    await database.close();
    await server.drop();
    deliverAndDie.remove();
  });

  async function addReader(): Promise<void> {
    await emptyTables(database);
    await sql`insert into subscriber (address, address_key) values ('ada@example.com', 'ada@example.com')`.execute(
      database.tables,
    );
  }

  /** A notice to one reader. */
  async function ask(): Promise<number> {
    await addReader();
    const notice = { digest: 'n1', content: '{}', nonce: 'one', linkHash: null, network: null };
    await askNotice(database, { kind: 'fresh-link', to: { subscriber: 1 }, words: null, ...notice });
    return (await pendingNotices(database, 1))[0]?.send ?? 0;
  }

  /** A send of one issue to one reader. */
  async function begin(): Promise<number> {
    await addReader();
    await sql`insert into subscription (list, subscriber_id) values ('readers', 1)`.execute(database.tables);
    const request = { issueKey: '10', digest: 'd1', content: '{}', rehearsal: false };
    const { send } = await openSend(database, {
      ...request,
      correction: false,
      includeNew: false,
      source: 's1',
      subject: 'Low tide',
    });
    return send;
  }

  async function stateOf(send: number): Promise<string> {
    const { state } = await database.tables
      .selectFrom('delivery')
      .select('state')
      .where('send_id', '=', send)
      .executeTakeFirstOrThrow();
    return state;
  }

  function deliver(port: number, send: number, worker: string, moment = ''): ChildProcess {
    const args = [deliverAndDie.path, server.url, `${port}`, `${send}`, '1', worker, moment];
    return spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  }

  /** Kills a worker over a delivery at a moment, lets another go on, and holds each step against what was predicted. */
  async function killOver(send: number, predicted: Prediction): Promise<void> {
    const { moment } = predicted;
    let doomed: ChildProcess | null = null;
    const kill = () => void doomed?.kill('SIGKILL');
    const relay = await scriptedRelay(scriptFor(moment, () => doomed !== null, kill));
    try {
      doomed = deliver(relay.port, send, 'doomed', moment);
      const [, signal] = await once(doomed, 'exit');
      doomed = null;
      expect(signal).toBe('SIGKILL');
      expect(await stateOf(send)).toBe(predicted.left);

      // Nothing is taken back while the lease runs.
      await recover(database);
      expect(await stateOf(send)).toBe(predicted.left);
      await sql`update worker set alive_until = now() - interval '1 second'`.execute(database.tables);
      await recover(database);
      expect(await stateOf(send)).toBe(predicted.recovered);

      const [code] = await once(deliver(relay.port, send, 'next'), 'exit');
      expect(code).toBe(0);
      expect(await stateOf(send)).toBe(predicted.final);
      expect(relay.messages).toHaveLength(predicted.messages);
    } finally {
      kill();
      await relay.close();
    }
  }

  it.each(predictions)(
    '$moment leaves it $left, then $recovered, and in the end $final',
    async (predicted) => {
      const send = await begin();
      await killOver(send, predicted);
      await finishSends(database);
      expect((await readSendState(database, send)).state).toBe('done');
      const { audience, accepted, inDoubt } = await readAccount(database, send);
      expect(accepted + inDoubt).toBe(audience);
    },
  );

  const aroundTheDot = ['before the commit', 'after the commit', 'after the dot', 'before the record'];
  it.each(predictions.filter(({ moment }) => aroundTheDot.includes(moment)))(
    '$moment leaves a notice $left, then $recovered, and in the end $final',
    async (predicted) => killOver(await ask(), predicted),
  );
});

/** The moments that the relay sees, it times: the sender is killed there, and has no answer. */
function scriptFor(moment: string, isDoomed: () => boolean, kill: () => void): RelayScript {
  switch (moment) {
    case 'after RCPT':
      return {
        rcpt: () => {
          if (isDoomed()) kill();
          return '250 ok';
        },
      };
    case 'in the body':
      return { onBody: () => isDoomed() && kill() };
    case 'after the dot':
      return { dot: (socket) => (isDoomed() ? kill() : void socket.write('250 ok\r\n')) };
    default:
      return {};
  }
}
