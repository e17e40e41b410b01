import { setTimeout as wait } from 'node:timers/promises';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer } from 'smtp-server';

export interface ReceivedMail {
  readonly returnPath: string;
  readonly recipient: string;
  readonly raw: Buffer;
}

/** A relay that takes what it is given and remembers it at the final dot: the independent witness of a send. */
export interface Inbox {
  readonly url: string;
  readonly mails: readonly ReceivedMail[];
  close(): Promise<void>;
}

export interface InboxOptions {
  /** How long after the final dot the relay answers. */
  readonly answerAfterMs?: number;
  /** Throws to refuse a recipient; the error's responseCode is the reply. */
  readonly refuse?: (recipient: string) => Error | null;
  readonly login?: { readonly user: string; readonly password: string };
}

export async function openInbox(options: InboxOptions = {}): Promise<Inbox> {
  const { answerAfterMs = 0, refuse, login } = options;
  const mails: ReceivedMail[] = [];
  const server = new SMTPServer({
    disabledCommands: login ? ['STARTTLS'] : ['STARTTLS', 'AUTH'],
    authOptional: !login,
    allowInsecureAuth: true,
    onAuth: (auth, _, done) =>
      auth.username === login?.user && auth.password === login?.password
        ? done(null, { user: auth.username })
        : done(Object.assign(new Error('5.7.8 bad credentials'), { responseCode: 535 })),
    onRcptTo: ({ address }, _, done) => done(refuse?.(address) ?? null),
    onData: (stream, { envelope }, done) => {
      const receive = async () => {
        const chunks: Buffer[] = [];
        for await (const chunk of stream) chunks.push(chunk as Buffer);
        const returnPath = envelope.mailFrom === false ? '' : (envelope.mailFrom?.address ?? '');
        for (const { address } of envelope.rcptTo) {
          mails.push({ returnPath, recipient: address, raw: Buffer.concat(chunks) });
        }
        if (answerAfterMs > 0) await wait(answerAfterMs);
      };
      // A sender that is killed leaves half a message, which is none.
      receive().then(() => done(), done);
    },
  });
  server.on('error', () => undefined);
  const port = await new Promise<number>((resolve) => {
    const listener = server.listen(0, '127.0.0.1', () => {
      const address = listener.address();
      resolve(typeof address === 'object' && address ? address.port : 0);
    });
  });
  const user = login ? `${login.user}:${login.password}@` : '';
  return {
    url: `smtp://${user}127.0.0.1:${port}`,
    mails,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

export function header(mail: Email, name: string): string | undefined {
  return mail.headers.find(({ key }) => key === name)?.value;
}

export function parseMail(raw: Buffer): Promise<Email> {
  return PostalMime.parse(raw);
}

/** The https form of List-Unsubscribe. */
export function unsubscribeUrl(mail: Email): string {
  const url = /<(https?:[^>]+)>/.exec(header(mail, 'list-unsubscribe') ?? '')?.[1];
  if (!url) throw new Error(`no unsubscribe link in ${header(mail, 'list-unsubscribe')}`);
  return url;
}
