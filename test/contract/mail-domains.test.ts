import { sql } from 'kysely';
import { beforeEach, describe, expect, inject, it } from 'vitest';
import type { Database } from '../../src/database/database.ts';
import type { ResolveMx } from '../../src/delivery/pace/mail-host-dns.ts';
import type { FeedbackIntake } from '../../src/feedback/feedback-intake.ts';
import { openFeedbackIntake } from '../../src/feedback/record/feedback-intake-sql.ts';
import { claimDeliveries } from '../../src/ledger/attempts/claim-sql.ts';
import { noteMailDomains } from '../../src/ledger/attempts/mail-domains-sql.ts';
import { holdLease } from '../../src/ledger/attempts/worker-lease-sql.ts';
import { chooseCanaries } from '../../src/ledger/audience/freeze-audience-sql.ts';
import { learnMailDomains } from '../../src/sending/worker/learn-mail-domains-sql.ts';
import { bounce, failed } from '../feedback/returned-mail.ts';
import { databaseBackends, emptyTables, useBackend } from '../setup/backends.ts';
import { giveNames, returnPathOf, testLinkKeys } from '../setup/signed-names.ts';

/** Ten companies, each with ten readers. */
const company = (n: number) => `company${n}.lampton.org`;

describe.each(databaseBackends(() => inject('databaseUrl')))('who answers for domains, on %s', (_, open) => {
  let database: Database;

  useBackend(open, (opened) => {
    database = opened;
  });
  beforeEach(async () => {
    await emptyTables(database);
    await run(`insert into rendered_issue (digest, issue_key, content) values ('d', '1', '{}')`);
    await run(`insert into subscriber (address, address_key)
      select a, a from (
        select 'reader' || n || '@company' || n % 10 || '.lampton.org' as a from generate_series(0, 99) n) one`);
    await run(`insert into list (name, kind) values ('readers', 'file')`);
    await run(`insert into subscription (list, subscriber_id) select 'readers', id from subscriber`);
    await run(`insert into send (issue_key, digest, rehearsal) values ('1', 'd', false)`);
    await run(`insert into send_list (send_id, list) values (1, 'readers')`);
  });

  const run = (statement: string) => sql.raw(statement).execute(database.tables);
  const deliverTo = (state: string) =>
    run(`insert into delivery (send_id, subscriber_id, state) select 1, id, '${state}' from subscriber`);
  const hosted = (provider: string | null, ...numbers: readonly number[]) =>
    noteMailDomains(
      database,
      numbers.map((n) => ({ domain: company(n), provider })),
    );
  const known = async () =>
    database.tables.selectFrom('mail_domain').select(['domain', 'provider']).orderBy('domain').execute();

  describe('is learned', () => {
    /** Lets a learner ask, until it has nothing left. */
    async function learn(resolve: ResolveMx, domains: readonly string[]) {
      const stopping = new AbortController();
      const rests: number[] = [];
      const wait = async (ms: number) => {
        rests.push(ms);
        stopping.abort();
      };
      const { signal } = stopping;
      const asked: string[] = [];
      const learner = learnMailDomains({
        database,
        resolve: (domain, until) => {
          asked.push(domain);
          return resolve(domain, until);
        },
        signal,
        wait,
        onTrouble: (error) => {
          throw error;
        },
      });
      for (const domain of domains) learner.wonder(domain);
      await learner.ended;
      return { asked, rests };
    }

    it('from their exchangers, once for each domain, and not where the domain says it or is reserved', async () => {
      const google = async () => [{ priority: 1, exchange: 'aspmx.l.google.com' }];
      const asked = [company(1), company(2), company(1), 'gmail.com', 'reader.example'];
      expect((await learn(google, asked)).asked).toEqual([company(1), company(2)]);
      expect(await known()).toEqual([1, 2].map((n) => ({ domain: company(n), provider: 'Gmail' })));
      await learn(async () => [], [company(2)]);
      expect(await known()).toContainEqual({ domain: company(2), provider: null });
    });

    it('not where the DNS is away, which is then left alone for ten minutes', async () => {
      const away = async () => {
        throw Object.assign(new Error('away'), { code: 'ECONNREFUSED' });
      };
      const domains = Array.from({ length: 500 }, (_, n) => company(n));
      const { asked, rests } = await learn(away, domains);
      expect(asked).toHaveLength(20);
      expect(rests).toEqual([600_000]);
      expect(await known()).toEqual([]);
    });
  });

  it('is in the claim, which says when it is to be asked', async () => {
    await deliverTo('pending');
    await hosted('Microsoft 365', 1);
    await hosted(null, 2);
    await holdLease(database, { id: 'w', host: 'test', pid: 1 }, () => undefined);
    const claim = claimDeliveries(database, 'w', { rehearsal: false });
    const of = (reader: number) => claim({ send: 1, subscriber: reader + 1 });
    expect(await of(1)).toMatchObject({ hostedBy: 'Microsoft 365', isHostUnknown: false });
    expect(await of(2)).toMatchObject({ hostedBy: null, isHostUnknown: false });
    expect(await of(3)).toMatchObject({ hostedBy: null, isHostUnknown: true });
    await run(`update mail_domain set asked_at = now() - interval '8 days'`);
    expect(await of(11)).toMatchObject({ hostedBy: 'Microsoft 365', isHostUnknown: true });
  });

  it('says of which a canary takes its share', async () => {
    await hosted('Gmail', 0, 9);
    await deliverTo('held');
    await run(`insert into subscriber (address, address_key)
      select a, a from (select 'g' || n || '@gmail.com' as a from generate_series(1, 20) n) one`);
    await run(
      `insert into delivery (send_id, subscriber_id, state) select 1, id, 'held' from subscriber where id > 100`,
    );
    await chooseCanaries(database.tables, 1, 12);
    const { rows } = await sql<{ google: number }>`
      select count(*) filter (
        where p.address_key ~ '@(gmail[.]com|company[09][.]lampton[.]org)$')::int as google
      from delivery d join subscriber p on p.id = d.subscriber_id where d.state = 'pending'`.execute(
      database.tables,
    );
    // 40 of 120 are Google's, so 4 of 12.
    expect(rows).toEqual([{ google: 4 }]);
  });

  it('says whose hard bounces the breaker judges together, those before it was known as well', async () => {
    await deliverTo('accepted');
    await giveNames(database);
    const intake: FeedbackIntake = openFeedbackIntake(database, {
      keys: testLinkKeys,
      unsubscribeMailboxes: [],
      proveSender: async () => null,
      forwarding: null,
    });
    const returned = async (reader: number) => {
      const fields = failed('550 5.1.1 No such user', '5.1.1', `reader${reader}@${company(reader % 10)}`);
      const bytes = bounce({ fields, id: String(reader) });
      const to = returnPathOf(1, reader + 1);
      const [taken] = await intake.takeMail({ bytes, envelopeRecipient: to, via: 'smtp', at: new Date() });
      return taken?.became;
    };
    // A tenth of 100 readers are ten, spread over ten companies, of which each alone is too small to be judged.
    for (const reader of [0, 1, 2]) expect(await returned(reader)).toBe('suppressed');
    await hosted('Microsoft 365', 0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    for (let reader = 3; reader < 10; reader += 1) expect(await returned(reader)).toBe('suppressed');
    expect(await returned(10)).toBe('quarantined');
    const { rows } = await sql`
      select provider, disposition, count(*)::int as n from feedback_event group by 1, 2`.execute(
      database.tables,
    );
    expect(rows).toEqual([{ provider: 'Microsoft 365', disposition: 'quarantined', n: 11 }]);
  });
});
