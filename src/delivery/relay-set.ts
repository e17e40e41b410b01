import { domainOf } from '../mail/address.ts';
import { RelayPace, type RelayPaceOptions } from './pace/relay-pace.ts';
import { type RefusalReader, refusalCause, whoIsPutOff } from './refusals/refusal-cause.ts';
import { refusalKey } from './refusals/refusal-key.ts';
import type { OurRefusals } from './refusals/refusal-window.ts';
import {
  type JudgedRefusal,
  type RelayHealth,
  type RelayNote,
  relayHealth,
} from './refusals/relay-health.ts';
import type { Receipt } from './relay/receipt.ts';
import { type Relay, relayName } from './relay/relay.ts';
import type { Transport } from './relay/transport.ts';

/** What came of a message, and of the relays. */
export interface Carried {
  readonly receipt: Receipt;
  /** Where the receipt is a refusal. */
  readonly judged: JudgedRefusal | null;
  /** Why no relay can be used until somebody mends it, in sentences for the editor; null where one can. */
  readonly fault: string | null;
  /** How long to wait before the next message. */
  readonly waitMs: number;
  /** Refusals that are about us: of whom they befell in this send nobody has failed. */
  readonly ours: OurRefusals | null;
}

/** Whose a message is. */
export interface CarriedFor {
  /** No send is 0. */
  readonly send: number;
  /** The key of what the recipient was last refused with in it, see refusal-key.ts; null where nothing was refused. */
  readonly refusedBefore: string | null;
}

/** The message of a delivery, as {@link Transport.send} takes it, and whose it is. */
export type Carriage = readonly [whose: CarriedFor, ...message: Parameters<Transport['send']>];

/** The relays of `SMTP_URL`, as one. */
export interface RelaySet {
  /** As {@link Transport.send}: through one relay, or the next where the first could not even be spoken to. */
  carry(...carriage: Carriage): Promise<Carried>;
  close(): Promise<void>;
}

export interface RelayRoute {
  readonly relay: Relay;
  readonly transport: Transport;
}

interface Lane extends RelayRoute {
  readonly pace: RelayPace;
  readonly health: RelayHealth;
  /** Why it is out of use. */
  fault: string | null;
  /** The keys of the refusals that are its fault: what was under way when that was seen is refused in the same words. */
  condemned: readonly string[];
  restUntilMs: number;
  /** Grows by its weight with every choice; whoever has most is chosen, and pays for it. */
  credit: number;
}

/** One that is away is left alone so long where there are others. */
const awayMs = 15_000;
/** And one with a fault, which a person has to mend. */
const faultMs = 5 * 60_000;

/**
 * Spreads messages over the relays by their weights. One that cannot be used is left out for a while; the fallbacks
 * come in when no other is left; and only where none can be used is there a fault. A message goes to a second relay
 * only where the first has refused to deal with us at all, before any message was sent.
 */
export function relaySet(
  routes: readonly RelayRoute[],
  reader: RefusalReader,
  options: RelayPaceOptions,
): RelaySet {
  const lanes = routes.map(
    (route): Lane => ({
      ...route,
      pace: new RelayPace(route.relay, options),
      health: relayHealth(relayName(route.relay)),
      fault: null,
      condemned: [],
      restUntilMs: 0,
      credit: 0,
    }),
  );
  const nowMs = () => options.now().getTime();

  async function through(lane: Lane, [whose, ...message]: Carriage): Promise<Omit<Carried, 'fault'>> {
    const mayGo = lane.pace.turn();
    const receipt: Receipt =
      mayGo === true || (await mayGo) ? await lane.transport.send(...message) : { kind: 'withheld' };
    lane.pace.note(receipt);
    const { recipient } = message[0];
    const judged = judgedOf(receipt, recipient, whose, reader);
    const isCondemned = judged !== null && !isUsable(lane, nowMs()) && lane.condemned.includes(judged.key);
    const note = lane.health.note(
      receipt,
      { send: whose.send, domain: domainOf(recipient) },
      options.now(),
      judged,
    );
    const isLeft = lanes.length > 1 && receipt.kind === 'unreachable';
    rest(lane, isLeft ? { ...note, waitMs: awayMs } : note, nowMs());
    const ours = note.ours ?? (isCondemned ? { reason: '', keys: lane.condemned, onlyDomains: null } : null);
    return { receipt, judged, waitMs: note.waitMs, ours };
  }

  return {
    async carry(...carriage) {
      const tried = new Set<Lane>();
      for (;;) {
        const lane = chooseLane(lanes, tried, nowMs());
        tried.add(lane);
        const carried = await through(lane, carriage);
        const isNext = refusesUs(carried) && lanes.some((one) => !tried.has(one) && isUsable(one, nowMs()));
        if (!isNext) return { ...carried, fault: null, ...commonFault(lanes, nowMs()) };
      }
    },
    async close() {
      await Promise.all(lanes.map(({ transport }) => transport.close()));
    },
  };
}

