import { csvCell } from '../../audience/csv-cell.ts';
import type { DeliveryReport } from '../../ledger/accounts/list-deliveries-sql.ts';
import { oneLine } from '../terminal/one-line.ts';
import { writtenTime } from '../terminal/written-time.ts';

/** One delivery for programs: the contract of `who --json`. */
export function deliveryJson(report: DeliveryReport, messageId: string): string {
  const { address, attempts, at, reply, reason } = report;
  return JSON.stringify({
    address,
    state: stateOf(report),
    attempts,
    at,
    reply: reply && { code: reply.code, status: reply.enhancedStatus, text: reply.text },
    messageId,
    ...(reason !== null && { reason }),
  });
}

/** For a person. */
export function deliveryLine(report: DeliveryReport): string {
  const { address, attempts, at, reply, reason, detail } = report;
  const said = reason ?? reply?.text ?? detail ?? '';
  const tries = attempts === 1 ? '1 attempt' : `${attempts} attempts`;
  const cells = [writtenTime(at), address, tries, said].map(oneLine);
  return [stateOf(report).padEnd('in_doubt'.length), ...cells].join('  ').trimEnd();
}

export const deliveryHeading = 'address,state,attempts,at,code,status,reply,message_id,reason';

/** As RFC 4180 has it, below {@link deliveryHeading}. */
export function csvRow(report: DeliveryReport, messageId: string): string {
  const { address, attempts, at, reply, reason } = report;
  return [
    address,
    stateOf(report),
    attempts,
    at.toISOString(),
    reply?.code ?? '',
    reply?.enhancedStatus ?? '',
    reply?.text ?? '',
    messageId,
    reason ?? '',
  ]
    .map((value) => csvCell(String(value)))
    .join(',');
}

/** Between the claim and the reply is `sending` to people, on whichever side of the final dot it is. */
function stateOf({ state }: DeliveryReport): string {
  return state === 'committing' ? 'sending' : state;
}
