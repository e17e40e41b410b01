import { setTimeout as wait } from 'node:timers/promises';
import type { Config } from '../../config.ts';
import type { Database } from '../../database/database.ts';
import type { Outcome } from '../../ledger/delivery.ts';
import type { SendingKeys } from '../../sending/keys.ts';
import { type ChosenRelay, chooseRelay } from '../parts/choose-relay.ts';
import { refuseLostKeys } from '../parts/lost-keys.ts';
import { openLedger } from '../parts/open-ledger.ts';
import { openLinkKeys, openSecrets, openWayOut } from '../parts/sending-keys.ts';
import { refuseMissing } from '../parts/what-was-sent.ts';
import { workerSetup } from '../parts/worker-setup.ts';
import { type CommandContext, type GlobalOptions, loadConfig } from '../terminal/command-context.ts';
import { type ExitCode, exitCode } from '../terminal/exit-code.ts';
import { oneLine } from '../terminal/one-line.ts';
import { workWhile } from './work-while.ts';

const command = 'pennypost work';
const reportEveryMs = 10_000;

/** `pennypost work`: one of any number of processes that deliver the running sends, until it is stopped. */
export async function work(options: GlobalOptions, context: CommandContext): Promise<ExitCode> {
  const config = loadConfig(context, options);
  const wayOut = await openWayOut(config, context.err);
  refuseMissing(config, command, ['database']);
  const secrets = await openSecrets(config);
  const chosen = await chooseRelay(config, false);
  // On a server it may be started with all the rest, before anything was sent.
  const database = await openLedger(config, command, context, 'may make one', 'stays');
  try {
    const keys = { ...(await openLinkKeys(secrets, database)), ...wayOut };
    await deliverUntilStopped({ command, config, database, keys, chosen }, context);
  } finally {
    await database.close();
    await chosen.close();
  }
  return exitCode.done;
}

/** What a process delivers with. */
export interface Delivering {
  readonly command: string;
  readonly config: Config;
  readonly database: Database;
  readonly keys: SendingKeys;
  readonly chosen: ChosenRelay;
}

/**
 * Delivers the running sends until the process is stopped, telling what came of it.
 * @throws DatabaseError where a newer version has changed the tables meanwhile; ConfigError where a key is lost
 */
export async function deliverUntilStopped(
  { command: name, config, database, keys, chosen }: Delivering,
  context: CommandContext,
): Promise<void> {
  const tally: Tally = { counts: new Map(), putOffWith: null };
  await refuseLostKeys(database, keys, config, false, context);
  const setup = workerSetup(config, context, {
    command: name,
    database,
    relays: chosen.relays,
    keys,
    scope: { rehearsal: false },
    onOutcome: (outcome: Outcome) => countOutcome(tally, outcome),
  });
  await workWhile(setup, context, async (stop) => {
    context.err(
      `Working through ${chosen.description}, ${config.connections} messages at once. Ctrl-C stops.\n`,
    );
    await reportUntilStopped(tally, context.err, stop);
  });
  context.err(tallyLine(tally));
}

/** A line whenever something happened, at most every ten seconds, for whoever reads the log. */
async function reportUntilStopped(
  tally: Tally,
  err: CommandContext['err'],
  stop: AbortSignal,
): Promise<void> {
  let reported = tallyLine(tally);
  while (!stop.aborted) {
    await wait(reportEveryMs, undefined, { signal: stop }).catch(() => undefined);
    const line = tallyLine(tally);
    if (line !== reported && !stop.aborted) err(line);
    tally.putOffWith = null;
    reported = tallyLine(tally);
  }
}

interface Tally {
  readonly counts: Map<Outcome['state'], number>;
  /** The relay's words to the last that it put off, since the line before. */
  putOffWith: string | null;
}

function countOutcome(tally: Tally, outcome: Outcome): void {
  tally.counts.set(outcome.state, (tally.counts.get(outcome.state) ?? 0) + 1);
  const isPutOff = outcome.state === 'deferred' || outcome.state === 'pending';
  if (isPutOff && outcome.reply) tally.putOffWith = outcome.reply.text;
}

function tallyLine({ counts, putOffWith }: Tally): string {
  const told = [...counts].map(([state, count]) => `${count} ${state.replace('_', ' ')}`);
  const said = putOffWith === null ? '' : `; the last put off with: ${oneLine(putOffWith)}`;
  return `${told.length > 0 ? told.join(', ') : 'nothing delivered'}${said}\n`;
}
