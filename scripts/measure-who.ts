/**
 * What it takes to ask who got an issue: `npm run measure:who -- [--people N] [--embedded]`. One send to so many people
 * in a PostgreSQL of its own, or in an embedded database; each question is asked three times by the program, as a
 * process, and the median is printed.
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { sql } from 'kysely';
import { openDatabase } from '../src/database/open/open-database-sql.ts';
import { startPostgres } from './servers.ts';

const { values } = parseArgs({
  options: { people: { type: 'string', default: '1000000' }, embedded: { type: 'boolean', default: false } },
});
const people = Number(values.people);
const rounds = 3;
const folder = mkdtempSync(join(tmpdir(), 'pennypost-who-'));
// PostgreSQL runs as another user than root.
chmodSync(folder, 0o711);
const program = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));
const postgres = values.embedded ? null : await startPostgres(folder);
const env = {
  ...process.env,
  PENNYPOST_SECRET: 'a-secret-of-the-measurement-long-enough',
  ...(postgres && { DATABASE_URL: postgres.url }),
};

try {
  writeFileSync(
    join(folder, 'pennypost.yaml'),
    'name: The Lamplighter\nfrom: letters@lamplighter.example\npostalAddress: 1 Wick Street\nreason: You asked.\n' +
      'publicUrl: https://letters.lamplighter.example\n',
  );
  await fill();
  console.log(
    `${people} people, ${postgres ? 'PostgreSQL' : 'embedded'}, median of ${rounds}, with the start of the program:`,
  );
  for (const args of [
    ['status'],
    ['status', '10'],
    ['who', '10', `reader${people - 1}@example.com`],
    ['who', '10', '--state', 'failed', '--json'],
    ['who', '10', '--json'],
    ['reader', `reader${people - 1}@example.com`],
  ])
    console.log(`${args.join(' ').padEnd(44)} ${ask(args)}`);
} finally {
  await postgres?.stop();
  rmSync(folder, { recursive: true, force: true });
}

function ask(args: readonly string[]): string {
  const taken = Array.from({ length: rounds }, () => {
    const begun = performance.now();
    const out = execFileSync(process.execPath, [program, ...args], {
      cwd: folder,
      env,
      encoding: 'utf8',
      maxBuffer: 2 ** 30,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    return { ms: performance.now() - begun, lines: out.split('\n').length - 1 };
  }).sort((a, b) => a.ms - b.ms);
  const median = taken[Math.floor(rounds / 2)];
  return median ? `${(median.ms / 1000).toFixed(2)} s, ${median.lines} lines` : '';
}

async function fill(): Promise<void> {
  const database = await openDatabase({
    url: postgres?.url ?? null,
    directory: join(folder, '.pennypost'),
    command: 'measure-who',
  });
  const { tables } = database;
  await sql`insert into rendered_issue (digest, issue_key, content) values ('d', '10', '{"subject":"Issue 10"}')`.execute(
    tables,
  );
  await sql`insert into send (issue_key, digest, rehearsal, state) values ('10', 'd', false, 'done')`.execute(
    tables,
  );
  await sql`insert into list (name, kind) values ('readers', 'file')`.execute(tables);
  await sql`insert into subscriber (address, address_key)
    select a, a from (select 'reader' || n || '@example.com' as a from generate_series(0, ${people}::int - 1) n) x`.execute(
    tables,
  );
  await sql`insert into subscription (list, subscriber_id) select 'readers', id from subscriber`.execute(
    tables,
  );
  await sql`insert into delivery (send_id, subscriber_id, state, attempt, reply_code, enhanced_status, reply_text)
    select 1, id, case when id % 500 = 0 then 'failed' else 'accepted' end, 1,
      case when id % 500 = 0 then 550 else 250 end, case when id % 500 = 0 then '5.1.1' else '2.0.0' end,
      case when id % 500 = 0 then '550 5.1.1 no such mailbox' else '250 2.0.0 queued as 4bXk2m0000zA' end
    from subscriber`.execute(tables);
  await sql`analyze`.execute(tables);
  await database.close();
}
