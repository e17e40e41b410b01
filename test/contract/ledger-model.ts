import type { DeliveryState, PausedBy, SendState } from '../../src/database/column-values.ts';

/** The ledger in twenty lines of plain data: what the SQL must do, without SQL, time or concurrency. */
export interface Model {
  send: { state: SendState; pausedBy: PausedBy | null };
  /** All refusals are in the same words here: whether they paused the send, and whether a person has gone on with them. */
  isHeld: boolean;
  isBelieved: boolean;
  /** By subscriber, 1 and on; the audience. */
  readonly deliveries: Map<number, ModelDelivery>;
  /** How many subscribers there are; those beyond the audience came after it was frozen. */
  subscribers: number;
  readonly suppressed: Set<number>;
  /** Who was taken off the list. */
  readonly offList: Set<number>;
  readonly alive: Set<string>;
  /** Every claim that was ever given, for results that come late. */
  readonly claims: ModelClaim[];
}

export interface ModelDelivery {
  state: DeliveryState;
  attempt: number;
  fence: number;
  worker: string | null;
  /** Whether the time of a deferred delivery has come. */
  isDue: boolean;
  /** Whether it is skipped for being on no list, which alone can end. */
  isOffList: boolean;
  /** Whether it has lain still for longer than a claim takes to come back. */
  isOld: boolean;
  /**
   * Whether the relay may hold a copy: a final dot was allowed, and neither did the relay refuse it nor an editor take
   * the risk. A second dot now would be a duplicate that nobody asked for.
   */
  mayBeOut: boolean;
  /** Of a delivery that failed: refused for good, and to be judged, or judged. */
  refusal: 'open' | 'judged' | null;
}

export interface ModelClaim {
  readonly worker: string;
  readonly subscriber: number;
  readonly fence: number;
  isCommitted: boolean;
}

export type ModelOutcome =
  | 'accepted'
  | 'deferred, due'
  | 'deferred'
  | 'failed'
  | 'refused'
  | 'pending'
  | 'in_doubt';

export function newModel(subscribers: number, workers: readonly string[]): Model {
  const model: Model = {
    send: { state: 'running', pausedBy: null },
    isHeld: false,
    isBelieved: false,
    deliveries: new Map(),
    subscribers,
    suppressed: new Set(),
    offList: new Set(),
    alive: new Set(workers),
    claims: [],
  };
  freeze(model);
  return model;
}

function freeze(model: Model): number {
  const before = model.deliveries.size;
  for (let subscriber = 1; subscriber <= model.subscribers; subscriber += 1) {
    if (model.deliveries.has(subscriber) || model.offList.has(subscriber)) continue;
    model.deliveries.set(subscriber, {
      state: model.suppressed.has(subscriber) ? 'skipped' : 'pending',
      attempt: 0,
      fence: 0,
      worker: null,
      isDue: false,
      isOffList: false,
      isOld: false,
      mayBeOut: false,
      refusal: null,
    });
  }
  return model.deliveries.size - before;
}

function move(delivery: ModelDelivery, state: DeliveryState): void {
  delivery.state = state;
  delivery.isOld = false;
}

function mayBeMailed({ suppressed, offList }: Model, subscriber: number): boolean {
  return !suppressed.has(subscriber) && !offList.has(subscriber);
}

/** Whoever is back on the list has their turn while the send is open, or where new subscribers are asked for. How many. */
export function takeBackReturned(model: Model, { evenDone = false } = {}): number {
  const isOpen = model.send.state === 'running' || model.send.state === 'paused';
  const back = [...model.deliveries].filter(
    ([subscriber, { state, isOffList }]) =>
      (isOpen || evenDone) && state === 'skipped' && isOffList && mayBeMailed(model, subscriber),
  );
  for (const [, delivery] of back) {
    move(delivery, 'pending');
    delivery.isOffList = false;
  }
  return back.length;
}

