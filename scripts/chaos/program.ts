/** The built program as processes: started, killed, and started again as a supervisor would. */
import { spawn } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';

/** Everything that is running, with its end: to be ended with this process. */
const running = new Map();
process.on('exit', () => void killAll());

export async function killAll() {
  for (const child of running.keys()) child.kill('SIGKILL');
  await Promise.all(running.values());
}

/** Starts the program; `ended` resolves to how it ended. What it says on stderr goes to a file of the folder. */
export function startProgram({ program, folder, env }, args, extraEnv = {}) {
  const child = spawn(process.execPath, [program, ...args], {
    cwd: folder,
    env: { PATH: process.env['PATH'], HOME: folder, ...env, ...extraEnv },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk) => {
    out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    err += chunk;
    appendFileSync(`${folder}/stderr.log`, `${new Date().toISOString()} [${child.pid} ${args[0]}] ${chunk}`);
  });
  const ended = new Promise((resolve) => {
    child.on('close', (code, signal) => {
      running.delete(child);
      resolve({ code, signal, out, err });
    });
  });
  running.set(child, ended);
  return { child, ended, said: () => out + err };
}

export async function runProgram(world, args) {
  return startProgram(world, args).ended;
}

/** `pennypost work`, kept running until it is told to stop. */
export function keepWorker(world, extraEnv = {}) {
  let isOver = false;
  let current = null;
  const starts = [];
  const over = (async () => {
    while (!isOver && !world.closing.signal.aborted) {
      current = startProgram(world, ['work'], extraEnv);
      starts.push(Date.now());
      const { code, signal } = await current.ended;
      // One that cannot start since a server is away is started again, as a supervisor does.
      if (!isOver && signal === null && code !== 0) await wait(500);
    }
  })();
  return {
    pid: () => current?.child.pid,
    kill: (signal) => current?.child.kill(signal),
    isWorking: () => /Working through/.test(current?.said() ?? ''),
    /** Ends it as an operator does; its exit code. */
    async stop() {
      isOver = true;
      current.child.kill('SIGTERM');
      const { code } = await current.ended;
      await over;
      return code;
    },
  };
}
