/** Scenarios of a send that could not begin, and of one that is upgraded under way. */
import { appendFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { between } from './chance.ts';
import { startCrew } from './crew.ts';
import { startProgram } from './program.ts';
import type { Played, PlayOptions, Scenario } from './scenario.ts';
import type { World } from './world.ts';

/** What a send needs and has not got, with the exit code that says so. */
interface Lack {
  readonly what: string;
  readonly code: number;
  readonly env: NodeJS.ProcessEnv;
}

/** Nothing listens on the first port of all. */
const lacks: readonly Lack[] = [
  { what: 'the relay', code: 75, env: { SMTP_URL: 'smtp://127.0.0.1:1' } },
  { what: 'the queue', code: 1, env: { REDIS_URL: 'redis://127.0.0.1:1' } },
];

/** Issue 9 cannot begin for one reason after the other; then issue 10 goes out, and nothing of issue 9 with it. */
async function playUnbegun(world: World): Promise<Played> {
  const faults: string[] = [];
  world.writeIssue(9);
  for (const { what, code, env } of lacks) {
    const ended = await startProgram(world, ['send', '9', '--yes'], env).ended;
    if (ended.code !== code)
      faults.push(`Without ${what} it ended with ${ended.code}: ${ended.err.slice(-300)}`);
  }
  const begun = await beginnings(world);
  if (begun > 0) faults.push(`${begun} sends were begun that could not begin.`);
  faults.push(...(await startCrew(world).settled()));
  return { faults, maxInDoubt: 0, note: `${lacks.length} that did not begin` };
}

async function beginnings(world: World): Promise<number> {
  if (world.postgres === null && !existsSync(join(world.place.directory, 'database'))) return 0;
  const [row] = await world.query<{ sends: number }>('select count(*)::int as sends from pennypost.send');
  return row?.sends ?? 0;
}

const next = '9999-of-the-next-version';

/**
 * Amid the send a newer version changes the tables and lets this one work beside it; those who send are killed and begun
 * again, so that they start on tables that they do not know, and render another email of the same source. Afterwards a
 * version that lets nobody work beside it is refused.
 */
async function playVersions(world: World, { random }: PlayOptions): Promise<Played> {
  const crew = startCrew(world);
  await world.witness.reached(world.addresses.length / 3, crew.isOver);
  const [own] = await world.query<{ name: string }>(
    'select max(name) as name from pennypost.kysely_migration',
  );
  const [before] = await world.query<{ digest: string }>('select digest from pennypost.send');
  await changeTables(world, own?.name ?? '');
  appendFileSync(join(world.folder, 'pennypost.yaml'), 'template: letter\n');
  for (let member = 0; member < crew.size; member += 1) {
    crew.signal(member, 'SIGKILL');
    await world.witness.reached(world.witness.dots() + between(random, 1, 20), crew.isOver);
  }
  const faults = await crew.settled();
  const sends = await world.query<{ digest: string }>('select digest from pennypost.send');
  if (sends.length !== 1 || sends[0]?.digest !== before?.digest)
    faults.push(`Another rendering went out: ${JSON.stringify([before, ...sends])}`);
  await world.query(`update pennypost.works_beside set oldest = '${next}' where migration = '${next}'`);
  const refused = await startProgram(world, ['work']).ended;
  if (refused.code !== 1 || !refused.err.includes('cannot work beside it'))
    faults.push(`A worker that is too old ended with ${refused.code}: ${refused.err.slice(-300)}`);
  await world.query(`update pennypost.works_beside set oldest = '${own?.name}' where migration = '${next}'`);
  return { faults, kills: crew.size, maxInDoubt: crew.size * world.connections };
}

/** As the migration of a newer version does that this one may work beside. */
function changeTables(world: World, oldest: string): Promise<unknown> {
  return world.query(`
    begin;
    alter table pennypost.send add column of_the_next text;
    alter table pennypost.delivery add column of_the_next smallint;
    insert into pennypost.kysely_migration (timestamp, name) values ('', '${next}');
    insert into pennypost.works_beside values ('${next}', '${oldest}');
    commit`);
}

export const versionScenarios: readonly Scenario[] = [
  {
    name: 'unbegun',
    title: 'issue 9 cannot begin, for want of a relay or a queue; then issue 10 is sent',
    play: playUnbegun,
    recipients: 300,
  },
  {
    name: 'versions',
    title:
      'a newer version changes the tables amid the send, those who send are killed, and another template is set',
    play: playVersions,
    recipients: 600,
  },
];
