import { isFailure } from '../../failure.ts';
import { type ExitCode, exitCode } from './exit-code.ts';
import { systemFault } from './system-fault.ts';

/**
 * Prints what went wrong for the person who reads it, and gives the exit code: of a failure its faults, one a line, of
 * what the system refuses a sentence, of anything else the stack.
 */
export function printFailure(error: unknown, err: (text: string) => void): ExitCode {
  const fault = isFailure(error) ? null : systemFault(error);
  if (fault) {
    err(`pennypost: ${fault.sentence}\n`);
    return exitCode[fault.failure];
  }
  if (!isFailure(error)) {
    const told = error instanceof Error ? (error.stack ?? error.message) : String(error);
    err(`Pennypost failed in a way that it should not. Please report this:\n${told}\n`);
    return exitCode.bug;
  }
  for (const fault of error.faults) err(`pennypost: ${fault}\n`);
  return exitCode[error.failure];
}
