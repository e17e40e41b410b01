import type { InFlight } from './in-flight.ts';
import type { WorkerSetup } from './worker-setup.ts';

/** Below the patience of those who stop processes: Docker waits 10 s by default, Kubernetes 30 s, systemd 90 s. */
const defaultDrainMs = 30_000;

/** Waits for what is in flight, and drops what takes too long. */
export async function drain(
  { drainMs = defaultDrainMs, stop, onTrouble }: WorkerSetup,
  inFlight: InFlight,
  ending: readonly Promise<void>[],
): Promise<void> {
  // A send that has ended by itself hurries nobody: what is in flight then is of other sends.
  const drop = () => void (stop.aborted && inFlight.drop().catch(onTrouble));
  const overdue = setInterval(drop, drainMs);
  await Promise.all(ending).finally(() => clearInterval(overdue));
}

export function onceAborted(signal: AbortSignal, act: () => void): void {
  if (signal.aborted) act();
  else signal.addEventListener('abort', act, { once: true });
}

/** Looks again and again, the first time at once, until the signal aborts. The turns count from 0. */
export async function repeat(
  look: (turn: number) => Promise<void>,
  signal: AbortSignal,
  rest: () => Promise<void>,
  onTrouble: (error: unknown) => void,
): Promise<void> {
  for (let turn = 0; !signal.aborted; turn += 1) {
    await look(turn).catch(onTrouble);
    await rest();
  }
}
