// count-syncs.ts DIRECTORY: opens the embedded database, and prints how often ten commits and ten reads each forced
// something to the disk.
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

let syncs = 0;
const { fdatasyncSync } = fs;
fs.fdatasyncSync = (file) => {
  syncs += 1;
  fdatasyncSync(file);
};
syncBuiltinESMExports();

const { openDatabase } = await import('../../../src/database/open/open-database-sql.ts');
const [directory = ''] = process.argv.slice(2);
const database = await openDatabase({ url: null, directory, command: 'count-syncs' });
await database.pool.query('create table row (id int)');

async function countSyncs(statement: string): Promise<number> {
  syncs = 0;
  for (let n = 0; n < 10; n += 1) await database.pool.query(statement);
  return syncs;
}

const commits = await countSyncs('insert into row values (1)');
const reads = await countSyncs('select * from row');
console.log(JSON.stringify({ commits, reads }));
await database.close();
