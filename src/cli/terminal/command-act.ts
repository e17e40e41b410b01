import type { GlobalOptions } from './command-context.ts';
import type { ExitCode } from './exit-code.ts';

/** Runs one command; its module is loaded only then, so that `--help` is quick. */
export type Act = (run: (globals: GlobalOptions) => Promise<ExitCode>) => Promise<void>;
