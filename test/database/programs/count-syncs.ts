// count-syncs.ts DIRECTORY, with note-syncs.ts preloaded: opens the embedded database, and prints how often ten commits and
// ten reads each forced something to the disk.
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { openDatabase } from '../../../src/database/open/open-database-sql.ts';

const [directory = ''] = process.argv.slice(2);
const database = await openDatabase({ url: null, directory, command: 'count-syncs' });
await database.pool.query('create table row (id int)');

const countAll = () => statSync(join(directory, 'syncs'), { throwIfNoEntry: false })?.size ?? 0;

async function countSyncs(statement: string): Promise<number> {
  const before = countAll();
  for (let n = 0; n < 10; n += 1) await database.pool.query(statement);
  return countAll() - before;
}

const commits = await countSyncs('insert into row values (1)');
const reads = await countSyncs('select * from row');
console.log(JSON.stringify({ commits, reads }));
await database.close();
