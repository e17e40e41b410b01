import { needsSmtpUtf8 } from '../mail/address.ts';
import { atMost } from './at-most.ts';
import { DeliveryError } from './delivery-error.ts';
import { idleSessions } from './idle-sessions-smtp.ts';
import type { Receipt } from './receipt.ts';
import type { Relay } from './relay.ts';
import { openSmtpSession, type SmtpSession } from './smtp-session-smtp.ts';
import type { Transport } from './transport.ts';

/**
 * A transport that keeps its sessions open between messages.
 * @param connections how many sessions are open at the most; further messages wait their turn
 */
export function smtpTransport(relay: Relay, connections: number): Transport {
  const withConnection = atMost(connections);
  const idle = idleSessions(relay.messagesPerSession);
  let isClosed = false;

  async function sendOver(session: SmtpSession, ...message: Parameters<Transport['send']>): Promise<Receipt> {
    const [{ recipient }] = message;
    const receipt: Receipt =
      needsSmtpUtf8(recipient) && !session.offersSmtpUtf8
        ? { kind: 'unsendable', problem: unsendable(recipient) }
        : await session.send(...message);
    idle.giveBack(session);
    return receipt;
  }

  async function send(...message: Parameters<Transport['send']>): Promise<Receipt> {
    if (isClosed) return { kind: 'withheld' };
    const kept = idle.take();
    const receipt = kept ? await sendOver(kept, ...message) : null;
    if (receipt && !isStale(receipt)) return receipt;
    const opened = await openSmtpSession(relay);
    return opened.ok ? sendOver(opened.session, ...message) : opened.receipt;
  }

  return {
    send: (...message) => withConnection(() => send(...message)),
    async close() {
      isClosed = true;
      idle.close();
    },
  };
}

/** A session that the relay ended while it lay idle, which shows at the next message: nothing was said of anybody. */
function isStale(receipt: Receipt): boolean {
  return receipt.kind === 'unreachable' || (receipt.kind === 'lost' && receipt.isBeforeBody);
}

function unsendable(recipient: string): string {
  return `${recipient} has letters outside ASCII before the @, and the relay does not offer SMTPUTF8 (RFC 6531).`;
}

/**
 * Opens one session and closes it, to know before a send that the relay can be used.
 *
 * @throws DeliveryError that says why it cannot
 */
export async function checkRelay(relay: Relay): Promise<void> {
  const opened = await openSmtpSession(relay);
  if (opened.ok) return opened.session.close();
  const { problem, at } = opened.receipt;
  throw new DeliveryError([`${problem} Nothing was sent. Check SMTP_URL.`], at === 'connect');
}
