import type { Readable, Writable } from 'node:stream';
import { type Config, readConfig } from '../../config.ts';
import type { Failure } from '../../failure.ts';
import type { ExitCode } from './exit-code.ts';
import { openToOthers } from './private-files.ts';

/** What a command is given of the world, so that tests can give it another. */
export interface CommandContext {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Data, for a program or a file to read: stdout. */
  readonly out: (line: string) => void;
  /** Talk, for a person: stderr. */
  readonly err: (text: string) => void;
  /** What comes through the pipe or is typed: stdin. */
  readonly input: Readable;
  /** What a question is asked on and a bar is drawn on: stderr, which `err` writes to as well. */
  readonly screen: Writable;
  /** True where a person sits at the terminal: both to be asked and to be shown progress. */
  readonly isInteractive: boolean;
  /**
   * Aborted by the first Ctrl-C or SIGTERM: take no new work and finish what is in flight. A signal that comes before this
   * is looked at for the first time ends the process, so whoever has something to finish looks at it before.
   */
  readonly stop: AbortSignal;
}

/** The options that every command knows. */
export interface GlobalOptions {
  readonly config: string;
  readonly data?: string;
}

/** Runs one command; its module is loaded only then, so that `--help` is quick. */
export type Act = (run: (globals: GlobalOptions) => Promise<ExitCode>) => Promise<void>;

const warned = new WeakSet<CommandContext>();

/** Warns, once a command, of what is nobody else's business and is open to others. */
export function loadConfig(
  context: CommandContext,
  options: GlobalOptions & { content?: string; isUnattended?: boolean },
): Config {
  const config = readConfig({
    cwd: context.cwd,
    env: context.env,
    file: options.config,
    contentDirectory: options.content,
    dataDirectory: options.data,
    isUnattended: options.isUnattended ?? false,
  });
  if (!warned.has(context)) for (const warning of openToOthers(config)) context.err(`Warning: ${warning}\n`);
  warned.add(context);
  return config;
}

/** What a person got wrong on the command line in a way that only the command can see. */
export class UsageError extends Error implements Failure {
  readonly failure = 'usage';
  readonly faults: readonly string[];
  constructor(fault: string) {
    super(fault);
    this.name = 'UsageError';
    this.faults = [fault];
  }
}
