import type { Config } from '../../config.ts';
import { DatabaseError } from '../../database/database-error.ts';
import { storeRenderedIssue } from '../../email/stored-issue.ts';
import { readUnsettledRestore } from '../../ledger/sends/restored-sql.ts';
import { type SaidSent, sayWhatWentOut } from '../../ledger/sends/say-sent-sql.ts';
import { prepareNamed } from '../issues/open-issue.ts';
import { withLedger } from '../parts/with-ledger.ts';
import { issueKeyOf } from '../sends/act-on-send.ts';
import { type CommandContext, type GlobalOptions, UsageError } from '../terminal/command-context.ts';
import { type ExitCode, exitCode } from '../terminal/exit-code.ts';

const command = 'pennypost database restored';

export interface RestoredOptions extends GlobalOptions {
  readonly sent?: string;
  readonly none?: boolean;
  readonly json?: boolean;
}

/** `pennypost database restored --sent 11,12`: what went out after the backup was made. Then sends may begin again. */
export async function restored(options: RestoredOptions, context: CommandContext): Promise<ExitCode> {
  const issues = issuesOf(options);
  return withLedger(options, command, context, async (database, config) => {
    if ((await readUnsettledRestore(database)) === null)
      throw new DatabaseError(['There is nothing to say: no restored database waits for it here.']);
    const said = issues.map((issueKey) => saidSent(issueKey, config, context));
    const doubted = await sayWhatWentOut(database, said);
    if (options.json) context.out(JSON.stringify({ sent: Object.fromEntries(doubted) }));
    else for (const [issue, people] of doubted) context.out(`Issue ${issue}: ${people} people are in doubt.`);
    context.err(
      'Sends may begin again. Those in doubt are sent nothing by themselves; what was paused goes on by `pennypost resume`.\n',
    );
    return exitCode.done;
  });
}

/** @throws UsageError */
function issuesOf({ sent, none }: RestoredOptions): string[] {
  const issues = (sent ?? '').split(/[\s,]+/).filter((issue) => issue !== '');
  if (none ? sent !== undefined : issues.length === 0)
    throw new UsageError(
      'Say which issues went out since the backup was made, in whole or in part: --sent 11,12; or --none.',
    );
  return [...new Set(issues.map(issueKeyOf))];
}

/** Of an issue that the backup does not know, what it is now counts as what was sent. */
function saidSent(issueKey: string, config: Config, context: CommandContext): SaidSent {
  return {
    issueKey,
    render: async () => {
      const { rendered, issue } = await prepareNamed(issueKey, config, context, 'send-unpublished');
      const { digest, subject } = rendered;
      const content = storeRenderedIssue(rendered);
      return { issueKey: rendered.issueKey, digest, subject, content, source: issue.sourceDigest };
    },
  };
}
