import { keepLists } from '../../audience/kept/keep-lists-sql.ts';
import { countLists, readPeople } from '../../audience/kept/read-people-sql.ts';
import { withLedger } from '../parts/with-ledger.ts';
import type { CommandContext, GlobalOptions } from '../terminal/command-context.ts';
import { type ExitCode, exitCode } from '../terminal/exit-code.ts';
import { oneLine } from '../terminal/one-line.ts';
import { tableLines } from '../terminal/table-lines.ts';
import { writtenTime } from '../terminal/written-time.ts';

export interface ListOptions extends GlobalOptions {
  readonly list?: string;
  readonly json?: boolean;
}

/** `pennypost subscribers list`: everybody on the lists, one a line, and why who is not mailed is not. */
export async function listSubscribers(options: ListOptions, context: CommandContext): Promise<ExitCode> {
  return withLedger(options, 'pennypost subscribers list', context, async (database) => {
    for await (const person of readPeople(database, options.list ?? null)) {
      if (options.json) {
        const { consent: _, ...told } = person;
        context.out(JSON.stringify(told));
        continue;
      }
      const { email, name, lists, suppression } = person;
      const states = lists.map(({ list, state }) => `${list}: ${state}`).join(', ');
      const why = suppression ? `  suppressed: ${suppression.reason}` : '';
      context.out(`${email}  ${oneLine(name)}  ${states}${why}`);
    }
    return exitCode.done;
  });
}

/** `pennypost lists`: how many are on each, who left, and what it was last sent. */
export async function lists(options: ListOptions, context: CommandContext): Promise<ExitCode> {
  return withLedger(options, 'pennypost lists', context, async (database, config) => {
    await keepLists(
      database,
      config.keptLists.map(({ name }) => name),
    );
    const counts = await countLists(database);
    if (options.json) {
      context.out(JSON.stringify(counts));
      return exitCode.done;
    }
    const rows = counts.map(({ list, kind, active, unconfirmed, left, suppressed, lastSend }) => [
      list,
      kind,
      `${active} active`,
      `${unconfirmed} unconfirmed`,
      `${left} left`,
      `${suppressed} suppressed`,
      lastSend ? `issue ${oneLine(lastSend.issue)}, ${writtenTime(new Date(lastSend.at))}` : 'never sent to',
    ]);
    for (const line of tableLines(rows)) context.out(line);
    return exitCode.done;
  });
}
