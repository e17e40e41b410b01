import type { SmtpSession } from './smtp-session-smtp.ts';

const idleMs = 30_000;

/** The sessions that lie between two messages. */
export interface IdleSessions {
  /** The one that was used last, or null where none can be used. */
  take(): SmtpSession | null;
  /** Keeps a session after a message; one that has carried enough, or whose relay is gone, is closed instead. */
  giveBack(session: SmtpSession): void;
  /** Closes them, and whatever is given back from here on. */
  close(): void;
}

/** @param messagesPerSession some relays end a session after a number of messages; leaving before costs nothing */
export function idleSessions(messagesPerSession: number): IdleSessions {
  const idle: { readonly session: SmtpSession; readonly timer: NodeJS.Timeout }[] = [];
  const carried = new WeakMap<SmtpSession, number>();
  let isClosed = false;
  return {
    take() {
      for (let entry = idle.pop(); entry; entry = idle.pop()) {
        clearTimeout(entry.timer);
        if (entry.session.isUsable) return entry.session;
      }
      return null;
    },
    giveBack(session) {
      const count = (carried.get(session) ?? 0) + 1;
      carried.set(session, count);
      if (isClosed || !session.isUsable || count >= messagesPerSession) return session.close();
      const timer = setTimeout(() => {
        idle.splice(idle.indexOf(entry), 1);
        session.close();
      }, idleMs);
      const entry = { session, timer };
      idle.push(entry);
    },
    close() {
      isClosed = true;
      for (const { session, timer } of idle.splice(0)) {
        clearTimeout(timer);
        session.close();
      }
    },
  };
}
