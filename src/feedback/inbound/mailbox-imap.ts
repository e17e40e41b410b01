import { ImapFlow } from 'imapflow';
import { trusting } from '../../mail/certificate-authorities-file.ts';
import { FeedbackError } from '../feedback-error.ts';
import { maxReturnedBytes } from '../feedback-intake.ts';
import type { FetchedMessage, FiledAs, Mailbox, MailboxContents } from './empty-mailbox.ts';
import { type ImapFault, mailboxFault } from './mailbox-fault.ts';
import { type MailboxAccount, mailboxName } from './mailbox-url.ts';

/** A mailbox over one IMAP connection. */
export interface ImapMailbox extends Mailbox {
  /** Resolves once there may be something new: the server has said so, or it is time to look. */
  news(waitMs: number, stop: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

/** Where messages go; the server's own separator is put between, and its prefix before. */
const folders: Readonly<Record<FiledAs, readonly [string, string]>> = {
  processed: ['Pennypost', 'Processed'],
  other: ['Pennypost', 'Other'],
};

/** What one server may make us hold and wait for. */
const limits = {
  maxLiteralSize: 2 * maxReturnedBytes,
  // The list of a mailbox with millions of messages is one line.
  maxLineLength: 64 * 1024 * 1024,
  maxResponseSize: 96 * 1024 * 1024,
  connectionTimeout: 20_000,
  greetingTimeout: 20_000,
  socketTimeout: 2 * 60_000,
};

/**
 * Logs in, over TLS except on the loopback, and opens the folder.
 *
 * @throws FeedbackError for what a person must mend, and, as temporary, for what time will
 */
export async function openMailbox(account: MailboxAccount): Promise<ImapMailbox> {
  const client = newClient(account, trustedBy(account));
  const news = hearNews(client);
  try {
    await client.connect();
    await client.mailboxOpen(account.folder);
  } catch (error) {
    client.close();
    throw mailboxFault(error, account);
  }
  const fail = (error: unknown) => {
    throw mailboxFault(error, account);
  };
  return {
    list: () => list(client, account.folder).catch(fail),
    fetch: (uid) => fetchMessage(client, uid).catch(fail),
    file: (uids, as) => file(client, uids.join(','), folders[as]).catch(fail),
    news,
    close: async () => {
      await client.logout().catch(() => undefined);
      client.close();
    },
  };
}

function trustedBy(account: MailboxAccount): ReturnType<typeof trusting> {
  try {
    return trusting(account.caFile);
  } catch (cause) {
    const why = (cause as Error).message;
    const fault = `The bounce mailbox ${mailboxName(account)} cannot be used: the file of ca= cannot be read (${why}).`;
    throw new FeedbackError([fault], { cause, failure: 'mistake' });
  }
}

function newClient(
  { host, port, tls, user, password: pass }: MailboxAccount,
  trust: ReturnType<typeof trusting>,
): ImapFlow {
  const client = new ImapFlow({
    ...trust,
    host,
    port,
    secure: tls === 'implicit',
    // Left out, imapflow would go on in plain text where a server, or whoever sits before it, offers no TLS.
    ...(tls === 'implicit' ? {} : { doSTARTTLS: tls === 'required' }),
    auth: { user, pass },
    logger: false,
    // The server is listened to as soon as there is nothing to do, and asked anew before a router forgets us.
    autoIdleDelay: 500,
    maxIdleTime: 4 * 60_000,
    ...limits,
  });
  // Whoever waits for a command is told by its rejection.
  client.on('error', () => undefined);
  return client;
}

async function list(client: ImapFlow, folder: string): Promise<MailboxContents> {
  const { uidValidity } = await client.mailboxOpen(folder);
  // What is marked as deleted was filed, by a server that cannot expunge one message alone.
  const uids = await client.search({ deleted: false }, { uid: true });
  return { uidValidity: String(uidValidity), uids: uids || [] };
}

async function fetchMessage(client: ImapFlow, uid: number): Promise<FetchedMessage | string | null> {
  try {
    const query = { source: { start: 0, maxLength: maxReturnedBytes }, internalDate: true };
    const message = await client.fetchOne(String(uid), query, { uid: true });
    if (!message) return null;
    if (!message.source) return 'the server gives it without its content.';
    const at = new Date(message.internalDate ?? Number.NaN);
    return { bytes: message.source, at: Number.isNaN(at.getTime()) ? new Date() : at };
  } catch (error) {
    return refusalOf(error);
  }
}

/** The server's no to one message; any other trouble is the connection's. */
function refusalOf(error: unknown): string {
  const { responseStatus, responseText } = error as ImapFault;
  if (responseStatus !== 'NO' && responseStatus !== 'BAD') throw error;
  return `${responseText ?? responseStatus}`;
}

/** The folder is made when it is missed. Null, or why it could not be done. */
async function file(client: ImapFlow, uids: string, folder: readonly string[]): Promise<string | null> {
  if (await move(client, uids, [...folder])) return null;
  try {
    await client.mailboxCreate([...folder]);
  } catch (error) {
    return refusalOf(error);
  }
  return (await move(client, uids, [...folder]))
    ? null
    : `the server does not move them to ${folder.join('/')}.`;
}

async function move(client: ImapFlow, uids: string, folder: string[]): Promise<boolean> {
  const byUid = { uid: true };
  if (client.capabilities.has('MOVE')) return Boolean(await client.messageMove(uids, folder, byUid));
  if (!(await client.messageCopy(uids, folder, byUid))) return false;
  // RFC 4315: without UIDPLUS an EXPUNGE would take along what somebody else has marked as deleted.
  return client.capabilities.has('UIDPLUS')
    ? client.messageDelete(uids, byUid)
    : client.messageFlagsAdd(uids, ['\\Deleted'], byUid);
}

/** News between two calls is not missed: the next call resolves at once. */
function hearNews(client: ImapFlow): ImapMailbox['news'] {
  let isNews = false;
  let wake = () => {};
  client.on('exists', () => {
    isNews = true;
    wake();
  });
  client.on('close', () => wake());
  return async (waitMs, stop) => {
    if (!isNews && client.usable && !stop.aborted) {
      const woken = new Promise<void>((resolve) => {
        wake = resolve;
      });
      const timer = setTimeout(wake, waitMs);
      stop.addEventListener('abort', wake);
      await woken;
      clearTimeout(timer);
      stop.removeEventListener('abort', wake);
    }
    isNews = false;
  };
}
