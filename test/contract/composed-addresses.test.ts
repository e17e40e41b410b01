import { beforeAll, describe, expect, inject, it } from 'vitest';
import type { Database } from '../../src/database/database.ts';
import { migrate } from '../../src/database/migrations/migrate-sql.ts';
import { unsubscribe } from '../../src/feedback/consent/unsubscribe-sql.ts';
import { databaseBackends, useBackend } from '../setup/backends.ts';
import { layTablesBefore } from '../setup/tables-before.ts';

const composed = (name: string) => `${name.normalize('NFC')}@a.example`;
const apart = (name: string) => `${name.normalize('NFD')}@a.example`;

describe.each(databaseBackends(() => inject('databaseUrl')))(
  'addresses from before they were composed, on %s',
  (_, open) => {
    let database: Database;
    useBackend(open, (opened) => {
      database = opened;
    });
    const query = async (text: string) => (await database.pool.query(text)).rows;

    beforeAll(async () => {
      await layTablesBefore(database, '0006-composed-addresses');
      const people = [apart('zoë'), composed('rené'), apart('rené'), apart('ångström'), 'ada@a.example'];
      for (const address of people)
        await database.pool.query('insert into subscriber (address, address_key) values ($1, $1)', [address]);
      await database.pool.query(`
        insert into list (name, kind) values ('readers', 'file'), ('guests', 'file');
        insert into subscription (list, subscriber_id, state) values
          ('readers', 1, 'active'), ('readers', 2, 'active'), ('readers', 3, 'left'), ('guests', 3, 'active'),
          ('readers', 5, 'active');
        insert into consent (subscriber_id, event, source) values (2, 'imported', 'a'), (3, 'unsubscribed', 'b');
        insert into suppression (address_key, reason) values
          ('${composed('rené')}', 'unsubscribe'), ('${apart('rené')}', 'complaint'),
          ('${composed('ångström')}', 'hard-bounce'), ('${apart('ångström')}', 'unsubscribe'), ('${apart('zoë')}', 'manual')`);
      await migrate(database.tables);
    });

    it('are one person, who keeps every list and has left what either had left', async () => {
      expect(await query('select id, address_key from subscriber order by id')).toEqual([
        { id: 1, address_key: composed('zoë') },
        { id: 2, address_key: composed('rené') },
        { id: 3, address_key: apart('rené') },
        { id: 4, address_key: composed('ångström') },
        { id: 5, address_key: 'ada@a.example' },
      ]);
      expect(await query('select subscriber_id as id, list, state from subscription order by 1, 2')).toEqual([
        { id: 1, list: 'readers', state: 'active' },
        { id: 2, list: 'guests', state: 'active' },
        { id: 2, list: 'readers', state: 'left' },
        { id: 5, list: 'readers', state: 'active' },
      ]);
      expect(await query('select distinct subscriber_id as id from consent')).toEqual([{ id: 2 }]);
    });

    it('are suppressed by the stronger of two reasons', async () => {
      const rows = await query(
        'select address_key, reason from suppression order by address_key collate "C"',
      );
      expect(Object.fromEntries(rows.map(({ address_key, reason }) => [address_key, reason]))).toEqual({
        [composed('rené')]: 'complaint',
        [composed('zoë')]: 'manual',
        [composed('ångström')]: 'hard-bounce',
      });
    });

    it('leave as that one person by a link that was sent to the other', async () => {
      await query('delete from suppression');
      await unsubscribe(database, 3, { via: 'page', at: new Date() });
      expect(await query('select address_key from suppression')).toEqual([{ address_key: composed('rené') }]);
    });
  },
);
