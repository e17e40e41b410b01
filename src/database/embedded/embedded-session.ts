import { type ListenChange, quoteChannel, readListenChanges } from '../wire/listen-statements.ts';
import { type Answer, queryFrame, readAnswer, readStatements } from '../wire/wire-frames.ts';

/** A client of the session, as the session sees it. */
export interface SessionClient {
  /** Takes the frame of a notification, at any time. */
  notify(frame: Buffer): void;
  /** The engine broke over this client's message. */
  fail(error: unknown): void;
}

interface Turn {
  readonly client: SessionClient;
  readonly message: Buffer;
  /** Null where the session itself asks on the client's behalf. */
  readonly receive: ((reply: Buffer) => void) | null;
}

/**
 * One backend for many clients. Their messages are answered one at a time, in the order they came; while a client is
 * inside a transaction, only its own. LISTEN belongs to the client that asked: what the backend hears is handed to
 * those clients alone.
 */
export class EmbeddedSession {
  readonly #execute: (message: Buffer) => Promise<Buffer>;
  readonly #pause: () => Promise<void>;
  readonly #channels = new Map<SessionClient, Set<string>>();
  readonly #departed = new WeakSet<SessionClient>();
  #turns: Turn[] = [];
  #answering: SessionClient | null = null;
  #holder: SessionClient | null = null;
  #isRunning = false;

  /**
   * @param execute answers one whole message with all its frames
   * @param pause lets the event loop look at its timers and sockets once: the engine computes without a break, and
   *   queries that each follow from the last would otherwise starve everything else in the process
   */
  constructor(execute: (message: Buffer) => Promise<Buffer>, pause: () => Promise<void>) {
    this.#execute = execute;
    this.#pause = pause;
  }

  /** Hands in one or more whole messages of a client, whose reply `receive` takes. */
  send(client: SessionClient, message: Buffer, receive: (reply: Buffer) => void): void {
    this.#turns.push({ client, message, receive });
    this.#wake();
  }

  /** The client is gone: what it still asked for is dropped, its transaction is rolled back, its channels end. */
  leave(client: SessionClient): void {
    this.#departed.add(client);
    this.#turns = this.#turns.filter((turn) => turn.client !== client);
    this.#changeListening(client, [{ listens: false, channel: '*' }]);
    if (this.#holder === client && this.#answering !== client) this.#interpose(client, 'rollback');
  }

  #wake(): void {
    if (!this.#isRunning) void this.#run();
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    for (let turn = this.#takeTurn(); turn !== null; turn = this.#takeTurn()) {
      this.#answering = turn.client;
      await this.#pause();
      await this.#answer(turn);
    }
    this.#isRunning = false;
  }

  #takeTurn(): Turn | null {
    const holder = this.#holder;
    const at = holder === null ? 0 : this.#turns.findIndex(({ client }) => client === holder);
    const [turn] = at < 0 ? [] : this.#turns.splice(at, 1);
    return turn ?? null;
  }

  async #answer({ client, message, receive }: Turn): Promise<void> {
    let answer: Answer;
    try {
      answer = readAnswer(await this.#execute(message));
    } catch (error) {
      this.#holder = null;
      client.fail(error);
      return;
    } finally {
      this.#answering = null;
    }
    this.#holder = answer.status === 'I' ? null : client;
    if (answer.changesListening && receive !== null) {
      this.#changeListening(client, readStatements(message).flatMap(readListenChanges));
    }
    if (this.#holder !== null && this.#departed.has(client)) this.#interpose(client, 'rollback');
    receive?.(answer.reply);
    for (const { channel, frame } of answer.notifications) this.#notify(channel, frame);
  }

  #notify(channel: string, frame: Buffer): void {
    for (const [client, channels] of this.#channels) if (channels.has(channel)) client.notify(frame);
  }

  #changeListening(client: SessionClient, changes: readonly ListenChange[]): void {
    const before = this.#channels.get(client) ?? new Set<string>();
    const after = new Set(before);
    for (const { listens, channel } of changes) {
      if (listens) after.add(channel);
      else if (channel === '*') after.clear();
      else after.delete(channel);
    }
    this.#channels.set(client, after);
    if (after.size === 0) this.#channels.delete(client);
    for (const channel of before) if (!after.has(channel)) this.#mendChannel(client, channel);
  }

  // The backend knows one list of channels for all: an UNLISTEN took away what another client still listens to, and a
  // client that left without one left its channels behind.
  #mendChannel(client: SessionClient, channel: string): void {
    const isWanted = [...this.#channels.values()].some((channels) => channels.has(channel));
    this.#interpose(client, `${isWanted ? 'listen' : 'unlisten'} ${quoteChannel(channel)}`);
  }

  // Before every other turn.
  #interpose(client: SessionClient, statement: string): void {
    this.#turns.unshift({ client, message: queryFrame(statement), receive: null });
    this.#wake();
  }
}
