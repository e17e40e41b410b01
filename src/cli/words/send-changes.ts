import type { ReplyGroup } from '../../ledger/accounts/troubles-sql.ts';
import { openDeliveries } from '../../ledger/delivery.ts';
import { isOver } from '../../ledger/sends/earlier-send.ts';
import type { Retried } from '../../ledger/sends/send-again-sql.ts';
import type { SendCondition } from '../../ledger/sends/send-state-sql.ts';
import type { SendView, WorkerView } from '../../sending/control/send-control.ts';
import { oneLine } from '../terminal/one-line.ts';
import { describePassedOver } from './skip-words.ts';

/** What a person is told after they asked for something: whether anything changed, and sentences. */
export interface Told {
  readonly changed: boolean;
  readonly lines: readonly string[];
}

/** @param before how the send stood; `view` is how it stands now */
export function wordsOfPause(before: SendCondition, view: SendView): Told {
  const name = nameOf(view);
  if (before.state === 'running') {
    return changed(`${name} is paused: ${reached(view)}.`, ...inFlight(view), resumeHint(view));
  }
  if (before.state === 'paused' && before.pausedBy === 'fault') {
    return changed(
      `${name} had paused by itself. ${before.pauseReason ?? ''}`,
      `It stays paused now until you resume it: ${resumeHint(view)}`,
    );
  }
  if (before.state === 'paused')
    return unchanged(`${name} was paused already. ${before.pauseReason ?? ''}`, resumeHint(view));
  return unchanged(overAlready(before, view));
}

export function wordsOfResume(before: SendCondition, view: SendView): Told {
  const name = nameOf(view);
  if (isOver(before)) return unchanged(overAlready(before, view));
  const left = openDeliveries(view.account);
  const toGo = left === 1 ? '1 recipient is left' : `${left} recipients are left`;
  if (before.state === 'running') return unchanged(`${name} runs: ${toGo}.`, workersLine(view));
  const again =
    before.pausedBy === 'fault'
      ? [`It had paused because: ${before.pauseReason ?? ''} If that is not mended, it pauses again.`]
      : [];
  return changed(`${name} goes on: ${toGo}.`, ...again, workersLine(view));
}

export function wordsOfCancel(before: SendCondition, view: SendView): Told {
  const name = nameOf(view);
  if (isOver(before)) return unchanged(overAlready(before, view));
  const { skipped } = view.account;
  return changed(
    `${name} is cancelled: ${reached(view)}, and nobody else will get it (${skipped} skipped).`,
    ...inFlight(view),
  );
}

/** @param refusals what the failed had been told, before some of them went back */
export function wordsOfRetry(
  { retried, left, leftAlone }: Retried,
  refusals: readonly ReplyGroup[],
  view: SendView,
): Told {
  const name = nameOf(view);
  const others = leftAloneLines(left, leftAlone);
  if (retried === 0) {
    const nobody = left === 0 ? 'has failed: there is nothing to retry' : 'who has failed may be tried again';
    return unchanged(`Nobody of ${name.toLowerCase()} ${nobody}.`, ...others);
  }
  const who = retried === 1 ? '1 recipient of' : `${retried} recipients of`;
  return changed(
    `${who} ${name.toLowerCase()} will be tried again. They had been told:`,
    ...replyLines(wentBack(refusals, view.failed)),
    ...others,
    view.state === 'paused'
      ? `The send is paused. ${view.pauseReason ?? ''} ${resumeHint(view)}`
      : workersLine(view),
  );
}

/** Who must not be mailed stays failed, and is named. */
function leftAloneLines(left: number, leftAlone: Retried['leftAlone']): string[] {
  if (left === 0) return [];
  const who = left === 1 ? '1 is left as it is, since they' : `${left} are left as they are, since they`;
  const more = left > leftAlone.length ? [`  … and ${left - leftAlone.length} more.`] : [];
  return [
    `${who} must not be mailed:`,
    ...leftAlone.map(({ address, reason }) => `  ${address}  ${describePassedOver(reason, null)}`),
    ...more,
  ];
}

/** What those were told who are not among the failed any more. */
function wentBack(before: readonly ReplyGroup[], after: readonly ReplyGroup[]): ReplyGroup[] {
  const key = ({ code, enhancedStatus }: ReplyGroup) => `${code} ${enhancedStatus}`;
  const stayed = new Map(after.map((group) => [key(group), group.deliveries]));
  return before
    .map((group) => ({ ...group, deliveries: group.deliveries - (stayed.get(key(group)) ?? 0) }))
    .filter(({ deliveries }) => deliveries > 0);
}

/** One line for each reply, the most frequent first, and how many were told so. */
export function replyLines(groups: readonly ReplyGroup[]): string[] {
  const width = Math.max(...groups.map(({ deliveries }) => String(deliveries).length));
  return groups.map(({ deliveries, said }) => `  ${String(deliveries).padStart(width)}  ${oneLine(said)}`);
}

/** Who delivers, or what would. */
export function workersLine({ issueKey, workers }: SendView): string {
  if (workers.length === 0) {
    return `No worker is running: \`pennypost send --issue ${issueKey}\` goes on with it, and so does \`pennypost work\`.`;
  }
  const names = workers.slice(0, 3).map(describeWorker);
  const more = workers.length > 3 ? [`${workers.length - 3} more`] : [];
  return `Delivered by ${[...names, ...more].join(', ')}.`;
}

export function describeWorker({ host, pid, command }: WorkerView): string {
  return `"${command || 'pennypost'}" on ${host} (process ${pid})`;
}

export function nameOf({ send, issueKey }: Pick<SendView, 'send' | 'issueKey'>): string {
  return `Send ${send} of issue ${issueKey}`;
}

export function reached({ account: { accepted, audience } }: SendView): string {
  return `${accepted} of ${audience} have it`;
}

function inFlight({ account: { sending } }: SendView): string[] {
  return sending > 0 ? [`${sending} in flight end as the relay says.`] : [];
}

function resumeHint({ issueKey }: SendView): string {
  return `\`pennypost resume ${issueKey}\` lets it go on.`;
}

function overAlready({ state, pauseReason }: SendCondition, view: SendView): string {
  if (state === 'done') return `${nameOf(view)} is complete: ${reached(view)}.`;
  return `${nameOf(view)} was cancelled already: ${reached(view)}. ${pauseReason ?? ''}`.trim();
}

function changed(...lines: readonly string[]): Told {
  return { changed: true, lines };
}

function unchanged(...lines: readonly string[]): Told {
  return { changed: false, lines };
}
