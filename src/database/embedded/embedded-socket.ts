import { Duplex } from 'node:stream';
import { terminate, welcome } from '../wire/wire-frames.ts';
import type { EmbeddedSession, SessionClient } from './embedded-session.ts';

/** The socket that a pg.Client believes to lead to a server. Its writes are whole messages. */
export class EmbeddedSocket extends Duplex implements SessionClient {
  readonly #session: EmbeddedSession;
  #isWelcome = false;

  constructor(session: EmbeddedSession) {
    super();
    this.#session = session;
  }

  connect(): this {
    queueMicrotask(() => this.emit('connect'));
    return this;
  }

  // What pg and BullMQ ask of a socket, and what is no question where there is no network.
  setNoDelay(): this {
    return this;
  }
  setKeepAlive(): this {
    return this;
  }
  ref(): this {
    return this;
  }
  unref(): this {
    return this;
  }

  notify(frame: Buffer): void {
    if (!this.destroyed) this.push(frame);
  }

  fail(error: unknown): void {
    this.destroy(error instanceof Error ? error : new Error('PGlite broke.', { cause: error }));
  }

  override _read(): void {}

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.#send([chunk], done);
  }

  // pg corks its messages, so that a query and its parameters come together and are answered in one go.
  override _writev(writes: { chunk: Buffer }[], done: () => void): void {
    this.#send(
      writes.map(({ chunk }) => chunk),
      done,
    );
  }

  override _final(done: () => void): void {
    this.push(null);
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#session.leave(this);
    done(error);
  }

  #send(chunks: Buffer[], done: () => void): void {
    if (!this.#isWelcome) {
      this.#isWelcome = true;
      done();
      this.push(welcome);
      return;
    }
    // Terminate would end the engine, which is everybody's.
    const messages = chunks.filter((chunk) => chunk[0] !== terminate);
    if (messages.length === 0) {
      done();
      return;
    }
    this.#session.send(this, Buffer.concat(messages), (reply) => {
      done();
      if (!this.destroyed) this.push(reply);
    });
  }
}
