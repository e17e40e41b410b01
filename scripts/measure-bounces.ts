/**
 * What bounces cost: `npm run measure:bounces -- FILE|FOLDER…`, in a built clone. Has `pennypost bounces classify --json`
 * classify every message under those paths several times, from one mbox file, and prints messages for a second of CPU of
 * the whole process, its start included and without it; then the time of each message by itself.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { classifyMessage } from '../src/feedback/reports/classify-message.ts';
import { mimeReader } from '../src/mail/mime/read-mime-worker.ts';
import { cpuSeconds } from './bench/cpu-time.ts';

const atLeast = 10_000;
/** A start loads the program and has the engine compile what it will run: what that costs, so many messages show. */
const toStart = 1_000;
const files = process.argv.slice(2).flatMap(messagesUnder);
if (files.length === 0) throw new Error('Name files or folders with messages that came back.');
const contents = files.map((file) => readFileSync(file));
const entries = contents.map(mboxEntry);
const start = classifyCost(toStart);
const all = classifyCost(Math.max(atLeast, files.length));
console.log(
  `${all.messages} messages in ${all.seconds.toFixed(2)} s of CPU: ${Math.round(all.messages / all.seconds)} messages a second per core`,
);
const more = (all.messages - start.messages) / (all.seconds - start.seconds);
console.log(`once it has read ${start.messages}: ${Math.round(more)} messages a second per core`);

const readMime = mimeReader();
for (const content of contents.slice(0, 100)) await classifyMessage(content, readMime);
const times: number[] = [];
for (const content of contents) {
  const began = performance.now();
  await classifyMessage(content, readMime);
  times.push(performance.now() - began);
}
times.sort((a, b) => a - b);
const rank = (share: number) =>
  times[Math.min(times.length - 1, Math.floor(times.length * share))]?.toFixed(2);
console.log(`one at a time, in ms: p50 ${rank(0.5)}  p99 ${rank(0.99)}  max ${rank(1)}`);
process.exit(0);

/** RFC 4155, with `>` before what would be a separator. */
function mboxEntry(content: Buffer): string {
  const text = content.toString('latin1').replace(/^From .*\r?\n/, '');
  return `From MAILER-DAEMON Mon Mar  2 10:00:00 2026\n${text.replace(/^(>*From )/gm, '>$1')}\n\n`;
}

function messagesUnder(name: string): string[] {
  if (!statSync(name).isDirectory()) return [name];
  return readdirSync(name, { recursive: true, encoding: 'utf8' })
    .map((file) => path.join(name, file))
    .filter((file) => /\.(?:eml|txt|msg)$/.test(file) && statSync(file).isFile());
}

/** So many messages in one run of the command, over and over where there are not as many. */
function classifyCost(count: number): { readonly messages: number; readonly seconds: number } {
  const folder = mkdtempSync(path.join(tmpdir(), 'measure-bounces-'));
  const mbox = path.join(folder, 'mbox');
  const given = Array.from({ length: count }, (_, n) => entries[n % entries.length]);
  writeFileSync(mbox, given.join(''), 'latin1');
  const before = cpuSeconds(process.pid);
  const command = ['dist/cli/main.js', 'bounces', 'classify', mbox, '--json'];
  const said = execFileSync(process.execPath, command, { encoding: 'utf8', maxBuffer: 1024 ** 3 });
  const seconds = cpuSeconds(process.pid) - before;
  rmSync(folder, { recursive: true });
  return { messages: said.trimEnd().split('\n').length, seconds };
}
