import type { Database } from '../../database/database.ts';
import { patiently } from '../../database/patiently.ts';
import type { ComposedDelivery } from '../../delivery/deliver.ts';
import { type MessageProgram, prepareMessage } from '../../email/message/message-program.ts';
import { parseRenderedIssue } from '../../email/stored-issue.ts';
import type { ClaimedDelivery } from '../../ledger/delivery.ts';
import { readRenderedIssue } from '../../ledger/sends/send-state-sql.ts';
import type { Clock } from '../clock.ts';
import type { SendingKeys } from '../keys.ts';
import { composeFor } from '../prepare/compose-delivery.ts';

/** A database that blinks is no fault of the message, for which a send would be paused. */
const longestWaitMs = 5_000;
/** Of each a worker keeps the issue as it is stored and as it is sent; more than a few are hardly sent at once. */
const programsKept = 8;

/** Makes the message of a claimed delivery out of the stored rendering that its digest names. */
export function composeFromLedger(
  database: Database,
  keys: SendingKeys,
  { now, wait }: Clock,
): (claimed: ClaimedDelivery) => Promise<ComposedDelivery> {
  const programs = new Map<string, Promise<MessageProgram>>();
  const load = async (digest: string) =>
    prepareMessage(
      parseRenderedIssue(await patiently(() => readRenderedIssue(database, digest), longestWaitMs, wait)),
    );
  return async (claimed) => {
    const { digest } = claimed;
    const known = programs.get(digest) ?? load(digest);
    // What was asked for last stands last.
    programs.delete(digest);
    programs.set(digest, known);
    for (const [oldest] of programs) if (programs.size > programsKept) programs.delete(oldest);
    // A rendering that could not be read must be asked for again, not be remembered as unreadable.
    const program = await known.catch((error) => {
      programs.delete(digest);
      throw error;
    });
    return composeFor(program, claimed, keys, now());
  };
}
