/** CPU time and memory of processes, as Linux counts them: /proc/PID/stat and status, see proc(5). */
import { readdirSync, readFileSync } from 'node:fs';

/** Clock ticks of /proc, the same on every Linux that Node runs on. */
const ticksPerSecond = 100;

/** Seconds of CPU that a process and all below it have used, those that have ended included; 0 for one that is gone. */
export function cpuSeconds(pid) {
  const ticks = treeOf(pid).reduce((sum, { used, ofEnded }) => sum + used + ofEnded, 0);
  return ticks / ticksPerSecond;
}

/** Bytes of memory that a process holds, 0 for one that is gone. */
export function residentBytes(pid) {
  const status = read(`/proc/${pid}/status`);
  return 1024 * Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0);
}

/** Follows a process to its end and gives what it used, at most 50 ms of its life short, and the most that it held. */
export function follow(child) {
  const seen = { cpuSeconds: 0, peakBytes: 0 };
  const look = () => {
    seen.cpuSeconds = Math.max(seen.cpuSeconds, cpuSeconds(child.pid));
    seen.peakBytes = Math.max(seen.peakBytes, residentBytes(child.pid));
  };
  const timer = setInterval(look, 50);
  child.once('exit', () => clearInterval(timer));
  return seen;
}

function treeOf(root) {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => statOf(pid));
  const tree = all.filter(({ pid }) => pid === root);
  for (const one of tree) tree.push(...all.filter(({ parent }) => parent === one.pid));
  return tree;
}

function statOf(pid) {
  const text = read(`/proc/${pid}/stat`);
  // The name in brackets may hold anything, brackets and spaces too.
  const fields = text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  if (fields.length < 15) return [];
  const [, parent] = fields;
  const [user, system, endedUser, endedSystem] = fields.slice(11, 15);
  return [{ pid: Number(pid), parent, used: user + system, ofEnded: endedUser + endedSystem }];
}

function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
