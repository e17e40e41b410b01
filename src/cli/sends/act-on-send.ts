import { LedgerError } from '../../ledger/ledger-error.ts';
import type { SendControl, SendView } from '../../sending/control/send-control.ts';
import { sendControl } from '../../sending/control/send-control-sql.ts';
import { withLedger } from '../parts/with-ledger.ts';
import type { CommandContext, GlobalOptions } from '../terminal/command-context.ts';
import { type ExitCode, exitCode } from '../terminal/exit-code.ts';
import type { Told } from '../words/send-changes.ts';
import { viewJson } from '../words/send-json.ts';

export interface ActOptions extends GlobalOptions {
  readonly json?: boolean;
  readonly yes?: boolean;
}

/** What a command did to a send; null where the person did not want it after all. */
export interface Done {
  readonly view: SendView;
  readonly told: Told;
  /** For programs, beside the account. */
  readonly more?: Readonly<Record<string, unknown>>;
}

/** Runs a command over the newest real send of an issue, and prints what came of it. */
export async function actOnSend(
  command: string,
  issue: string,
  options: ActOptions,
  context: CommandContext,
  act: (control: SendControl, view: SendView) => Promise<Done | null>,
): Promise<ExitCode> {
  return withLedger(options, `pennypost ${command} ${issue}`, context, async (database) => {
    const control = sendControl(database);
    const done = await act(control, newestReal(issue, await control.look(issueKeyOf(issue))));
    if (!done) {
      context.err('Nothing was changed.\n');
      return exitCode.mistake;
    }
    for (const line of done.told.lines) context.err(`${line.trim()}\n`);
    if (options.json) {
      context.out(JSON.stringify({ ...viewJson(done.view), changed: done.told.changed, ...done.more }));
    }
    return exitCode.done;
  });
}

/** The send as it stands now. */
export async function lookAgain(control: SendControl, { send, issueKey }: SendView): Promise<SendView> {
  const view = (await control.look(issueKey)).find((one) => one.send === send);
  if (!view) throw new Error(`Send ${send} of issue ${issueKey} was there a moment ago and is gone.`);
  return view;
}

/** `010` and `#10` are issue 10; a date or a slug is taken as it is. */
export function issueKeyOf(issue: string): string {
  const number = /^#?(\d+)$/.exec(issue.trim());
  return number?.[1]?.replace(/^0+(?=\d)/, '') ?? issue.trim();
}

export function nothingSent(issue: string): LedgerError {
  return new LedgerError('unknown-send', [`Nothing was sent yet of an issue "${issue}".`]);
}

/**
 * @param sends of the issue, the newest first
 * @throws LedgerError `unknown-send`
 */
export function newestReal<Send extends Pick<SendView, 'rehearsal'>>(
  issue: string,
  sends: readonly Send[],
): Send {
  const newest = sends.find(({ rehearsal }) => !rehearsal);
  if (newest) return newest;
  if (sends.length === 0) throw nothingSent(issue);
  throw new LedgerError('unknown-send', [
    `Issue ${issueKeyOf(issue)} was only rehearsed, and a rehearsal ends with its command: there is no send to act on.`,
  ]);
}