function judgedOf(
  receipt: Receipt,
  recipient: string,
  { refusedBefore }: CarriedFor,
  reader: RefusalReader,
): JudgedRefusal | null {
  if (receipt.kind !== 'refused') return null;
  const key = refusalKey(receipt.reply, recipient);
  const isRepeated = key === refusedBefore;
  const cause = refusalCause(receipt, recipient, reader, isRepeated);
  return { cause, key, putsOff: whoIsPutOff(receipt, recipient, reader, { cause, isRepeated }) };
}

function isUsable({ restUntilMs }: Lane, nowMs: number): boolean {
  return restUntilMs <= nowMs;
}

function chooseLane(lanes: readonly Lane[], tried: ReadonlySet<Lane>, nowMs: number): Lane {
  const usable = lanes.filter((lane) => !tried.has(lane) && isUsable(lane, nowMs));
  const first = usable.filter(({ relay }) => !relay.isFallback);
  const chosen = byWeight(first.length > 0 ? first : usable);
  if (chosen) return chosen;
  // Where none can be used, the one that has rested longest is asked whether it can again.
  const rested = lanes.toSorted((one, other) => one.restUntilMs - other.restUntilMs)[0];
  if (!rested) throw new Error('A set of relays needs a relay.');
  return rested;
}

/** Smooth weighted round robin: 3 and 1 give a a b a, not a a a b. */
function byWeight(lanes: readonly Lane[]): Lane | undefined {
  let chosen: Lane | undefined;
  let total = 0;
  for (const lane of lanes) {
    lane.credit += lane.relay.weight;
    total += lane.relay.weight;
    if (!chosen || lane.credit > chosen.credit) chosen = lane;
  }
  if (chosen) chosen.credit -= total;
  return chosen;
}

function rest(lane: Lane, { fault, waitMs, ours }: RelayNote, nowMs: number): void {
  if (fault !== null) lane.condemned = ours?.keys ?? [];
  lane.fault = fault ?? (isUsable(lane, nowMs) ? null : lane.fault);
  lane.restUntilMs = Math.max(lane.restUntilMs, nowMs + (fault === null ? waitMs : faultMs));
}

/** Whether a relay would not deal with us, whoever the recipient. After the dot no other relay is ever asked. */
function refusesUs({ receipt, judged }: Pick<Carried, 'receipt' | 'judged'>): boolean {
  if (receipt.kind === 'unreachable' || receipt.kind === 'too_large') return true;
  if (receipt.kind !== 'refused' || receipt.at === 'message') return false;
  return judged?.cause === 'login' || judged?.cause === 'sender' || judged?.cause === 'quota';
}

/** Null where a relay can be used. Once said, every relay is tried again: whoever goes on has mended something. */
function commonFault(lanes: readonly Lane[], nowMs: number): Pick<Carried, 'fault' | 'ours'> | null {
  const faults = lanes.map((lane) => (isUsable(lane, nowMs) ? null : lane.fault));
  if (faults.some((fault) => fault === null)) return null;
  const fault = [...new Set(faults)].join(' ');
  // A login that is refused pauses even where a person has said to go on with refusals of another relay.
  const isRefusals = lanes.every(({ condemned }) => condemned.length > 0);
  const keys = isRefusals ? lanes.flatMap(({ condemned }) => condemned) : [];
  for (const lane of lanes) {
    lane.fault = null;
    lane.condemned = [];
    lane.restUntilMs = 0;
  }
  return { fault, ours: keys.length > 0 ? { reason: fault, keys, onlyDomains: null } : null };
}
