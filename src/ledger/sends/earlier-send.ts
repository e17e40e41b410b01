import type { PausedBy, SendState } from '../../database/column-values.ts';

/** A send of the same issue as the ledger knows it. */
export interface EarlierSend {
  readonly id: number;
  /** Of what was rendered for it. */
  readonly digest: string;
  /** Of what the author wrote; null where the send is from before that was kept. */
  readonly source: string | null;
  readonly state: SendState;
  readonly paused_by: PausedBy | null;
  readonly pause_reason: string | null;
  readonly created_at: Date;
  readonly canary_size: number | null;
  readonly canary_released_at: Date | null;
  /** Whether anybody has it, or may have it. */
  readonly reached: boolean;
  readonly doubted: boolean;
  /** To which it goes. */
  readonly lists: readonly string[];
}

/** An issue as it stands now. */
export interface IssueNow {
  readonly issueKey: string;
  /** Of what would be rendered of it now. */
  readonly digest: string;
  /** Of what the author has written. */
  readonly source: string;
}

/**
 * What has become of an issue since a send of it. `none`: what it renders to is the same to the byte. `rendering`: the
 * author wrote the same, and the template, the config or the program makes another email of it. `unknown`: the send is
 * from before the source was kept, so nobody knows which. Only `edited` is an edit.
 */
export type Change = 'none' | 'rendering' | 'unknown' | 'edited';

export function changeSince(
  { digest, source }: IssueNow,
  send: Pick<EarlierSend, 'digest' | 'source'>,
): Change {
  if (send.digest === digest) return 'none';
  if (send.source === null) return 'unknown';
  return send.source === source ? 'rendering' : 'edited';
}

export function isOver({ state }: Pick<EarlierSend, 'state'>): boolean {
  return state === 'done' || state === 'cancelled';
}
