import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { DeliveryState, SendState } from '../../src/database/column-values.ts';
import type { Database } from '../../src/database/database.ts';
import { readAccount } from '../../src/ledger/accounts/account-sql.ts';
import { recordOutcomes } from '../../src/ledger/attempts/record-sql.ts';
import { openDeliveries } from '../../src/ledger/delivery.ts';
import { openSend, type SendRequest } from '../../src/ledger/sends/open-send-sql.ts';
import { databaseBackends, emptyTables, type OpenBackend } from '../setup/backends.ts';
import { rounds } from '../setup/soak.ts';
import { type Model, newModel } from './ledger-model.ts';
import {
  ledgerCommand,
  type Real,
  realWorkers,
  setLease,
  subscribe,
  workers,
} from './ledger-model-commands.ts';

const request: SendRequest = {
  issueKey: '10',
  digest: 'd1',
  content: '{}',
  rehearsal: false,
  correction: false,
  source: 's1',
  subject: 'Low tide',
  includeNew: false,
};
const firstSubscribers = 4;
const patientMs = rounds(300_000, 3_600_000);
/** The statements are the same on both; the engine in the process takes five times as long over them. */
const runsOn = (backend: string) => rounds(backend === 'embedded' ? 40 : 100, 5_000);

describe.each(databaseBackends(() => inject('databaseUrl')))(
  'the ledger against its model, on %s',
  (name, open) => {
    let backend: OpenBackend;
    let database: Database;

    beforeAll(async () => {
      backend = await open();
      database = backend.database;
    });
    afterAll(() => backend.remove());

    async function begin(): Promise<{ model: Model; real: Real }> {
      await emptyTables(database);
      for (let n = 1; n <= firstSubscribers; n += 1) await subscribe(database, n);
      for (const id of workers) await setLease(database, id, true);
      await sql`insert into list (name, kind) values ('readers', 'file')`.execute(database.tables);
      const { send } = await openSend(database, request);
      return {
        model: newModel(firstSubscribers, workers),
        real: { database, send, request, record: recordOutcomes(database), workers: realWorkers(database) },
      };
    }

    /** One statement, since it is asked after every command. */
    async function readLedger() {
      const { rows } = await sql<{ subscriber: number; state: DeliveryState; send: SendState }>`
      select d.subscriber_id as subscriber, d.state, d.attempt, d.fence, d.worker_id as worker,
        d.is_refusal_open as "isOpen", s.state as send, s.paused_by as "pausedBy",
        cardinality(s.refusals_held) > 0 as "isHeld", cardinality(s.refusals_believed) > 0 as "isBelieved"
      from delivery d join send s on s.id = d.send_id order by d.subscriber_id`.execute(database.tables);
      return rows;
    }

    async function compare({ send, deliveries, isHeld, isBelieved }: Model): Promise<void> {
      const inOrder = [...deliveries].sort(([one], [other]) => one - other);
      const expected = inOrder.map(([subscriber, { state, attempt, fence, worker, refusal }]) => ({
        ...{ subscriber, state, attempt, fence, worker, isOpen: refusal === 'open' },
        ...{ send: send.state, pausedBy: send.pausedBy, isHeld, isBelieved },
      }));
      const rows = await readLedger();
      expect(rows).toEqual(expected);
      const isOpen = rows.some(({ state }) =>
        ['pending', 'sending', 'committing', 'deferred'].includes(state),
      );
      if (rows[0]?.send === 'done') expect(isOpen).toBe(false);
    }

    async function balances(send: number): Promise<void> {
      const account = await readAccount(database, send);
      const { audience, accepted, failed, skipped, inDoubt } = account;
      expect(accepted + failed + skipped + inDoubt + openDeliveries(account)).toBe(audience);
    }

    it(
      'does what the model does, and never allows a second dot that nobody asked for',
      async () => {
        const checked = ledgerCommand.map((command) => ({
          toString: () => command.toString(),
          check: () => true,
          run: async (model: Model, real: Real) => {
            await command.run(model, real);
            await compare(model);
          },
        }));
        await fc.assert(
          fc.asyncProperty(fc.commands([checked], { maxCommands: 80, size: 'max' }), async (commands) => {
            const started = await begin();
            await fc.asyncModelRun(() => started, commands);
            await balances(started.real.send);
          }),
          { numRuns: runsOn(name) },
        );
      },
      patientMs,
    );
  },
);
