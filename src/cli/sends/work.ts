import { setTimeout as wait } from 'node:timers/promises';
import type { Outcome } from '../../ledger/delivery.ts';
import { chooseRelay } from '../parts/choose-relay.ts';
import { openLedger } from '../parts/open-ledger.ts';
import { openSendingKeys } from '../parts/sending-keys.ts';
import { workerSetup } from '../parts/worker-setup.ts';
import { type CommandContext, type GlobalOptions, loadConfig } from '../terminal/command-context.ts';
import { type ExitCode, exitCode } from '../terminal/exit-code.ts';
import { workWhile } from './work-while.ts';

const command = 'pennypost work';
const reportEveryMs = 10_000;

/** `pennypost work`: one of any number of processes that deliver the running sends, until it is stopped. */
export async function work(options: GlobalOptions, context: CommandContext): Promise<ExitCode> {
  const config = loadConfig(context, options);
  const keys = await openSendingKeys(config, context.err);
  const chosen = await chooseRelay(config, false);
  const database = await openLedger(config, command, context);
  const tally = new Map<Outcome['state'], number>();
  const onOutcome = ({ state }: Outcome) => void tally.set(state, (tally.get(state) ?? 0) + 1);
  const scope = { rehearsal: false } as const;
  try {
    const { relays } = chosen;
    const setup = workerSetup(config, context, { command, database, relays, keys, scope, onOutcome });
    await workWhile(setup, context, async () => {
      context.err(
        `Working through ${chosen.description}, ${config.connections} messages at once. Ctrl-C stops.\n`,
      );
      await reportUntilStopped(tally, context);
    });
    context.err(tallyLine(tally));
  } finally {
    await database.close();
    await chosen.close();
  }
  return exitCode.done;
}

/** A line whenever something happened, at most every ten seconds, for whoever reads the log. */
async function reportUntilStopped(
  tally: ReadonlyMap<Outcome['state'], number>,
  { err, stop }: CommandContext,
): Promise<void> {
  let reported = tallyLine(tally);
  while (!stop.aborted) {
    await wait(reportEveryMs, undefined, { signal: stop }).catch(() => undefined);
    const line = tallyLine(tally);
    if (line !== reported && !stop.aborted) err(line);
    reported = line;
  }
}

function tallyLine(tally: ReadonlyMap<Outcome['state'], number>): string {
  const counts = [...tally].map(([state, count]) => `${count} ${state.replace('_', ' ')}`);
  return `${counts.length > 0 ? counts.join(', ') : 'nothing delivered'}\n`;
}
