import type { SendRow } from '../../ledger/accounts/list-sends-sql.ts';
import { oneLine } from '../terminal/one-line.ts';
import { shorten, tableLines } from '../terminal/table-lines.ts';
import { writtenTime } from '../terminal/written-time.ts';

const maxSubject = 40;

/** Sends as a table, with words for what a person must look at and numbers for the rest. */
export function sendTable(sends: readonly SendRow[]): string[] {
  return tableLines([
    ['send', 'issue', 'begun', 'state', 'accepted', 'of', 'left', 'besides', 'subject'],
    ...sends.map((one) => [
      String(one.send),
      oneLine(one.issue),
      writtenTime(one.begun),
      one.rehearsal ? `${one.state} (rehearsal)` : one.state,
      String(one.accepted),
      String(one.audience),
      String(one.unsubscribed),
      besides(one),
      shorten(oneLine(one.subject), maxSubject),
    ]),
  ]);
}

function besides({ failed, deferred, skipped, inDoubt, pending }: SendRow): string {
  const counts = { failed, deferred, skipped, 'in doubt': inDoubt, 'not yet sent': pending };
  const told = Object.entries(counts).filter(([, count]) => count > 0);
  return told.map(([what, count]) => `${count} ${what}`).join(', ') || '-';
}
