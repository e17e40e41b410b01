import { setImmediate as immediately } from 'node:timers/promises';
import { needsSmtpUtf8 } from '../../mail/address.ts';
import { dataPieces } from '../../mail/data-lines.ts';
import type { Envelope } from '../../mail/envelope.ts';
import { type MessagePieces, messageSize } from '../../mail/message-pieces.ts';
import type { SmtpReply } from '../../mail/smtp-reply.ts';
import type { Receipt } from '../relay/receipt.ts';
import { type Relay, relayName } from '../relay/relay.ts';
import type { RelayOffer } from './relay-offer.ts';
import type { Heard, SmtpChannel } from './smtp-channel-smtp.ts';
import { greetRelay } from './smtp-greeting-smtp.ts';

/** RFC 5321 section 4.5.3.2: how long each answer may take, and each block of the message to be taken. */
const timeoutsMs = {
  mail: 5 * 60_000,
  rcpt: 5 * 60_000,
  data: 2 * 60_000,
  block: 3 * 60_000,
  dot: 10 * 60_000,
};

/** One connection to the relay, logged in and ready for one transaction after another. */
export interface SmtpSession {
  readonly isUsable: boolean;
  /** True where the relay takes addresses with letters outside ASCII before the @ (RFC 6531). */
  readonly offersSmtpUtf8: boolean;
  send(envelope: Envelope, message: MessagePieces, beforeDot: () => Promise<boolean>): Promise<Receipt>;
  close(): void;
}

export type OpenedSession =
  | { readonly ok: true; readonly session: SmtpSession }
  | { readonly ok: false; readonly receipt: Extract<Receipt, { kind: 'unreachable' }> };

export async function openSmtpSession(relay: Relay): Promise<OpenedSession> {
  const greeted = await greetRelay(relay);
  if (!greeted.ok) return greeted;
  const { channel, offer } = greeted;
  const transact = transactions(channel, offer, relayName(relay));
  const withoutLogin = offer.logins.length > 0 ? 'offered' : 'not offered';
  // A refusal is told at once: what the relay says to RSET is the next transaction's affair.
  let resetting: Promise<void> = Promise.resolve();
  return {
    ok: true,
    session: {
      offersSmtpUtf8: offer.extensions.has('SMTPUTF8'),
      get isUsable() {
        return channel.isQuiet;
      },
      close: () => channel.quit(),
      async send(...transaction) {
        await resetting;
        const receipt = await transact(...transaction);
        if (receipt.kind === 'refused' || receipt.kind === 'too_large') resetting = reset(channel);
        else if (receipt.kind !== 'accepted') channel.drop();
        return receipt.kind === 'refused' && relay.auth === null ? { ...receipt, withoutLogin } : receipt;
      },
    },
  };
}

/**
 * How messages go over a channel. Which side of the final dot a connection was lost on is known here by what was
 * written, and not by what the error says.
 *
 * @param name the relay's, for whoever reads what went wrong
 */
function transactions(
  channel: SmtpChannel,
  { extensions, maxSize }: RelayOffer,
  name: string,
): SmtpSession['send'] {
  return async (envelope, message, beforeDot) => {
    const size = messageSize(message);
    if (maxSize !== null && size > maxSize)
      return { kind: 'too_large', problem: tooLarge(name, size, `messages of ${maxSize} bytes at the most`) };
    const refusal = await openTransaction(channel, commandsOf(envelope, size, extensions), extensions, name);
    if (refusal)
      return refusal.kind === 'refused' && isOfSize(refusal) ? asTooLarge(refusal, name, size) : refusal;
    await channel.write(dataPieces(message));
    if (!channel.isQuiet) return endBeforeDot(channel, name);
    // Without the ledger's word the dot is not sent.
    const mayFinish = await beforeDot().catch(() => false);
    if (!mayFinish) return { kind: 'withheld' };
    // One turn of the event loop: a connection that the relay has closed meanwhile is heard of before the dot.
    await immediately();
    if (!channel.isQuiet) return endBeforeDot(channel, name);
    void channel.write('.\r\n');
    return endedAfterDot(await channel.hear(timeoutsMs.dot), name);
  };
}

/** RFC 1870 section 6.2: before any recipient is named, 552 is about the size that MAIL has declared. */
function isOfSize({ at, reply }: Extract<Receipt, { kind: 'refused' }>): boolean {
  return at === 'sender' && reply.code === 552;
}

function asTooLarge({ reply }: Extract<Receipt, { kind: 'refused' }>, name: string, size: number): Receipt {
  return {
    kind: 'too_large',
    problem: `${tooLarge(name, size, 'only smaller messages')} It says: ${reply.text}`,
    reply,
  };
}

