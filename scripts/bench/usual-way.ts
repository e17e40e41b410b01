/**
 * How newsletters are usually sent, as a program of its own: a BullMQ job for each subscriber, Handlebars over the
 * whole HTML and nodemailer's pooled transport for each message, no ledger. Prints the seconds from the first job to
 * the last; putting the jobs into the queue is not counted.
 */
import { readFileSync } from 'node:fs';
import { type Job, Queue, Worker } from 'bullmq';
import Handlebars from 'handlebars';
import { Redis } from 'ioredis';
import { createTransport } from 'nodemailer';

/** The one argument of the program, as JSON. */
export interface UsualJob {
  readonly recipients: number;
  readonly connections: number;
  readonly redisUrl: string;
  readonly port: number;
  /** Files of the templates. */
  readonly html: string;
  readonly text: string;
  readonly dkimKey: string | null;
}

type Reader = ReturnType<typeof readerAt>;

const job: UsualJob = JSON.parse(process.argv[2] ?? '');
const { recipients, connections, redisUrl, port, html, text, dkimKey } = job;
const noEscape = { noEscape: true };
const renderHtml = Handlebars.compile(readFileSync(html, 'utf8'));
const renderText = Handlebars.compile(readFileSync(text, 'utf8'), noEscape);
const dkim = dkimKey && {
  domainName: 'lamplighter.example',
  keySelector: 'pennypost',
  privateKey: readFileSync(dkimKey, 'utf8'),
};
const transport = createTransport({
  host: '127.0.0.1',
  port,
  pool: true,
  ignoreTLS: true,
  maxConnections: connections,
  maxMessages: 500,
  ...(dkim ? { dkim } : {}),
});
const connection = new Redis(redisUrl, { maxRetriesPerRequest: null });
// From here on it is sending: the others are measured from this word on, too.
process.stderr.write(`Relay 127.0.0.1:${port}\n`);
const queue = new Queue('usual', { connection });
for (let from = 0; from < recipients; from += 1000) {
  const jobs = Array.from({ length: Math.min(1000, recipients - from) }, (_, at) => readerAt(from + at));
  await queue.addBulk(jobs.map((data) => ({ name: 'mail', data, opts: { removeOnComplete: true } })));
}
const began = performance.now();
let done = 0;
await new Promise<void>((resolve) => {
  const send = async ({ data }: Job<Reader>) => {
    await transport.sendMail(messageTo(data));
    done += 1;
    if (done === recipients) resolve();
  };
  new Worker('usual', send, { connection: connection.duplicate(), concurrency: connections });
});
process.stdout.write(`${JSON.stringify({ seconds: (performance.now() - began) / 1000 })}\n`);
process.exit(0);

function readerAt(at: number) {
  const unsubscribeUrl = `https://letters.lamplighter.example/u/${at.toString(36).padStart(30, 'x')}`;
  return { email: `reader${at}@example${at % 50}.com`, name: `Reader, No ${at}`, unsubscribeUrl };
}

function messageTo(reader: Reader) {
  return {
    from: 'The Lamplighter <letters@lamplighter.example>',
    to: { name: reader.name, address: reader.email },
    subject: 'Lamp updates 10',
    html: renderHtml(reader),
    text: renderText(reader),
    headers: {
      'List-Unsubscribe': `<${reader.unsubscribeUrl}>`,
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    },
  };
}
