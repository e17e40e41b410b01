import type { DeliveryId } from '../../ledger/delivery.ts';
import type { RecipientResult } from '../bounce-report.ts';
import type { NameDoubt } from '../feedback-intake.ts';
import type { Said } from '../policy/suppression-policy.ts';
import type { TagPlace } from '../reports/identify-report.ts';

/** One report about one recipient, ready to be recorded. */
export interface FeedbackEvent {
  /** The same for the same report, whichever way it comes. */
  readonly key: string;
  /** How it came: `smtp`, `imap`, `file`, `relay`, or the provider of a webhook. */
  readonly via: string;
  /** Null where nothing signed by us says whose it is. */
  readonly delivery: DeliveryId | null;
  /** What is to be said of the name that it bears instead. */
  readonly doubt?: NameDoubt | null;
  readonly place: TagPlace | null;
  readonly result: RecipientResult;
  /** False where it only may be about the subscriber: by a tag in passing, or with somebody else's address. */
  readonly isCertain: boolean;
  /** The address, by its key, from which a letter asks to be taken off; absent where it does not. */
  readonly asking?: string;
  readonly at: Date;
}

/** Ways by which strangers write to us. Any other is the relay or a provider, speaking for itself. */
const mailWays: readonly string[] = ['smtp', 'imap', 'file'];

export function saidBy({
  via,
  result,
  isCertain,
}: Pick<FeedbackEvent, 'via' | 'result' | 'isCertain'>): Said {
  return { ...result, isFirstHand: !mailWays.includes(via), isOwnRelay: via === 'relay', isCertain };
}