function tooLarge(name: string, size: number, limit: string): string {
  return `The relay ${name} takes ${limit}, and this message has ${size} bytes.`;
}

interface Command {
  readonly line: string;
  readonly at: 'sender' | 'recipient' | 'message';
  /** The first digit of the reply that lets the transaction go on. */
  readonly wanted: 2 | 3;
  readonly timeoutMs: number;
}

function commandsOf(
  { returnPath, recipient }: Envelope,
  messageBytes: number,
  extensions: ReadonlySet<string>,
): readonly Command[] {
  const size = extensions.has('SIZE') ? ` SIZE=${messageBytes}` : '';
  const utf8 = needsSmtpUtf8(recipient) || needsSmtpUtf8(returnPath) ? ' SMTPUTF8' : '';
  return [
    { line: `MAIL FROM:<${returnPath}>${size}${utf8}`, at: 'sender', wanted: 2, timeoutMs: timeoutsMs.mail },
    { line: `RCPT TO:<${recipient}>`, at: 'recipient', wanted: 2, timeoutMs: timeoutsMs.rcpt },
    { line: 'DATA', at: 'message', wanted: 3, timeoutMs: timeoutsMs.data },
  ];
}

/** Up to where the message may follow: null, or why it may not. */
async function openTransaction(
  channel: SmtpChannel,
  commands: readonly Command[],
  extensions: ReadonlySet<string>,
  name: string,
): Promise<Receipt | null> {
  const isPipelined = extensions.has('PIPELINING');
  let ended: Receipt | null = null;
  // RFC 2920 section 3.1: all three may go at once, DATA as the last; each has its reply all the same.
  if (isPipelined) void channel.write(commands.map(({ line }) => `${line}\r\n`).join(''));
  for (const command of commands) {
    if (!isPipelined) void channel.write(`${command.line}\r\n`);
    const heard = await channel.hear(command.timeoutMs);
    if ('lost' in heard) return ended ?? lost(heard, name, true);
    if (ended) await leaveData(channel, heard.reply);
    else ended = objection(command, heard.reply, name);
    if (ended && !isPipelined) return ended;
  }
  return ended;
}

/** RFC 2920 section 3.1: a relay may ask for the message though it took no recipient; it is told that there is none. */
async function leaveData(channel: SmtpChannel, { code }: SmtpReply): Promise<void> {
  if (code !== 354) return;
  void channel.write('.\r\n');
  await channel.hear(timeoutsMs.dot);
}

function objection({ at, wanted }: Command, reply: SmtpReply, name: string): Receipt | null {
  if (Math.floor(reply.code / 100) === wanted) return null;
  // RFC 5321 section 3.8: 421 ends the session, and at MAIL it says nothing of the recipient.
  if (reply.code === 421 && at === 'sender')
    return { kind: 'unreachable', at: 'connect', problem: `${name}: ${reply.text}`, reply };
  return reply.code >= 400 ? { kind: 'refused', at, reply } : outOfOrder(reply, name, true);
}

/** Whatever the relay has said in the middle of a message, nothing but the rest of it could be said to the relay. */
async function endBeforeDot(channel: SmtpChannel, name: string): Promise<Receipt> {
  const heard = await channel.hear(timeoutsMs.block);
  channel.drop();
  if ('lost' in heard) return lost(heard, name, false);
  const { reply } = heard;
  return reply.code >= 400 ? { kind: 'refused', at: 'message', reply } : outOfOrder(reply, name, false);
}

function endedAfterDot(heard: Heard, name: string): Receipt {
  if ('lost' in heard) return { kind: 'unknown', problem: `${name}: ${heard.lost}` };
  const { reply } = heard;
  if (reply.code < 300) return { kind: 'accepted', reply };
  if (reply.code >= 400) return { kind: 'refused', at: 'message', reply };
  return { kind: 'unknown', problem: `${name}: answered the message with ${reply.text}` };
}

function lost({ lost: why }: Extract<Heard, { lost: string }>, name: string, isBeforeBody: boolean): Receipt {
  return { kind: 'lost', problem: `${name}: ${why}`, isBeforeBody };
}

/** A relay whose replies do not fit the commands cannot be talked to; the dot was not sent. */
function outOfOrder({ text }: SmtpReply, name: string, isBeforeBody: boolean): Receipt {
  return { kind: 'lost', problem: `${name}: answered out of order: ${text}`, isBeforeBody };
}

/** RFC 5321 section 4.1.1.5: a refused transaction must be given up before the next one begins. */
async function reset(channel: SmtpChannel): Promise<void> {
  if (!channel.isQuiet) return channel.drop();
  void channel.write('RSET\r\n');
  const heard = await channel.hear(timeoutsMs.mail);
  if ('lost' in heard || heard.reply.code >= 300) channel.drop();
}
