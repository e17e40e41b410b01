import { createHash } from 'node:crypto';
import { link, mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';

/** A local relay that takes everything and delivers nothing: each message becomes a file. */
export interface Catcher {
  /** `smtp://127.0.0.1:PORT` */
  readonly url: string;
  readonly directory: string;
  close(): Promise<void>;
}

const maxMessageBytes = 50 * 1024 * 1024;

/**
 * Listens on a free port of the loopback and writes each message to `directory` as `RECIPIENT.ID.eml`, whole or not
 * at all, before it says 250. A message that comes twice makes two files, so that nothing can hide.
 */
export async function startCatcher(directory: string): Promise<Catcher> {
  // Caught mail holds unsubscribe links that work.
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const server = new SMTPServer({
    name: 'catcher.pennypost.localhost',
    banner: 'Pennypost catches everything and delivers nothing',
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    size: maxMessageBytes,
    onData: (stream, session, done) => {
      catchMessage(directory, stream, session).then(() => done(), done);
    },
  });
  // A client that drops its connection is no trouble of the catcher's.
  server.on('error', () => undefined);
  const port = await listen(server);
  return {
    url: `smtp://127.0.0.1:${port}`,
    directory,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

function listen(server: SMTPServer): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    const listener = server.listen(0, '127.0.0.1', () => {
      const address = listener.address();
      resolve(typeof address === 'object' && address ? address.port : 0);
    });
  });
}

async function catchMessage(
  directory: string,
  stream: SMTPServerDataStream,
  session: SMTPServerSession,
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  const message = Buffer.concat(chunks);
  const { mailFrom, rcptTo } = session.envelope;
  const sender = mailFrom === false || mailFrom === undefined ? '' : mailFrom.address;
  for (const { address } of rcptTo) {
    // RFC 5321 section 4.4: final delivery puts the return path on top.
    const trace = Buffer.from(`Return-Path: <${sender}>\r\nDelivered-To: ${address}\r\n`);
    await writeWhole(directory, fileStem(address, message), Buffer.concat([trace, message]));
  }
}

function fileStem(address: string, message: Buffer): string {
  const id = createHash('sha256').update(message).digest('hex').slice(0, 8);
  return `${address.replace(/[^\p{L}\p{N}@._+-]/gu, '_').slice(0, 100)}.${id}`;
}

/** A name is taken by linking the finished file to it, which fails where the name is taken already. */
async function writeWhole(directory: string, stem: string, content: Buffer): Promise<void> {
  const draft = path.join(directory, `.${stem}.${process.pid}.${Math.random().toString(36).slice(2)}`);
  await writeFile(draft, content);
  try {
    await linkFree(draft, (copy) => path.join(directory, copy === 1 ? `${stem}.eml` : `${stem}.${copy}.eml`));
  } finally {
    await rm(draft, { force: true });
  }
}

async function linkFree(draft: string, nameOf: (copy: number) => string): Promise<void> {
  for (let copy = 1; ; copy += 1) {
    try {
      return await link(draft, nameOf(copy));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}
