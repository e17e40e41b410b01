import { type ExitCode, exitCode } from './exit-code.ts';

/** Errors that a person can mend: their faults are printed, one a line, and no stack. */
const codes: Readonly<Record<string, ExitCode>> = {
  ConfigError: exitCode.mistake,
  ContentError: exitCode.mistake,
  EmailError: exitCode.mistake,
  AudienceError: exitCode.mistake,
  DatabaseError: exitCode.mistake,
  QueueError: exitCode.mistake,
  LedgerError: exitCode.mistake,
  DeliveryError: exitCode.mistake,
  FeedbackError: exitCode.mistake,
  WebError: exitCode.mistake,
  LintError: exitCode.lint,
  UsageError: exitCode.usage,
};

/** Prints what went wrong for the person who reads it, and gives the exit code. */
export function printFailure(error: unknown, err: (text: string) => void): ExitCode {
  const { name, faults, reason, isTemporary, stack } = error as {
    name?: string;
    faults?: readonly string[];
    reason?: string;
    isTemporary?: boolean;
    stack?: string;
  };
  const code = name === undefined ? undefined : codes[name];
  if (code === undefined || !faults) {
    err(`Pennypost failed in a way that it should not. Please report this:\n${stack ?? String(error)}\n`);
    return exitCode.bug;
  }
  for (const fault of faults) err(`pennypost: ${fault}\n`);
  if (isTemporary) return exitCode.temporary;
  return reason === 'already-sent' ? exitCode.alreadySent : code;
}
