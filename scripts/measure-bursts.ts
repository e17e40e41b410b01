/**
 * What `serve` does in a burst: `npm run measure:bursts -- [--embedded] [--per-second N] [--seconds N] [--people N]
 * [--events N] [--part clicks|webhooks]`. The program is a process of its own, before a PostgreSQL of its own or its
 * embedded database. Readers press one-click, each their own link, at an even pace that waits for no answer: first over
 * connections that are kept, as Caddy does it, then each over one of its own, as nginx does it unless it is told. Then a
 * provider tells of bounces, in calls of 1 and of 500 events. What the program and PostgreSQL take of a core is printed
 * beside the times, since on a machine that others use only that can be compared.
 */
import { createHmac } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { sql } from 'kysely';
import { unsubscribeToken } from '../src/audience/unsubscribe-token.ts';
import { readDatabaseId } from '../src/database/database-id-sql.ts';
import { openDatabase } from '../src/database/open/open-database-sql.ts';
import { formatDeliveryTag } from '../src/mail/delivery-tag.ts';
import { messageId } from '../src/mail/return-path.ts';
import { type LinkKeys, linkKeys } from '../src/sending/keys.ts';
import { cpuSeconds } from './bench/cpu-time.ts';
import { startProgram } from './chaos/program.ts';
import { startPostgres } from './servers.ts';

const { values } = parseArgs({
  options: {
    embedded: { type: 'boolean', default: false },
    'per-second': { type: 'string', default: '500' },
    seconds: { type: 'string', default: '10' },
    people: { type: 'string', default: '20000' },
    events: { type: 'string', default: '2000' },
    part: { type: 'string' },
  },
});
const perSecond = Number(values['per-second']);
const seconds = Number(values.seconds);
const warmUp = 500;
const people = Math.max(Number(values.people), 2 * perSecond * seconds + warmUp);
const events = Number(values.events);
const sends = 5;
const tickMs = 10;
const oneClick = 'List-Unsubscribe=One-Click';
const formType = { 'content-type': 'application/x-www-form-urlencoded' };
const secret = 'a-secret-of-the-measurement-long-enough';
const folder = mkdtempSync(join(tmpdir(), 'pennypost-bursts-'));
// PostgreSQL runs as another user than root.
chmodSync(folder, 0o711);
const postgres = values.embedded ? null : await startPostgres(folder);

/** Of one request: 0 where nobody answered. */
interface Answer {
  readonly status: number;
  readonly ms: number;
}

try {
  writeFileSync(
    join(folder, 'pennypost.yaml'),
    'name: The Lamplighter\nfrom: letters@lamplighter.example\npostalAddress: 1 Wick Street\nreason: You asked.\n' +
      'publicUrl: https://letters.lamplighter.example\n',
  );
  const { keys, names } = await fill();
  console.log(`${people} people with ${sends} issues each, ${postgres ? 'PostgreSQL' : 'embedded'}:`);
  const { site, url, used } = await startSite();
  if (values.part !== 'webhooks') {
    const paths = names.map((name) => `/u/${unsubscribeToken(name.reader, keys.tokens.random.signing)}`);
    // What a program does for the first time takes longer.
    for (const path of paths.splice(0, warmUp))
      await post(new URL(path, url), new Agent(), oneClick, formType);
    const half = paths.length / 2;
    await click(url, used, 'kept', paths.slice(0, half));
    await click(url, used, 'one each', paths.slice(half));
  }
  if (values.part !== 'clicks') for (const size of [1, 500]) await tell(url, used, keys, names, size);
  site.child.kill('SIGTERM');
  await site.ended;
} finally {
  await postgres?.stop();
  rmSync(folder, { recursive: true, force: true });
}

interface Name {
  readonly reader: string;
  readonly send: string;
}

async function fill(): Promise<{ keys: LinkKeys; names: readonly Name[] }> {
  const options = { url: postgres?.url ?? null, directory: join(folder, '.pennypost'), command: 'measure' };
  const database = await openDatabase(options);
  const { tables } = database;
  await sql`insert into rendered_issue (digest, issue_key, content) values ('d', '1', '{}')`.execute(tables);
  await sql`insert into send (issue_key, digest, rehearsal, state)
    select n::text, 'd', false, 'done' from generate_series(1, ${sends}::int) n`.execute(tables);
  await sql`insert into list (name, kind) values ('readers', 'file')`.execute(tables);
  await sql`insert into subscriber (address, address_key)
    select a, a from (
      select 'reader' || n || '@domain' || n % 500 || '.example' as a from generate_series(1, ${people}::int) n
    ) x`.execute(tables);
  await sql`insert into subscription (list, subscriber_id) select 'readers', id from subscriber`.execute(
    tables,
  );
  await sql`insert into delivery (send_id, subscriber_id, state, attempt)
    select s.id, p.id, 'accepted', 1 from send s cross join subscriber p`.execute(tables);
  await sql`analyze`.execute(tables);
  const { rows: names } = await sql<Name>`
    select p.public_id as reader, s.public_id as send from subscriber p join send s on s.id = 1
    order by p.id`.execute(tables);
  const keys = linkKeys([secret], await readDatabaseId(tables));
  await database.close();
  return { keys, names };
}

