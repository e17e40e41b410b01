import { csvLine, exportedColumns } from '../../audience/exported-csv.ts';
import { type ExportedPerson, readFieldNames, readPeople } from '../../audience/kept/read-people-sql.ts';
import { withLedger } from '../parts/with-ledger.ts';
import type { CommandContext, GlobalOptions } from '../terminal/command-context.ts';
import { type ExitCode, exitCode } from '../terminal/exit-code.ts';

export interface ExportOptions extends GlobalOptions {
  readonly list?: string;
  readonly format: 'ndjson' | 'csv';
}

/** `pennypost subscribers export`: everything that is known of everybody, on stdout. */
export async function exportSubscribers(options: ExportOptions, context: CommandContext): Promise<ExitCode> {
  return withLedger(options, 'pennypost subscribers export', context, async (database) => {
    const list = options.list ?? null;
    const people = readPeople(database, list);
    if (options.format === 'ndjson') {
      for await (const person of people) context.out(JSON.stringify(person));
      return exitCode.done;
    }
    const fields = await readFieldNames(database, list);
    context.out(csvLine([...exportedColumns, ...fields]));
    for await (const person of people) for (const line of linesOf(person, list, fields)) context.out(line);
    return exitCode.done;
  });
}

/** A line for each list that somebody is or was on. */
function linesOf(person: ExportedPerson, only: string | null, fields: readonly string[]): string[] {
  const { email, name, lists, suppression, consent } = person;
  return lists
    .filter(({ list }) => only === null || list === only)
    .map(({ list, state }) => {
      const agreed = consent.findLast(
        (one) => one.event !== 'unsubscribed' && (one.list === null || one.list === list),
      );
      const values = fields.map((field) => person.fields[field] ?? '');
      return csvLine([
        email,
        name,
        list,
        state === 'left' ? 'unsubscribed' : state,
        suppression?.reason ?? '',
        agreed?.at ?? '',
        agreed?.source ?? '',
        ...values,
      ]);
    });
}
