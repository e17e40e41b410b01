import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { type TLSSocket, connect as tlsConnect } from 'node:tls';

/** An SMTP client that says exactly what it is told, byte by byte if need be, and has no manners of its own. */
export class RawClient {
  #socket: Socket | TLSSocket;
  #heard = '';
  #waiting: (() => void) | null = null;
  #isClosed = false;

  private constructor(socket: Socket) {
    this.#socket = socket;
    this.#listen();
  }

  /** @param from the address of this machine to come from: all of 127.0.0.0/8 is */
  static async dial(port: number, from = '127.0.0.1'): Promise<RawClient> {
    const socket = connect({ port, host: '127.0.0.1', localAddress: from });
    const client = new RawClient(socket);
    await once(socket, 'connect');
    return client;
  }

  #listen(): void {
    this.#socket.on('data', (chunk: Buffer) => {
      this.#heard += chunk.toString('latin1');
      this.#waiting?.();
    });
    this.#socket.on('error', () => undefined);
    this.#socket.on('close', () => {
      this.#isClosed = true;
      this.#waiting?.();
    });
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  send(text: string | Buffer): void {
    this.#socket.write(text);
  }

  /** The next reply, all of its lines; what there is of it where the server hung up. */
  async reply(): Promise<string> {
    for (;;) {
      const whole = /^(?:\d{3}-.*\r\n)*\d{3}(?: .*)?\r\n/.exec(this.#heard)?.[0];
      if (whole !== undefined) {
        this.#heard = this.#heard.slice(whole.length);
        return whole.trimEnd();
      }
      if (this.#isClosed) return this.#heard;
      await new Promise<void>((resolve) => {
        this.#waiting = resolve;
      });
    }
  }

  async say(line: string): Promise<string> {
    this.send(`${line}\r\n`);
    return this.reply();
  }

  /** Says each line in turn, and gives the last reply. */
  async sayAll(...lines: readonly string[]): Promise<string> {
    let last = '';
    for (const line of lines) last = await this.say(line);
    return last;
  }

  /** Greets, and opens a message of the null reverse-path. Gives the reply to RCPT. */
  async open(recipient: string): Promise<string> {
    await this.reply();
    return this.sayAll('EHLO mx.example.net', 'MAIL FROM:<>', `RCPT TO:<${recipient}>`);
  }

  /** A whole message. Gives the reply to its final dot, or to whatever was refused before. */
  async deliver(recipient: string, message: string): Promise<string> {
    const accepted = await this.open(recipient);
    if (!accepted.startsWith('250')) return accepted;
    await this.say('DATA');
    return this.say(`${message.replace(/^\./gm, '..')}\r\n.`);
  }

  async startTls(): Promise<TLSSocket> {
    await this.say('STARTTLS');
    this.#socket.removeAllListeners();
    const secure = tlsConnect({ socket: this.#socket, rejectUnauthorized: false });
    this.#socket = secure;
    this.#listen();
    await once(secure, 'secureConnect');
    return secure;
  }

  /** Everything said until the server hung up. */
  async rest(): Promise<string> {
    while (!this.#isClosed)
      await new Promise<void>((resolve) => {
        this.#waiting = resolve;
      });
    return this.#heard;
  }

  hangUp(): void {
    this.#socket.destroy();
  }
}
