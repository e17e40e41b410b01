import { createServer, type Server, type Socket } from 'node:net';

/** How the relay behaves at each step; a function may write what it likes, or destroy the socket. */
export interface RelayScript {
  /** What the relay says to its nth client, counted from 1; null where it says nothing. */
  readonly greeting?: (client: number) => string | null;
  readonly ehlo?: string;
  readonly auth?: string;
  /** The reply to STARTTLS, which is never followed by TLS. */
  readonly starttls?: string;
  readonly mail?: string | (() => string);
  readonly rcpt?: string | ((address: string) => string);
  readonly data?: string;
  /** Called at the first byte of the message. */
  readonly onBody?: (socket: Socket) => void;
  /** The reply to the final dot, or what to do instead. */
  readonly dot?: string | ((socket: Socket, recipient: string) => void);
}

export interface ScriptedRelay {
  readonly url: string;
  readonly port: number;
  /** Every command line, in the order it came, and each message at its final dot. */
  readonly commands: string[];
  readonly messages: string[];
  close(): Promise<void>;
}

/** A real SMTP server on the loopback that says what it is told to say: what a misbehaving relay looks like. */
export async function scriptedRelay(script: RelayScript): Promise<ScriptedRelay> {
  const commands: string[] = [];
  const messages: string[] = [];
  const sockets = new Set<Socket>();
  let clients = 0;
  const server = createServer((socket) => {
    clients += 1;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
    const greeting = script.greeting ? script.greeting(clients) : '220 relay.example ESMTP';
    if (greeting?.startsWith('220')) talk(socket, script, commands, messages, greeting);
    else if (greeting !== null) socket.end(`${greeting}\r\n`);
  });
  const port = await listen(server);
  return {
    url: `smtp://127.0.0.1:${port}`,
    port,
    commands,
    messages,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : 0);
    });
  });
}

function talk(
  socket: Socket,
  script: RelayScript,
  commands: string[],
  messages: string[],
  greeting: string,
): void {
  let buffered = '';
  let body: string | null = null;
  let hasRecipient = false;
  let recipient = '';
  const say = (reply: string) => socket.write(`${reply.replaceAll('\n', '\r\n')}\r\n`);
  say(greeting);
  socket.on('data', (chunk) => {
    buffered += chunk.toString('latin1');
    for (;;) {
      if (body !== null) {
        if (body === '' && buffered !== '') script.onBody?.(socket);
        // RFC 5321 section 4.1.1.4: for an empty message the line end of DATA itself stands before the dot.
        if (body === '' && buffered.startsWith('.\r\n')) buffered = `\r\n${buffered}`;
        const end = buffered.indexOf('\r\n.\r\n');
        if (end < 0) {
          body += buffered.slice(0, -4);
          buffered = buffered.slice(-4);
          return;
        }
        messages.push(body + buffered.slice(0, end + 2));
        buffered = buffered.slice(end + 5);
        body = null;
        if (typeof script.dot === 'function') script.dot(socket, recipient);
        else say(script.dot ?? '250 2.0.0 queued');
        continue;
      }
      const end = buffered.indexOf('\r\n');
      if (end < 0) return;
      const line = buffered.slice(0, end);
      buffered = buffered.slice(end + 2);
      commands.push(line);
      // RFC 2920 section 3.1: with pipelining DATA may come although no recipient was taken.
      const reply =
        line === 'DATA' && !hasRecipient ? (script.data ?? '554 5.5.1 no recipients') : answer(line, script);
      if (line.startsWith('MAIL') || line === 'RSET') hasRecipient = false;
      if (line.startsWith('RCPT')) {
        hasRecipient = reply.startsWith('2');
        recipient = addressOf(line);
      }
      say(reply);
      if (line === 'DATA' && reply.startsWith('3')) body = '';
    }
  });
}

function answer(line: string, script: RelayScript): string {
  const verb = line.slice(0, 4).toUpperCase();
  if (verb === 'EHLO') return script.ehlo ?? '250-relay.example\n250-PIPELINING\n250 8BITMIME';
  if (verb === 'AUTH') return script.auth ?? '235 2.7.0 welcome';
  if (verb === 'MAIL')
    return typeof script.mail === 'function' ? script.mail() : (script.mail ?? '250 2.1.0 ok');
  if (verb === 'RCPT') {
    return typeof script.rcpt === 'function' ? script.rcpt(addressOf(line)) : (script.rcpt ?? '250 2.1.5 ok');
  }
  if (verb === 'STAR') return script.starttls ?? '502 5.5.1 no TLS here';
  if (verb === 'DATA') return script.data ?? '354 go on';
  return verb === 'QUIT' ? '221 bye' : '250 ok';
}

function addressOf(line: string): string {
  return /<(.*)>/.exec(line)?.[1] ?? '';
}
