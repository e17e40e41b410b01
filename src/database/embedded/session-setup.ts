import type { WireError } from '../wire/backend-frames.ts';
import type { ClientStatements } from '../wire/rewrite-turn.ts';
import type { Turn } from '../wire/turn-reader.ts';
import type { Settings } from './session-settings.ts';

/** A client of the session, as the session sees it. */
export interface SessionClient {
  /** For people: what it was started as. */
  readonly name: string;
  /** Takes the frame of a notification, at any time. */
  notify(frame: Buffer): void;
  /** It is ended: the engine broke over its message, or it held up everybody. Null where no words are known for it. */
  end(error: WireError | null): void;
}

export interface SessionSetup {
  /** Answers whole messages with all their frames. Rejects where the engine broke. */
  readonly execute: (message: Buffer) => Promise<Buffer>;
  /**
   * Lets the event loop look at its timers and sockets once: the engine computes without a break, and queries that each
   * follow from the last would otherwise starve everything else in the thread.
   */
  readonly pause: () => Promise<void>;
  /** Runs it after so many ms, unless what is returned was called before. */
  readonly later: (run: () => void, ms: number) => () => void;
  /** A sentence for whoever runs the holder. */
  readonly report: (sentence: string) => void;
  /** The engine broke: what it has in memory is no longer to be trusted. */
  readonly onBreak: (error: unknown) => void;
}

/** A turn that waits for its answer. */
export interface Waiting {
  readonly client: Member;
  readonly turn: Turn;
  readonly receive: (reply: Buffer) => void;
  readonly forget: () => void;
}

/** What the session keeps of a client. */
export interface Member {
  readonly client: SessionClient;
  readonly statements: ClientStatements;
  readonly customSettings: Set<string>;
  settings: Settings;
  areSettingsStale: boolean;
  statementTimeoutMs: number;
  hasLeft: boolean;
}
