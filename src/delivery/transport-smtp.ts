import { needsSmtpUtf8 } from '../mail/address.ts';
import { DeliveryError } from './delivery-error.ts';
import type { Receipt } from './receipt.ts';
import type { Relay } from './relay.ts';
import { openSmtpSession, type SmtpSession } from './smtp-session-smtp.ts';
import type { Transport } from './transport.ts';

/** Some relays end a session after a number of messages; leaving before that costs nothing. */
const messagesPerSession = 500;
const idleMs = 30_000;

interface IdleSession {
  readonly session: SmtpSession;
  readonly timer: NodeJS.Timeout;
}

/** A transport that keeps its sessions open between messages. As many are open as messages are sent at once. */
export function smtpTransport(relay: Relay): Transport {
  const idle: IdleSession[] = [];
  const sent = new WeakMap<SmtpSession, number>();

  function takeIdle(): SmtpSession | null {
    for (let entry = idle.pop(); entry; entry = idle.pop()) {
      clearTimeout(entry.timer);
      if (entry.session.isUsable) return entry.session;
    }
    return null;
  }

  function giveBack(session: SmtpSession): void {
    const count = (sent.get(session) ?? 0) + 1;
    sent.set(session, count);
    if (!session.isUsable || count >= messagesPerSession) {
      session.close();
      return;
    }
    const timer = setTimeout(() => {
      idle.splice(idle.indexOf(entry), 1);
      session.close();
    }, idleMs);
    const entry = { session, timer };
    idle.push(entry);
  }

  async function sendOver(session: SmtpSession, ...message: Parameters<Transport['send']>): Promise<Receipt> {
    const [{ recipient }] = message;
    if (needsSmtpUtf8(recipient) && !session.offersSmtpUtf8) {
      giveBack(session);
      return { kind: 'unsendable', problem: unsendable(recipient) };
    }
    const receipt = await session.send(...message);
    giveBack(session);
    return receipt;
  }

  return {
    async send(...message) {
      const kept = takeIdle();
      const receipt = kept ? await sendOver(kept, ...message) : null;
      if (receipt && !isStale(receipt)) return receipt;
      const opened = await openSmtpSession(relay);
      return opened.ok ? sendOver(opened.session, ...message) : opened.receipt;
    },
    async close() {
      for (const { session, timer } of idle.splice(0)) {
        clearTimeout(timer);
        session.close();
      }
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
