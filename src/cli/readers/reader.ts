import { describeSuppression } from '../../audience/send-plan.ts';
import { findSubscriber } from '../../feedback/consent/undo-suppression-sql.ts';
import { type Reader, type ReaderSend, readReader } from '../../feedback/record/read-reader-sql.ts';
import { readLedger } from '../parts/with-ledger.ts';
import type { CommandContext, GlobalOptions } from '../terminal/command-context.ts';
import { type ExitCode, exitCode } from '../terminal/exit-code.ts';
import { oneLine } from '../terminal/one-line.ts';
import { tableLines } from '../terminal/table-lines.ts';
import { writtenTime } from '../terminal/written-time.ts';
import { entryHeading, entryRow, meansOf } from '../words/feedback-lines.ts';

export interface ReaderOptions extends GlobalOptions {
  readonly json?: boolean;
}

const shown = 100;

/**
 * `pennypost reader ada@example.com`: which lists they are on and by what consent, what they were sent and what came
 * back, whether they are mailed, why not, and the one command that changes it.
 */
export async function reader(
  addressOrId: string,
  options: ReaderOptions,
  context: CommandContext,
): Promise<ExitCode> {
  return readLedger(options, `pennypost reader ${addressOrId}`, context, async (database) => {
    const known = await readReader(database, await findSubscriber(database, addressOrId), shown);
    if (options.json) context.out(JSON.stringify({ ...known, ...standing(known) }));
    else for (const line of describeReader(known)) context.out(line);
    return exitCode.done;
  });
}

interface Standing {
  readonly mailed: boolean;
  /** A sentence without its full stop. */
  readonly why: string;
  /** What to do about it, in a sentence; null where nothing is to be done here. */
  readonly remedy: string | null;
}

function standing({ address, suppression, lists, isQuarantined }: Reader): Standing {
  if (suppression) {
    const { reason, since } = suppression;
    const remedy = howToUndo(address, reason);
    return { mailed: false, why: describeSuppression({ reason, since }), remedy };
  }
  const active = lists.filter(({ state }) => state === 'active').map(({ list }) => list);
  if (active.length === 0)
    return {
      mailed: false,
      why: lists.length === 0 ? 'is on no list' : 'is an active subscriber of no list',
      remedy: 'To mail them again: put them on a list, and send.',
    };
  const remedy = isQuarantined ? 'What came back for them waits in quarantine for your decision.' : null;
  return { mailed: true, why: `is on ${active.join(', ')}`, remedy };
}

function howToUndo(address: string, reason: string): string {
  if (reason === 'unsubscribe')
    return 'Only they can take that back, by the link that the preferences page of any email mails them.';
  const despite = reason === 'complaint' ? ' --despite-complaint' : '';
  return `To mail them again: pennypost bounces undo ${address}${despite}`;
}

function describeReader(known: Reader): string[] {
  const { address, lists, consent, sends, history, suppression } = known;
  const { mailed, why, remedy } = standing(known);
  return [
    mailed ? `${address} is mailed.` : `${address} is not mailed: ${oneLine(why)}.`,
    ...describeEvidence(suppression?.evidence ?? {}),
    ...(remedy ? [remedy] : []),
    ...section(
      'Lists',
      lists.map(({ list, state }) => [oneLine(list), state]),
    ),
    ...section(
      'Consent',
      consent.map(({ event, source, evidence, at }) => [
        writtenTime(at),
        event,
        oneLine(source),
        oneLine([evidence['from'], evidence['userAgent']].filter(Boolean).join(', ')),
      ]),
    ),
    ...section('Sent', sends.map(sendCells)),
    ...(history.length === 0 ? [] : ['', ...tableLines([entryHeading, ...history.map(entryRow)])]),
  ];
}

function sendCells({ issue, state, at, reason, reply }: ReaderSend): string[] {
  return [`issue ${issue}`, writtenTime(at), state, reason ?? reply ?? ''].map(oneLine);
}

function section(title: string, rows: readonly (readonly string[])[]): string[] {
  return rows.length === 0 ? [] : ['', `${title}:`, ...tableLines(rows).map((line) => `  ${line}`)];
}

function describeEvidence(evidence: Readonly<Record<string, unknown>>): string[] {
  const { event, category, reply, via } = evidence;
  if (typeof category !== 'string') return [];
  const said = typeof reply === 'string' && reply !== '' ? `: ${oneLine(reply)}` : '';
  return [`  report #${String(event)} by ${oneLine(String(via))}, ${meansOf(category)}${said}`];
}
