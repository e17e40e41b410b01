import type { Config } from '../../config.ts';
import type { Database } from '../../database/database.ts';
import { areNoticesDelivered, countPendingNotices } from '../../ledger/notices/notices-sql.ts';
import type { LinkKeys } from '../../sending/keys.ts';
import { type NoticeWorker, startNoticeWorker } from '../../sending/worker/start-notice-worker-sql.ts';
import type { CommandContext } from '../terminal/command-context.ts';
import { oneLine } from '../terminal/one-line.ts';
import { realClock } from '../terminal/real-clock.ts';
import { reporter } from '../terminal/report-trouble.ts';
import { openWayOut } from './sending-keys.ts';
import { workerSetup } from './worker-setup.ts';

/** Somebody asks for a link now and then; more at once wait for each other. */
const connections = 2;
/** A relay that is slower has it from whoever delivers notices next. */
const longestMs = 20_000;
const lookEveryMs = 100;

/**
 * A worker for the notices alone.
 *
 * @throws ConfigError for a DKIM key that cannot be used
 */
export async function openNoticeWorker(
  config: Config,
  linkKeys: LinkKeys,
  database: Database,
  command: string,
  context: CommandContext,
): Promise<NoticeWorker> {
  const wayOut = await openWayOut(config, context.err);
  const choices = {
    command,
    database,
    relays: config.relays,
    keys: { ...linkKeys, ...wayOut },
    scope: { rehearsal: false },
    onOutcome: () => undefined,
  } as const;
  const onTrouble = reporter('A notice waits', context);
  return startNoticeWorker({
    ...workerSetup(config, context, choices),
    connections: Math.min(connections, config.connections),
    // It is slowed by no domain.
    resolveMx: null,
    onTrouble,
    onRetired: onTrouble,
  });
}

/**
 * Delivers what a command has put into the ledger, where nobody else is there to. What it cannot the next one does, so
 * whatever is in the way is told, and is no fault of the command.
 */
export async function deliverNotices(
  config: Config,
  linkKeys: LinkKeys,
  database: Database,
  command: string,
  context: CommandContext,
): Promise<void> {
  try {
    if (await areNoticesDelivered(database)) return;
    if (config.relays.length === 0) return context.err(`${waits}: SMTP_URL is not set here.\n`);
    const worker = await openNoticeWorker(config, linkKeys, database, command, context);
    for (let ms = 0; ms < longestMs && !context.stop.aborted; ms += lookEveryMs) {
      if ((await countPendingNotices(database)) === 0) break;
      await realClock.wait(lookEveryMs, context.stop);
    }
    await worker.stop();
    if ((await countPendingNotices(database)) > 0) context.err(`${waits}.\n`);
  } catch (error) {
    context.err(`${waits}: ${oneLine((error as Error).message)}\n`);
  }
}

const waits = 'What is passed on to the editor waits for the next `pennypost send`, `serve` or `work`';
