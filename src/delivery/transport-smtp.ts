import { DeliveryError } from './delivery-error.ts';
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

  return {
    async send(envelope, message, beforeDot) {
      const kept = takeIdle();
      const opened = kept ? ({ ok: true, session: kept } as const) : await openSmtpSession(relay);
      if (!opened.ok) return opened.receipt;
      const receipt = await opened.session.send(envelope, message, beforeDot);
      giveBack(opened.session);
      return receipt;
    },
    async close() {
      for (const { session, timer } of idle.splice(0)) {
        clearTimeout(timer);
        session.close();
      }
    },
  };
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
