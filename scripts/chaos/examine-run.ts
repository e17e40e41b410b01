/**
 * Judges a run by two independent accounts: what the sink wrote down at each final dot, and what the ledger says of
 * each recipient. Pure: it is given both.
 */

import type { DeliveryRow } from './ledger.ts';
import type { SinkEvent } from './mischief.ts';

type Delivery = Pick<DeliveryRow, 'address' | 'state'>;
type Event = Pick<SinkEvent, 'to' | 'id' | 'taken'>;

/** What is judged, and what can be explained. */
export interface ExaminedRun {
  /** How many the lists name. */
  readonly subscribers: number;
  /** The ledger's rows. */
  readonly deliveries: readonly Delivery[];
  /** The sink's lines. */
  readonly events: readonly Event[];
  /** What the faults of the run can explain. */
  readonly maxInDoubt: number;
  /** Above 0 only where those in doubt were sent again on purpose. */
  readonly maxDuplicates?: number | undefined;
}

export interface RunCounts {
  readonly audience: number;
  readonly accepted: number;
  readonly failed: number;
  readonly skipped: number;
  readonly inDoubt: number;
  readonly inDoubtTaken: number;
  readonly lost: number;
  readonly duplicates: number;
}

/** Counts, and every promise that was broken, in sentences. */
export interface Examined {
  readonly counts: RunCounts;
  readonly faults: readonly string[];
}

/** Adds up what became of everybody, and holds the ledger against the sink. */
export function examineRun(run: ExaminedRun): Examined {
  const { subscribers, deliveries, events, maxInDoubt, maxDuplicates = 0 } = run;
  const copies = countCopies(events);
  const count = (state: string) => deliveries.filter((one) => one.state === state).length;
  const counts: RunCounts = {
    audience: deliveries.length,
    accepted: count('accepted'),
    failed: count('failed'),
    skipped: count('skipped'),
    inDoubt: count('in_doubt'),
    inDoubtTaken: deliveries.filter((one) => one.state === 'in_doubt' && copies.has(one.address)).length,
    lost: deliveries.filter((one) => one.state === 'accepted' && !copies.has(one.address)).length,
    duplicates: [...copies.values()].reduce((sum, times) => sum + times - 1, 0),
  };
  return {
    counts,
    faults: [
      ...faultsOfAccount(counts, subscribers, deliveries),
      ...faultsOfRecipients(deliveries, copies),
      ...faultsOfSink(events, deliveries),
      ...(counts.duplicates > maxDuplicates
        ? [
            `${counts.duplicates} duplicates, and ${maxDuplicates} can be explained: ${named(repeated(copies))}`,
          ]
        : []),
      ...(counts.inDoubt > maxInDoubt
        ? [`${counts.inDoubt} are in doubt, and ${maxInDoubt} can be explained.`]
        : []),
    ],
  };
}

/** How many copies the sink holds for each recipient. */
function countCopies(events: readonly Event[]): ReadonlyMap<string, number> {
  const copies = new Map<string, number>();
  for (const { to, taken } of events) if (taken) copies.set(to, (copies.get(to) ?? 0) + 1);
  return copies;
}

function faultsOfAccount(
  { audience, accepted, failed, skipped, inDoubt }: RunCounts,
  subscribers: number,
  deliveries: readonly Delivery[],
): string[] {
  const closed = accepted + failed + skipped + inDoubt;
  const open = deliveries.filter(
    ({ state }) => !['accepted', 'failed', 'skipped', 'in_doubt'].includes(state),
  );
  return [
    ...(audience === subscribers ? [] : [`The audience is ${audience}, and the lists name ${subscribers}.`]),
    ...(closed === audience ? [] : [`${audience - closed} of ${audience} are still open: ${named(open)}`]),
  ];
}

function faultsOfRecipients(deliveries: readonly Delivery[], copies: ReadonlyMap<string, number>): string[] {
  const withState = (state: string, isTaken: boolean) =>
    deliveries.filter((one) => one.state === state && copies.has(one.address) === isTaken);
  const lost = withState('accepted', false);
  const failed = withState('failed', true);
  const skipped = withState('skipped', true);
  return [
    ...(lost.length > 0 ? [`${lost.length} are accepted, but the sink has no message: ${named(lost)}`] : []),
    ...(failed.length > 0 ? [`${failed.length} have failed, but the sink has them: ${named(failed)}`] : []),
    ...(skipped.length > 0
      ? [`${skipped.length} were skipped, but the sink has them: ${named(skipped)}`]
      : []),
  ];
}

/** Every message is addressed to somebody of the audience, and an attempt that comes again has the same Message-ID. */
function faultsOfSink(events: readonly Event[], deliveries: readonly Delivery[]): string[] {
  const known = new Set(deliveries.map(({ address }) => address));
  const ids = new Map<string, string>();
  const owners = new Map<string, string>();
  const faults = new Set<string>();
  for (const { to, id } of events) {
    if (!known.has(to)) faults.add(`The sink was given ${to}, who is not in the audience.`);
    if (id === undefined) continue;
    if ((ids.get(to) ?? id) !== id) faults.add(`${to} was sent two Message-IDs: ${ids.get(to)} and ${id}.`);
    if ((owners.get(id) ?? to) !== to)
      faults.add(`${id} went to two recipients: ${owners.get(id)} and ${to}.`);
    ids.set(to, id);
    owners.set(id, to);
  }
  return [...faults];
}

function repeated(copies: ReadonlyMap<string, number>): Delivery[] {
  return [...copies].filter(([, times]) => times > 1).map(([address]) => ({ address, state: 'repeated' }));
}

function named(deliveries: readonly Delivery[]): string {
  const shown = deliveries.slice(0, 5).map(({ address, state }) => `${address} (${state})`);
  return `${shown.join(', ')}${deliveries.length > shown.length ? ', …' : ''}`;
}
