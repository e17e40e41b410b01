import { ConfigError } from '../../config.ts';
import { dkimRecord, formatRecord } from '../../mail/dkim/dkim-record.ts';
import { readDkimKeys } from '../parts/dkim-keys.ts';
import { type CommandContext, type GlobalOptions, loadConfig } from '../terminal/command-context.ts';
import { type ExitCode, exitCode } from '../terminal/exit-code.ts';

export interface ShowOptions extends GlobalOptions {
  readonly json?: boolean;
}

/** `pennypost dkim show`: the DNS record of each key that pennypost.yaml names, and what is wrong with the keys. */
export async function show(options: ShowOptions, context: CommandContext): Promise<ExitCode> {
  const config = loadConfig(context, options);
  if (config.dkim.length === 0)
    throw new ConfigError([
      `${options.config} names no DKIM key, so nothing is signed. \`pennypost dkim generate\` makes one.`,
    ]);
  const { keys, faults, warnings } = await readDkimKeys(config);
  for (const record of keys.map(dkimRecord))
    context.out(options.json ? JSON.stringify(record) : formatRecord(record));
  for (const warning of warnings) context.err(`${warning}\n`);
  if (faults.length > 0) throw new ConfigError(faults);
  return exitCode.done;
}
