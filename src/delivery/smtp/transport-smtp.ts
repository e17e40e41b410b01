import { needsSmtpUtf8 } from '../../mail/address.ts';
import { DeliveryError } from '../relay/delivery-error.ts';
import type { Receipt } from '../relay/receipt.ts';
import type { Relay } from '../relay/relay.ts';
import type { Transport } from '../relay/transport.ts';
import { SessionPool } from './session-pool-smtp.ts';
import { openSmtpSession, type SmtpSession } from './smtp-session-smtp.ts';

/**
 * A transport that keeps its sessions open between messages.
 * @param connections how many sessions are open at the most; further messages wait their turn
 */
export function smtpTransport(relay: Relay, connections: number): Transport {
  const { messagesPerSession } = relay;
  const pool = new SessionPool({ connections, messagesPerSession, open: () => openSmtpSession(relay) });

  return {
    async send(envelope, message, beforeDot, onSession) {
      for (;;) {
        const taken = await pool.take();
        if (!taken.ok) return taken.receipt;
        onSession?.();
        const { session, isKept } = taken;
        let receipt: Receipt | null = null;
        try {
          receipt = await sendOver(session, envelope, message, beforeDot);
        } finally {
          if (receipt === null || isStale(receipt)) pool.end(session);
          else pool.giveBack(session);
        }
        if (!isKept || !isStale(receipt)) return receipt;
      }
    },
    async close() {
      pool.close();
    },
  };
}

async function sendOver(session: SmtpSession, ...message: Parameters<SmtpSession['send']>): Promise<Receipt> {
  const [{ recipient }] = message;
  return needsSmtpUtf8(recipient) && !session.offersSmtpUtf8
    ? { kind: 'unsendable', problem: unsendable(recipient) }
    : session.send(...message);
}

/** Of a session that the relay has ended, while it lay idle perhaps: nothing was said of anybody. */
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
  const { problem, at, isLasting } = opened.receipt;
  throw new DeliveryError(
    [`${problem} Nothing was sent. Check SMTP_URL.`],
    at === 'connect' && !isLasting ? 'temporary' : 'mistake',
  );
}
