import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { sql } from 'kysely';
import type { Database } from '../src/database/database.ts';
import { openDatabase } from '../src/database/open/open-database-sql.ts';
import { backUp } from '../src/sending/keeping/backup-sql.ts';
import { moveDatabase } from '../src/sending/keeping/move-sql.ts';
import type { Place } from '../src/sending/keeping/place.ts';
import { restore } from '../src/sending/keeping/restore-sql.ts';
import { startPostgres } from './servers.ts';

/**
 * `npm run measure:keeping -- [deliveries]`: how long it takes to move, back up and restore a database with so many
 * deliveries (1,000,000), in how much memory, and for how long a backup of the embedded one keeps others waiting.
 */
const deliveries = Number(process.argv[2] ?? 1_000_000);
const quiet = { command: 'measure', report: () => {}, onRows: () => {}, now: new Date(), version: '0' };
const folder = mkdtempSync(path.join(tmpdir(), 'pennypost-measure-'));
// The servers run as another user.
chmodSync(folder, 0o755);
const embedded: Place = { kind: 'folder', directory: path.join(folder, 'data') };
const file = path.join(folder, 'backup.gz');

async function measure(what: string, act: () => Promise<unknown>): Promise<void> {
  const began = performance.now();
  let peak = 0;
  const looking = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss());
  }, 100);
  await act();
  clearInterval(looking);
  const seconds = ((performance.now() - began) / 1_000).toFixed(1);
  console.log(`${what}: ${seconds} s, at most ${Math.round(peak / 1_048_576)} MB`);
}

async function fill(place: Place): Promise<void> {
  const database = await open(place);
  const statements = [
    sql`insert into subscriber (address, address_key)
        select 'reader' || n || '@example.com', 'reader' || n || '@example.com' from generate_series(1, ${deliveries}::int) n`,
    sql`insert into subscription (list, subscriber_id) select 'readers', id from subscriber`,
    sql`insert into rendered_issue (digest, issue_key, content) values ('d', '10', '{}')`,
    sql`insert into send (issue_key, digest, rehearsal, state) values ('10', 'd', false, 'done')`,
    sql`insert into delivery (send_id, subscriber_id, state, reply_code, enhanced_status, reply_text)
        select 1, id, 'accepted', 250, '2.0.0', '2.0.0 Ok: queued as 4F6B2C0A1D' from subscriber`,
    sql`analyze`,
  ];
  for (const statement of statements) await statement.execute(database.tables);
  await database.close();
}

function open(place: Place): Promise<Database> {
  return openDatabase({
    url: place.kind === 'server' ? place.url : null,
    directory: place.kind === 'folder' ? place.directory : '',
    command: 'measure',
    isLasting: true,
  });
}

/** A backup beside somebody who asks and writes all the time: how long they waited at most. */
async function backUpBesideOthers(): Promise<void> {
  const database = await open(embedded);
  let longest = 0;
  let asked = 0;
  let isOver = false;
  const asking = (async () => {
    for (let n = 1; !isOver; n = (n % deliveries) + 997) {
      const began = performance.now();
      await sql`update delivery set updated_at = now() where send_id = 1 and subscriber_id between ${n}::int and ${n}::int + 50`.execute(
        database.tables,
      );
      longest = Math.max(longest, performance.now() - began);
      asked += 1;
    }
  })();
  await measure('backup of the folder', () => backUp(embedded, file, { ...quiet, mayReplace: true }));
  isOver = true;
  await asking;
  await database.close();
  const megabytes = Math.round(statSync(file).size / 1_048_576);
  console.log(
    `  ${megabytes} MB; somebody else wrote ${asked} times meanwhile and waited ${Math.round(longest)} ms at most`,
  );
}

/** A server of one database. */
async function serverIn(name: string): Promise<{ place: Place; stop(): Promise<unknown> }> {
  mkdirSync(path.join(folder, name));
  const server = await startPostgres(path.join(folder, name));
  return { place: { kind: 'server', url: server.url }, stop: () => server.stop() };
}

const servers = [await serverIn('one'), await serverIn('other')];
try {
  const [one, other] = servers.map(({ place }) => place);
  if (!one || !other) throw new Error('There are no servers.');
  await measure(`filling a server with ${deliveries} deliveries`, () => fill(one));
  await measure('move from a server to a server', () => moveDatabase(one, other, quiet));
  await measure('move from a server into a folder', () => moveDatabase(other, embedded, quiet));
  await backUpBesideOthers();
  const restoring = { ...quiet, workDirectory: folder, missing: null, givesUpPresent: false };
  await measure('restore in the place of a folder', () => restore(file, embedded, restoring));
} finally {
  for (const server of servers) await server.stop();
  rmSync(folder, { recursive: true, force: true });
}
