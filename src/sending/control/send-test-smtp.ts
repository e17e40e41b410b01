import { ownPaceStore } from '../../delivery/pace/pace-store-sql.ts';
import type { Receipt } from '../../delivery/relay/receipt.ts';
import type { Relay } from '../../delivery/relay/relay.ts';
import type { RenderedIssue } from '../../email/rendered-issue.ts';
import type { SlotValues } from '../../email/slot-program.ts';
import type { Mailbox } from '../../mail/mailbox.ts';
import type { Clock } from '../clock.ts';
import type { TestKeys } from '../keys.ts';
import { composeTest } from '../prepare/compose-delivery.ts';
import { openRelays } from '../worker/open-relays-smtp.ts';

/** A message to one address outside every send, and the way there. */
export interface TestDelivery {
  readonly rendered: RenderedIssue;
  readonly to: Mailbox;
  readonly fields: SlotValues;
  readonly keys: TestKeys;
  readonly relays: readonly Relay[];
  /** Makes the Message-ID one of its own: up to 20 characters of base 36. */
  readonly nonce: string;
  readonly clock: Clock;
}

/** A test belongs to none. */
const noSend = { send: 0, refusedBefore: null };

/** Sends the issue to one address, its subject marked as a test. Touches neither the ledger nor the lists. */
export async function sendTestMessage(test: TestDelivery): Promise<Receipt> {
  const { rendered, to, fields, keys, nonce, clock } = test;
  const relays = openRelays(test.relays, 1, { store: ownPaceStore(), clock, onTrouble: () => undefined });
  try {
    const marked = { date: clock.now(), nonce, isMarked: true };
    const { envelope, message } = await composeTest(rendered, to, fields, keys, marked);
    return (await relays.carry(noSend, envelope, message, async () => true)).receipt;
  } finally {
    await relays.close();
  }
}
