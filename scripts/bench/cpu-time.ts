/** CPU time and memory of processes, as Linux counts them: /proc/PID/stat and status, see proc(5). */
import type { ChildProcess } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** Clock ticks of /proc, the same on every Linux that Node runs on. */
const ticksPerSecond = 100;

/** Seconds of CPU that a process and all below it have used, those that have ended included; 0 for one that is gone. */
export function cpuSeconds(pid: number): number {
  const ticks = treeOf(pid).reduce((sum, { used, ofEnded }) => sum + used + ofEnded, 0);
  return ticks / ticksPerSecond;
}

/** Bytes of memory that a process holds, 0 for one that is gone. */
export function residentBytes(pid: number): number {
  const status = read(`/proc/${pid}/status`);
  return 1024 * Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0);
}

/** Follows a process to its end and gives what it used, at most 50 ms of its life short, and the most that it held. */
export function follow(child: ChildProcess): { readonly cpuSeconds: number; readonly peakBytes: number } {
  const { pid } = child;
  if (pid === undefined) throw new Error('There is no such process to follow.');
  const seen = { cpuSeconds: 0, peakBytes: 0 };
  const look = () => {
    seen.cpuSeconds = Math.max(seen.cpuSeconds, cpuSeconds(pid));
    seen.peakBytes = Math.max(seen.peakBytes, residentBytes(pid));
  };
  const timer = setInterval(look, 50);
  child.once('exit', () => clearInterval(timer));
  return seen;
}

interface ProcessStat {
  readonly pid: number;
  readonly parent: number;
  /** Clock ticks. */
  readonly used: number;
  readonly ofEnded: number;
}

function treeOf(root: number): readonly ProcessStat[] {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => statOf(pid));
  const tree = all.filter(({ pid }) => pid === root);
  for (const one of tree) tree.push(...all.filter(({ parent }) => parent === one.pid));
  return tree;
}

function statOf(pid: string): ProcessStat[] {
  const text = read(`/proc/${pid}/stat`);
  // The name in brackets may hold anything, brackets and spaces too.
  const fields = text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  if (fields.length < 15) return [];
  const [, parent = 0] = fields;
  const [user = 0, system = 0, endedUser = 0, endedSystem = 0] = fields.slice(11, 15);
  return [{ pid: Number(pid), parent, used: user + system, ofEnded: endedUser + endedSystem }];
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
