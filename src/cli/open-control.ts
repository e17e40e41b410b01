import type { Config } from '../config.ts';
import type { SendControl } from '../sending/control/send-control.ts';
import { controlLedger } from '../sending/control/send-control-sql.ts';
import { openLedger } from './parts/open-ledger.ts';
import type { CommandContext } from './terminal/command-context.ts';

export interface OpenedControl {
  readonly control: SendControl;
  close(): Promise<void>;
}

/** Control over the sends of the config's ledger. */
export async function openControl(
  config: Config,
  command: string,
  context: CommandContext,
): Promise<OpenedControl> {
  const database = await openLedger(config, command, context);
  return { control: controlLedger(database), close: () => database.close() };
}
