import type { Database } from '../database/database.ts';
import { readSends, readUnhappyDeliveries, type SendStatus } from '../ledger/account-sql.ts';
import { LedgerError } from '../ledger/ledger-error.ts';
import { accountLines, sendReport } from './account-report.ts';
import { type CommandContext, type GlobalOptions, loadConfig } from './command-context.ts';
import { type ExitCode, exitCode } from './exit-code.ts';
import { oneLine } from './one-line.ts';
import { openLedger } from './open-ledger.ts';

export interface StatusOptions extends GlobalOptions {
  readonly json?: boolean;
}

const unhappyShown = 20;

/** `pennypost status 10`: every send of an issue with its account, the newest first. */
export async function status(
  issue: string,
  options: StatusOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const config = loadConfig(context, options);
  const database = await openLedger(config, `pennypost status ${issue}`, context);
  try {
    const sends = await readSends(database, issueKey(issue));
    const [newest] = sends;
    if (!newest) throw new LedgerError('unknown-send', [`Nothing was sent yet of an issue "${issue}".`]);
    if (options.json) context.out(JSON.stringify(jsonOf(newest)));
    else for (const send of sends) context.out(await describe(database, send));
    return exitCode.done;
  } finally {
    await database.close();
  }
}

/** `010` and `#10` are issue 10; a date or a slug is taken as it is. */
function issueKey(issue: string): string {
  const number = /^#?0*(\d+)$/.exec(issue.trim());
  return number?.[1] ?? issue.trim();
}

function jsonOf({ send, issueKey: issue, digest, account, state, pauseReason, rehearsal }: SendStatus) {
  return { ...sendReport(send, issue, digest, account), state, pauseReason, rehearsal };
}

async function describe(database: Database, send: SendStatus): Promise<string> {
  const what = send.rehearsal ? 'rehearsal' : 'send';
  const unhappy = await readUnhappyDeliveries(database, send.send, unhappyShown);
  return [
    `Issue ${send.issueKey}, ${what} ${send.send}: ${send.state}, begun ${send.createdAt.toISOString()}`,
    ...(send.pauseReason ? [`  ${send.pauseReason}`] : []),
    ...accountLines(send.account, send.rehearsal),
    ...unhappy.map(
      ({ state, address, detail }) => `  ${state.padEnd(8)}  ${address}  ${oneLine(detail ?? '')}`,
    ),
  ].join('\n');
}
