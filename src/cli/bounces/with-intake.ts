import type { Config } from '../../config.ts';
import type { Database } from '../../database/database.ts';
import type { FeedbackIntake } from '../../feedback/feedback-intake.ts';
import { countPendingNotices } from '../../ledger/notices/notices-sql.ts';
import { deliverNotices } from '../parts/notice-worker.ts';
import { openIntake } from '../parts/open-intake.ts';
import { openLinkKeys, openSecrets } from '../parts/sending-keys.ts';
import type { CommandContext } from '../terminal/command-context.ts';

/**
 * Lets a command take what came back, and delivers what of it is passed on to the editor, where nobody else is there to: also
 * what one before it took and was killed over.
 */
export async function withIntake<Result>(
  config: Config,
  database: Database,
  command: string,
  context: CommandContext,
  take: (intake: FeedbackIntake) => Promise<Result>,
): Promise<Result> {
  const keys = await openLinkKeys(await openSecrets(config), database);
  const result = await take(openIntake(config, keys, database, () => undefined));
  const isWaitedFor = config.lettersTo !== null && (await countPendingNotices(database)) > 0;
  if (isWaitedFor) await deliverNotices(config, keys, database, command, context);
  return result;
}