/** Whether the worker gets it. */
export function claim(model: Model, worker: string, subscriber: number): boolean {
  const delivery = model.deliveries.get(subscriber);
  if (delivery?.state !== 'pending' || model.send.state !== 'running' || !model.alive.has(worker))
    return false;
  if (!mayBeMailed(model, subscriber)) {
    move(delivery, 'skipped');
    delivery.isOffList = !model.suppressed.has(subscriber);
    return false;
  }
  move(delivery, 'sending');
  delivery.attempt += 1;
  delivery.fence += 1;
  delivery.worker = worker;
  model.claims.push({ worker, subscriber, fence: delivery.fence, isCommitted: false });
  return true;
}

/** Whether the final dot may be sent. */
export function commit(model: Model, made: ModelClaim): boolean {
  const delivery = model.deliveries.get(made.subscriber);
  const holds =
    delivery?.state === 'sending' &&
    delivery.fence === made.fence &&
    delivery.worker === made.worker &&
    model.alive.has(made.worker) &&
    mayBeMailed(model, made.subscriber) &&
    (model.send.state === 'running' || model.send.state === 'paused');
  if (!holds) return false;
  if (delivery.mayBeOut)
    throw new Error(`Subscriber ${made.subscriber} may have it, and a second dot is allowed.`);
  move(delivery, 'committing');
  delivery.mayBeOut = true;
  made.isCommitted = true;
  return true;
}

/** Whether the result was taken. */
export function record(model: Model, made: ModelClaim, outcome: ModelOutcome): boolean {
  const delivery = model.deliveries.get(made.subscriber);
  if (!delivery || delivery.fence !== made.fence) return false;
  if (!['sending', 'committing', 'in_doubt'].includes(delivery.state)) return false;
  const state = stateAfter(model, outcome);
  move(delivery, state);
  delivery.refusal = outcome === 'refused' && state === 'failed' ? 'open' : null;
  delivery.isDue = outcome === 'deferred, due';
  if (state === 'pending') delivery.attempt -= 1;
  // What the relay refused, or was never given, is not out.
  if (state === 'deferred' || state === 'failed' || state === 'pending') delivery.mayBeOut = false;
  if (model.send.state === 'done' && (state === 'pending' || state === 'deferred'))
    model.send.state = 'running';
  return true;
}

function stateAfter(
  { send, isHeld }: Model,
  outcome: ModelOutcome,
): Exclude<ModelOutcome, 'deferred, due' | 'refused'> {
  if (outcome === 'deferred, due') return 'deferred';
  if (outcome !== 'refused') return outcome;
  return send.state === 'paused' && isHeld ? 'pending' : 'failed';
}

export function recover(model: Model): void {
  for (const delivery of model.deliveries.values()) {
    const isLost = delivery.worker === null || !model.alive.has(delivery.worker);
    if (isLost) takeBack(delivery);
    if (delivery.state === 'deferred' && delivery.isDue) move(delivery, 'pending');
  }
  skipCancelled(model);
}

export function recoverStrays(model: Model, worker: string, inFlight: readonly number[]): void {
  for (const [subscriber, delivery] of model.deliveries)
    if (delivery.worker === worker && delivery.isOld && !inFlight.includes(subscriber)) takeBack(delivery);
}

function takeBack(delivery: ModelDelivery): void {
  if (delivery.state === 'sending') move(delivery, 'pending');
  else if (delivery.state === 'committing') move(delivery, 'in_doubt');
}

function skipCancelled({ send, deliveries }: Model): void {
  if (send.state !== 'cancelled') return;
  for (const delivery of deliveries.values())
    if (delivery.state === 'pending' || delivery.state === 'deferred') move(delivery, 'skipped');
}

export function finish(model: Model): void {
  const { send, deliveries } = model;
  if (send.state === 'running') takeBackReturned(model);
  const isOpen = [...deliveries.values()].some(
    ({ state, refusal }) => openStates.includes(state) || refusal === 'open',
  );
  if (send.state === 'running' && !isOpen) send.state = 'done';
}

const openStates: readonly DeliveryState[] = ['held', 'pending', 'sending', 'committing', 'deferred'];

