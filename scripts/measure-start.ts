/**
 * How soon the commands answer: `npm run measure:start -- [--runs N] [--program FILE]`, after `npm run build`. Each runs
 * as a process in a copy of the sample newsletter, in turn, with the embedded database; prints the median of the time and
 * of the processor time, which a busy machine changes less.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { cpuSeconds } from './bench/cpu-time.ts';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '7' },
    program: { type: 'string', default: 'dist/cli/main.js' },
  },
});
const program = resolve(values.program);
const folder = mkdtempSync(join(tmpdir(), 'pennypost-start-'));
const data = join(folder, '.pennypost');
const outbox = join(data, 'outbox');

interface Taken {
  readonly seconds: number;
  readonly cpu: number;
}

interface Measured {
  readonly what: string;
  /** What the design asks for, in seconds; null where it says nothing. */
  readonly aim: number | null;
  readonly measure: () => Promise<Taken>;
}

interface Started {
  readonly child: ChildProcess;
  readonly closed: Promise<unknown>;
  /** What it has said so far. */
  readonly said: () => string;
}

/** In an empty folder first; the others find its database. */
const measured: readonly Measured[] = [
  { what: 'node -e 0', aim: null, measure: () => toTheEnd(['-e', '0']) },
  { what: '--help', aim: null, measure: () => toTheEnd([program, '--help']) },
  { what: 'issues', aim: null, measure: () => toTheEnd([program, 'issues']) },
  { what: 'lint 10', aim: 0.8, measure: () => toTheEnd([program, 'lint', '10']) },
  { what: 'render 10', aim: null, measure: () => toTheEnd([program, 'render', '10', '--out', 'out']) },
  { what: 'preview 10, to its page', aim: 1.5, measure: toThePage },
  {
    what: 'send 10, in an empty folder, to the first message',
    aim: null,
    measure: () => toAMessage('10', 'start'),
  },
  { what: 'send 9, from the yes to the first message', aim: 1, measure: () => toAMessage('9', 'yes') },
  { what: 'status', aim: null, measure: () => toTheEnd([program, 'status']) },
];

try {
  for (const part of ['issues', 'subscribers', 'pennypost.yaml'])
    cpSync(part, join(folder, part), { recursive: true });
  const taken = new Map<string, Taken[]>(measured.map(({ what }) => [what, []]));
  for (let run = 0; run < Number(values.runs); run += 1) {
    rmSync(data, { recursive: true, force: true });
    for (const { what, measure } of measured) taken.get(what)?.push(await measure());
  }
  console.log(`Node ${process.versions.node}, median of ${values.runs}, load ${loadavg()[0]?.toFixed(1)}:`);
  for (const { what, aim } of measured) {
    const all = taken.get(what) ?? [];
    const asked = aim === null ? '' : `   asked: ${aim.toFixed(1)} s`;
    const [seconds, cpu] = [median(all.map((one) => one.seconds)), median(all.map((one) => one.cpu))];
    console.log(`${what.padEnd(52)} ${seconds.toFixed(2)} s, ${cpu.toFixed(2)} s of CPU${asked}`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? Number.NaN;
}

/** Its words are read from the start: a process whose pipe nobody reads does not close. */
function start(args: readonly string[]): Started {
  const child = spawn(process.execPath, args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      text += chunk;
    });
  return { child, closed: once(child, 'close'), said: () => text };
}

/** `bash` says at its end what its children used. */
async function toTheEnd(args: readonly string[]): Promise<Taken> {
  const begun = performance.now();
  const line = '"$@" >/dev/null 2>&1; code=$?; times; exit $code';
  const shell = spawn('bash', ['-c', line, 'measure', process.execPath, ...args], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  shell.stdout.on('data', (chunk) => {
    said += chunk;
  });
  const [code] = await once(shell, 'close');
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}.`);
  const used = said.trim().split('\n').at(-1) ?? '';
  const cpu = [...used.matchAll(/(\d+)m([\d.]+)s/g)].reduce(
    (sum, [, m, s]) => sum + 60 * Number(m) + Number(s),
    0,
  );
  return { seconds: (performance.now() - begun) / 1000, cpu };
}

async function toThePage(): Promise<Taken> {
  const begun = performance.now();
  const preview = start([program, 'preview', '10']);
  try {
    const [url] = await hear(preview, /http:\S+/);
    await (await fetch(url)).text();
    return takenBy(preview, begun);
  } finally {
    preview.child.kill('SIGKILL');
    await preview.closed;
  }
}

/** The sample's readers get it into the folder of the catcher; what was caught before is taken away. */
async function toAMessage(issue: string, since: 'start' | 'yes'): Promise<Taken> {
  rmSync(outbox, { recursive: true, force: true });
  let begun = performance.now();
  const send = start([program, 'send', issue, '--catch', '--yes']);
  try {
    if (since === 'yes') {
      await hear(send, /Relay {2}/);
      begun = performance.now();
    }
    await until(send, () => existsSync(outbox) && readdirSync(outbox).some((name) => name.endsWith('.eml')));
    return takenBy(send, begun);
  } finally {
    await send.closed;
  }
}

function takenBy({ child: { pid = 0 } }: Started, begun: number): Taken {
  return { seconds: (performance.now() - begun) / 1000, cpu: cpuSeconds(pid) };
}

async function hear(started: Started, pattern: RegExp): Promise<RegExpExecArray> {
  await until(started, () => pattern.test(started.said()));
  return pattern.exec(started.said()) as RegExpExecArray;
}

async function until({ child, said }: Started, isSo: () => boolean): Promise<void> {
  for (; !isSo(); await sleep(2))
    if (child.exitCode !== null) throw new Error(`It ended with ${child.exitCode} and said: ${said()}`);
}
