import { type Command, CommanderError } from 'commander';
import { commandTable } from './command-table.ts';
import type { CommandContext } from './terminal/command-context.ts';
import { type ExitCode, exitCode } from './terminal/exit-code.ts';
import { isMailPipe } from './terminal/mail-pipe.ts';
import { printFailure } from './terminal/print-failure.ts';

/**
 * The whole program but for its process: gives the exit code, whatever happens. It touches no stream, signal, folder or
 * environment but those of the context, and has closed what it opened, so that several can run in one process.
 *
 * @param args what stands behind the program's name
 */
export async function runCommand(args: readonly string[], context: CommandContext): Promise<ExitCode> {
  const code = await runAny(args, context);
  return code !== exitCode.done && isMailPipe(args) ? exitCode.temporary : code;
}

async function runAny(args: readonly string[], context: CommandContext): Promise<ExitCode> {
  let code: ExitCode = exitCode.done;
  const table = commandTable(context, (ended) => {
    code = ended;
  });
  printInto(table, context);
  try {
    await table.parseAsync([...args], { from: 'user' });
    return code;
  } catch (error) {
    return error instanceof CommanderError ? usageCode(error) : printFailure(error, context.err);
  }
}

/** Commander's own words, the help and what is wrong with the command line; a command has them apart from its parent. */
function printInto(command: Command, context: CommandContext): void {
  const writeOut = (text: string) => context.out(text.replace(/\n$/, ''));
  command.configureOutput({ writeOut, writeErr: context.err });
  for (const one of command.commands) printInto(one, context);
}

/** Commander has printed the fault, or the help that was asked for. */
function usageCode(error: CommanderError): ExitCode {
  return error.exitCode === 0 ? exitCode.done : exitCode.usage;
}