/** `send` once more; the reason where it is refused. */
export function openAgain(
  model: Model,
  more: { includeNew: boolean; resendInDoubt: boolean },
): string | null {
  const { send } = model;
  if (send.state === 'cancelled') return 'cancelled';
  if (send.state === 'paused' && send.pausedBy !== 'fault') return 'paused';
  const added = more.includeNew ? freeze(model) + takeBackReturned(model, { evenDone: true }) : 0;
  const resent = more.resendInDoubt ? putBack(model, 'in_doubt') : 0;
  if (send.state === 'done' && added + resent === 0) return 'already-sent';
  if (model.isHeld) putBackOpen(model);
  model.send = { state: 'running', pausedBy: null };
  return null;
}

export function retryFailed(model: Model): void {
  if (model.send.state === 'cancelled') return;
  const refused = [...model.deliveries.values()].filter(({ refusal }) => refusal !== null);
  if (refused.length >= 2) model.isBelieved = true;
  if (putBack(model, 'failed') > 0 && model.send.state === 'done') model.send.state = 'running';
}

/** Who must not be mailed stays as they are. */
function putBack(model: Model, from: DeliveryState): number {
  const found = [...model.deliveries]
    .filter(([subscriber, { state }]) => state === from && mayBeMailed(model, subscriber))
    .map(([, delivery]) => delivery);
  for (const delivery of found) {
    move(delivery, 'pending');
    delivery.attempt = 0;
    delivery.mayBeOut = false;
    delivery.refusal = null;
  }
  return found.length;
}

export function pauseFor(model: Model, by: 'fault' | 'editor'): void {
  const { send } = model;
  const isPausable = send.state === 'running' || (by === 'editor' && send.state === 'paused');
  if (isPausable) model.send = { state: 'paused', pausedBy: by };
}

export function resume(model: Model): void {
  if (model.send.state !== 'paused' && model.send.state !== 'running') return;
  if (model.isHeld) putBackOpen(model);
  model.isBelieved ||= model.isHeld;
  model.isHeld = false;
  model.send = { state: 'running', pausedBy: null };
}

/** Whether anybody was put back whose refusal is to be judged. */
function putBackOpen(model: Model): boolean {
  const open = [...model.deliveries.values()].filter(({ refusal }) => refusal === 'open');
  if (model.isBelieved || open.length === 0) return false;
  for (const delivery of open) {
    move(delivery, 'pending');
    delivery.attempt = Math.max(0, delivery.attempt - 1);
    delivery.refusal = null;
  }
  return true;
}

export function pauseForRefusals(model: Model): void {
  if (model.isBelieved || model.send.state === 'cancelled') return;
  const isPutBack = putBackOpen(model);
  if (model.send.state === 'done' && !isPutBack) return;
  model.isHeld = true;
  if (model.send.state !== 'paused') model.send = { state: 'paused', pausedBy: 'fault' };
}

export function judgeRefusals(model: Model): void {
  const all = [...model.deliveries.values()];
  const open = all.filter(({ refusal }) => refusal === 'open');
  const { state } = model.send;
  if (open.length === 0) return;
  if (state === 'paused') {
    if (model.isHeld) putBackOpen(model);
    return;
  }
  if (all.some((one) => ['pending', 'sending', 'committing'].includes(one.state))) return;
  const decided = all.filter((one) => one.state === 'accepted' || one.refusal !== null);
  const isOurs = open.length >= 2 && open.length === decided.length && !model.isBelieved;
  if (isOurs && state !== 'cancelled') pauseForRefusals(model);
  else if (model.isHeld && state !== 'cancelled' && putBackOpen(model)) {
    model.isHeld = false;
    model.send = { state: 'running', pausedBy: null };
  } else for (const delivery of open) delivery.refusal = 'judged';
}

export function cancel(model: Model): void {
  const { state } = model.send;
  if (state === 'paused' || state === 'running') model.send = { state: 'cancelled', pausedBy: null };
  skipCancelled(model);
}
