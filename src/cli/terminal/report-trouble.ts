import { connectFaultOf } from '../../database/connect-fault.ts';
import { isFailure } from '../../failure.ts';
import { quietReport } from '../../queue/quiet-report.ts';
import type { CommandContext } from './command-context.ts';
import { oneLine } from './one-line.ts';

/** Strangers can bring about the same line as often as they like: once a minute says enough. */
const quietMs = 60_000;

export function quietly({ err }: Pick<CommandContext, 'err'>): (line: string) => void {
  return quietReport((line) => err(`${line}\n`), Date.now, quietMs);
}

/**
 * Tells of trouble that did not end the process, once a minute: what a person mends, and a database that is away, in a
 * sentence; anything else is a bug of ours, with all it says.
 *
 * @param what had to be left undone, as the beginning of a sentence
 */
export function reporter(what: string, context: Pick<CommandContext, 'err'>): (error: unknown) => void {
  const say = quietly(context);
  return (error) => {
    const told = isFailure(error) ? error.faults.map(oneLine).join(' ') : connectFaultOf(error);
    say(`${what}: ${told ?? (error instanceof Error && error.stack) ?? String(error)}`);
  };
}

/** Trouble that passes by itself. */
export function tellTrouble({ err }: Pick<CommandContext, 'err'>, error: unknown): void {
  err(`${oneLine((error as Error).message)}; trying again.\n`);
}
