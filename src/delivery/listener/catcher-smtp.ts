import { createHash } from 'node:crypto';
import { link, mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type ArrivedMail, listenForMail } from './mail-listener-smtp.ts';
import { unlimited } from './visit.ts';

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
  const { port, close } = await listenForMail({
    host: '127.0.0.1',
    port: 0,
    name: 'catcher.pennypost.localhost',
    banner: 'Pennypost catches everything and delivers nothing',
    maxMessageBytes,
    limits: unlimited,
    keep: (mail) => catchMessage(directory, mail),
    // Its client is the sender in the same process, which tells the editor what it is told.
    report: () => undefined,
    explain: (error) => (error as Error).message,
  });
  return { url: `smtp://127.0.0.1:${port}`, directory, close };
}

async function catchMessage(directory: string, { sender, recipients, bytes }: ArrivedMail): Promise<null> {
  for (const recipient of recipients) {
    // RFC 5321 section 4.4: final delivery puts the return path on top.
    const trace = Buffer.from(`Return-Path: <${sender}>\r\nDelivered-To: ${recipient}\r\n`);
    await writeWhole(directory, fileStem(recipient, bytes), Buffer.concat([trace, bytes]));
  }
  return null;
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
