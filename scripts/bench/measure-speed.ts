/** Messages a second of the three senders, in turn, several rounds; with and without a signature. */
import { makeNewsletter } from './newsletter.ts';
import {
  type BenchOptions,
  type BenchWorld,
  makeUsualTemplates,
  pennypost,
  type Run,
  smtpSource,
  usualWay,
} from './senders.ts';
import { type Sink, startSink } from './sink.ts';
import { medianOf, printTable } from './table.ts';

type Measure = (sink: Sink) => Promise<Run>;

export async function measureSpeed(world: BenchWorld, options: BenchOptions): Promise<void> {
  const { rounds, recipients = 20_000, connections } = options;
  for (const dkim of [false, true]) {
    const folder = `${world.folder}/speed`;
    await makeNewsletter(folder, { recipients, connections, dkim, program: world.program });
    const bytes = makeUsualTemplates({ folder, program: world.program });
    console.log(
      `\n${dkim ? 'Signed with RSA-2048' : 'Unsigned'}: messages of ${bytes} bytes, ${connections} connections`,
    );
    const common = { ...world, folder, connections, dkim, bytes };
    const senders: readonly (readonly [string, Measure])[] = [
      ['smtp-source', (sink) => smtpSource({ ...common, sink, recipients })],
      ['the usual way', (sink) => usualWay({ ...common, sink, recipients: Math.ceil(recipients / 5) })],
      ['pennypost', (sink) => pennypost({ ...common, sink, recipients })],
    ];
    const runs = new Map<string, Run[]>(senders.map(([name]) => [name, []]));
    for (let round = 1; round <= rounds; round += 1) {
      for (const [name, send] of senders) {
        const run = await withSink(send);
        runs.get(name)?.push(run);
        console.error(`round ${round}: ${name} ${run.perSecond.toFixed(0)} a second`);
      }
    }
    printSpeeds(runs);
  }
}

async function withSink(send: Measure): Promise<Run> {
  const sink = await startSink();
  try {
    return await send(sink);
  } finally {
    sink.stop();
  }
}

function printSpeeds(runs: ReadonlyMap<string, readonly Run[]>): void {
  const speed = (name: string) => medianOf(runs.get(name) ?? [], ({ perSecond }) => perSecond);
  const cpu = (name: string, part: string) => {
    const used = medianOf(runs.get(name) ?? [], ({ cpuMs }) => cpuMs[part] ?? Number.NaN);
    return Number.isNaN(used) ? '' : used.toFixed(2);
  };
  const rows = [...runs.keys()].map((name) => [
    name,
    speed(name).toFixed(0),
    (speed(name) / speed('smtp-source')).toFixed(2),
    (speed(name) / speed('the usual way')).toFixed(1),
    ...['sender', 'postgres', 'redis', 'sink'].map((part) => cpu(name, part)),
  ]);
  const heads = ['', 'a second', 'of smtp-source', 'times the usual way'];
  printTable([[...heads, 'sender ms', 'Postgres ms', 'Redis ms', 'sink ms'], ...rows]);
}