async function startSite() {
  const env = {
    PENNYPOST_SECRET: secret,
    PENNYPOST_WEBHOOK_SECRET: secret,
    ...(postgres && { DATABASE_URL: postgres.url }),
  };
  const program = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));
  const site = startProgram({ program, folder, env }, ['serve', '--port', '0']);
  const address = () => /at (http:\/\/\S+) for/.exec(site.said())?.[1];
  while (address() === undefined) {
    if (site.child.exitCode !== null) throw new Error(site.said());
    await wait(20);
  }
  const used = () => ({
    serve: cpuSeconds(site.child.pid ?? 0),
    postgres: postgres ? cpuSeconds(postgres.pid()) : 0,
  });
  return { site, url: new URL(address() ?? ''), used };
}

type Used = () => { readonly serve: number; readonly postgres: number };

async function click(
  url: URL,
  used: Used,
  connections: 'kept' | 'one each',
  paths: readonly string[],
): Promise<void> {
  const agent =
    connections === 'kept'
      ? new Agent({ keepAlive: true, maxSockets: 256 })
      : new Agent({ maxSockets: Number.POSITIVE_INFINITY });
  const before = used();
  const began = performance.now();
  const asked: Promise<Answer>[] = [];
  while (asked.length < perSecond * seconds) {
    const due = Math.min(perSecond * seconds, ((performance.now() - began) / 1000) * perSecond);
    while (asked.length < due) {
      const path = paths[asked.length % paths.length] ?? '';
      asked.push(post(new URL(path, url), agent, oneClick, formType));
    }
    await wait(tickMs);
  }
  const answers = await Promise.all(asked);
  agent.destroy();
  print(
    `one-click, ${perSecond} a second, connections ${connections}`,
    answers,
    asked.length,
    before,
    used(),
    began,
  );
}

async function tell(
  url: URL,
  used: Used,
  keys: LinkKeys,
  names: readonly Name[],
  size: number,
): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: 20 });
  const from = size === 1 ? 0 : events;
  const told = names.slice(from, from + events).map(({ reader, send }, at) => ({
    id: `event-${size}-${at}`,
    type: 'bounced',
    messageId: messageId(
      formatDeliveryTag({ send, subscriber: reader }, keys.tags.messageId.signing),
      'lamplighter.example',
    ),
    status: '4.2.2',
    reply: '452 4.2.2 mailbox full',
    at: new Date().toISOString(),
  }));
  const before = used();
  const began = performance.now();
  const calls: Promise<Answer>[] = [];
  for (let at = 0; at < told.length; at += size) {
    const body = JSON.stringify({ events: told.slice(at, at + size) });
    const time = Math.floor(Date.now() / 1000);
    const mac = createHmac('sha256', secret).update(`${time}.${body}`).digest('hex');
    const headers = { 'content-type': 'application/json', 'x-pennypost-signature': `t=${time},v1=${mac}` };
    calls.push(post(new URL('/webhooks/generic', url), agent, body, headers));
  }
  const answers = await Promise.all(calls);
  agent.destroy();
  print(`webhooks, ${events} events in calls of ${size}`, answers, events, before, used(), began);
}

function post(
  url: URL,
  agent: Agent,
  body: string,
  headers: Readonly<Record<string, string>>,
): Promise<Answer> {
  const began = performance.now();
  return new Promise((done) => {
    const end = (status = 0) => done({ status, ms: performance.now() - began });
    const options = {
      method: 'POST',
      agent,
      headers: { ...headers, 'content-length': Buffer.byteLength(body) },
    };
    request(url, options, (response) => {
      response.resume().once('end', () => end(response.statusCode));
    })
      .once('error', () => end())
      .end(body);
  });
}

function print(
  what: string,
  answers: readonly Answer[],
  count: number,
  before: ReturnType<Used>,
  after: ReturnType<Used>,
  began: number,
): void {
  const took = (performance.now() - began) / 1000;
  const ms = answers.map((answer) => answer.ms).sort((a, b) => a - b);
  const at = (part: number) => `${(ms[Math.floor((ms.length - 1) * part)] ?? 0).toFixed(0)} ms`;
  const counts = new Map<number, number>();
  for (const { status } of answers) counts.set(status, (counts.get(status) ?? 0) + 1);
  const told = [...counts].map(([status, some]) => `${some} × ${status || 'no answer'}`);
  const each = (part: 'serve' | 'postgres') =>
    `${(((after[part] - before[part]) * 1000) / count).toFixed(2)} ms`;
  console.log(`${what}: ${told.join(', ')}; median ${at(0.5)}, p99 ${at(0.99)}, slowest ${at(1)};`);
  console.log(
    `  ${(count / took).toFixed(0)} a second; CPU of serve ${each('serve')} each${postgres ? `, of PostgreSQL ${each('postgres')}` : ''}`,
  );
}
