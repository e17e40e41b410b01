import type { Receipt } from '../relay/receipt.ts';
import type { OpenedSession, SmtpSession } from './smtp-session-smtp.ts';

const idleMs = 30_000;
/** How long a relay that takes no more connections for now is not asked for another. */
const shortestRestMs = 1_000;
const longestRestMs = 30_000;

/** A session for one message, to be given back after it; or why none can be had. */
export type TakenSession =
  | {
      readonly ok: true;
      readonly session: SmtpSession;
      /** Whether it has carried another message before: the relay may have ended it meanwhile. */
      readonly isKept: boolean;
    }
  | { readonly ok: false; readonly receipt: Receipt };

export interface SessionPoolOptions {
  /** How many may be open at the most. */
  readonly connections: number;
  /** Some relays end a session after a number of messages; leaving before costs nothing. */
  readonly messagesPerSession: number;
  readonly open: () => Promise<OpenedSession>;
}

interface Waiting {
  readonly resolve: (taken: TakenSession) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * The sessions with one relay. A message takes whichever it can have first, one that was given back or a new one, in
 * the order in which they came. Where the relay grants fewer connections than we would like, or leaves some of them
 * without a greeting, the messages go over those that it does grant; that none can be had is said only when there is
 * none left.
 */
export class SessionPool {
  readonly #options: SessionPoolOptions;
  /** The one used last stands last. */
  readonly #idle: { readonly session: SmtpSession; readonly timer: NodeJS.Timeout }[] = [];
  readonly #waiting: Waiting[] = [];
  readonly #carried = new WeakMap<SmtpSession, number>();
  /** Idle or in use. */
  #open = 0;
  #opening = 0;
  /** While others are still being opened. */
  readonly #inVain: TakenSession[] = [];
  #restMs = 0;
  #resting: NodeJS.Timeout | null = null;
  #isClosed = false;

  constructor(options: SessionPoolOptions) {
    this.#options = options;
  }

  take(): Promise<TakenSession> {
    if (this.#isClosed) return Promise.resolve(closed);
    for (let entry = this.#idle.pop(); entry; entry = this.#idle.pop()) {
      clearTimeout(entry.timer);
      if (entry.session.isUsable) return Promise.resolve({ ok: true, session: entry.session, isKept: true });
      this.#close(entry.session);
    }
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.#openMore();
    });
  }

  /** One that has carried enough, or whose relay is gone, is closed. */
  giveBack(session: SmtpSession): void {
    const count = (this.#carried.get(session) ?? 0) + 1;
    this.#carried.set(session, count);
    if (this.#isClosed || !session.isUsable || count >= this.#options.messagesPerSession) this.end(session);
    else this.#offer(session, true);
  }

  /** Instead of giving it back, where the relay has had enough of it. */
  end(session: SmtpSession): void {
    this.#close(session);
    this.#openMore();
  }

  /** Closes what is idle at once and the others when they are given back; whoever waits has come in vain. */
  close(): void {
    this.#isClosed = true;
    if (this.#resting) clearTimeout(this.#resting);
    for (const { session, timer } of this.#idle.splice(0)) {
      clearTimeout(timer);
      this.#close(session);
    }
    for (const { resolve } of this.#waiting.splice(0)) resolve(closed);
  }

  #offer(session: SmtpSession, isKept: boolean): void {
    const next = this.#waiting.shift();
    if (next) next.resolve({ ok: true, session, isKept });
    else if (this.#isClosed) this.#close(session);
    else this.#keep(session);
  }

  #keep(session: SmtpSession): void {
    const timer = setTimeout(() => {
      this.#idle.splice(this.#idle.indexOf(entry), 1);
      this.#close(session);
    }, idleMs);
    const entry = { session, timer };
    this.#idle.push(entry);
  }

  #close(session: SmtpSession): void {
    this.#open -= 1;
    session.close();
  }

  #openMore(): void {
    if (this.#resting) {
      if (this.#open > 0) return;
      // With none left the rest is over: whether the relay can be used at all has to be known.
      clearTimeout(this.#resting);
      this.#resting = null;
    }
    const tried = () => this.#opening + this.#inVain.length;
    const { connections } = this.#options;
    while (!this.#isClosed && tried() < this.#waiting.length && tried() + this.#open < connections) {
      this.#opening += 1;
      this.#options.open().then(
        (opened) => this.#opened(opened),
        (error) => this.#broken(error),
      );
    }
  }

  #opened(opened: OpenedSession): void {
    this.#opening -= 1;
    if (opened.ok) {
      this.#open += 1;
      this.#restMs = 0;
      this.#offer(opened.session, false);
    } else if (opened.receipt.at === 'connect') this.#inVain.push(opened);
    else this.#waiting.shift()?.resolve(opened);
    this.#judge();
    this.#openMore();
  }

  /** A bug of ours: told where somebody hears of it. */
  #broken(error: unknown): void {
    this.#opening -= 1;
    this.#waiting.shift()?.reject(error);
    this.#judge();
    this.#openMore();
  }

  /** Whether the openings that failed mean that the relay is away, or that it grants no more than there are. */
  #judge(): void {
    if (this.#inVain.length === 0) return;
    if (this.#open > 0) {
      this.#inVain.length = 0;
      this.#rest();
    } else if (this.#opening === 0)
      for (const failed of this.#inVain.splice(0)) this.#waiting.shift()?.resolve(failed);
  }

  #rest(): void {
    if (this.#resting || this.#isClosed) return;
    this.#restMs = Math.min(Math.max(shortestRestMs, this.#restMs * 2), longestRestMs);
    this.#resting = setTimeout(() => {
      this.#resting = null;
      this.#openMore();
    }, this.#restMs);
  }
}

const closed: TakenSession = { ok: false, receipt: { kind: 'withheld' } };
