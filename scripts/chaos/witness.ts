/** The sink as the harness sees it: its own process, its settings, and what it has written down. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, fstatSync, openSync, readSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { calm, type SinkEvent, type SinkSettings } from './mischief.ts';

export async function startWitness(folder: string, settings: Partial<SinkSettings>) {
  const path = join(folder, 'sink.log');
  writeFileSync(path, '');
  const sink = new URL('./sink.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, [...process.execArgv, sink, path], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const change = (changed: Partial<SinkSettings>) => {
    child.stdin.write(`${JSON.stringify(changed)}\n`);
  };
  change({ ...calm, ...settings });
  const [port] = await once(child.stdout, 'data');
  const file = openSync(path, 'r');
  const log = openLog(file);
  const login = settings.login ? `${settings.login}@` : '';
  return {
    url: `smtp://${login}127.0.0.1:${Number(port)}`,
    change,
    /** Every event so far, in order. */
    events: () => log.read(),
    /** Resolves once so many messages came to their final dot, or when `isOver` says that no more will. */
    async reached(count: number, isOver: () => boolean) {
      while (!isOver() && log.dots() < count) await wait(5);
    },
    /** How many final dots the sink has seen. */
    dots: () => log.dots(),
    async stop() {
      child.stdin.end();
      await once(child, 'exit');
      closeSync(file);
    },
  };
}

/** Reads on where it left off; a line that is only half written waits for its other half. */
function openLog(file: number) {
  const events: SinkEvent[] = [];
  let offset = 0;
  let dots = 0;
  let half = '';
  function read(): readonly SinkEvent[] {
    const { size } = fstatSync(file);
    if (size === offset) return events;
    const bytes = Buffer.alloc(size - offset);
    offset += readSync(file, bytes, 0, bytes.length, offset);
    const lines = (half + bytes.toString('latin1')).split('\n');
    half = lines.pop() ?? '';
    for (const line of lines) {
      const event: SinkEvent = JSON.parse(line);
      if (event.id !== undefined) dots += 1;
      events.push(event);
    }
    return events;
  }
  return {
    read,
    dots: () => {
      read();
      return dots;
    },
  };
}
