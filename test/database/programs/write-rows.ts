// write-rows.ts DIRECTORY: opens the embedded database and writes row after row, printing the number of each once it
// is committed; in turn alone, in a transaction, and through a second client.
import { openDatabase } from '../../../src/database/open/open-database-sql.ts';

const [directory = ''] = process.argv.slice(2);
const { pool } = await openDatabase({ url: null, directory, command: 'write-rows' });
await pool.query('create table if not exists row (id int primary key, body text)');
const { rows } = await pool.query<{ last: number }>('select coalesce(max(id), 0) as last from row');

for (let id = (rows[0]?.last ?? 0) + 1; ; id += 1) {
  const client = await pool.connect();
  const insert = () => client.query('insert into row values ($1, $2)', [id, 'x'.repeat(id % 3000)]);
  if (id % 3 === 0) {
    await client.query('begin');
    await insert();
    await client.query('commit');
  } else {
    await insert();
  }
  client.release();
  process.stdout.write(`${id}\n`);
}
