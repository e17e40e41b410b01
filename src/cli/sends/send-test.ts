import { randomBytes } from 'node:crypto';
import type { Config } from '../../config.ts';
import type { RenderedIssue } from '../../email/rendered-issue.ts';
import type { SlotValues } from '../../email/slot-program.ts';
import { parseAddress } from '../../mail/address.ts';
import { sendTestMessage } from '../../sending/control/send-test-smtp.ts';
import { chooseRelay, relayNames } from '../parts/choose-relay.ts';
import { findReader } from '../parts/find-reader.ts';
import { openTestKeys, openWayOut } from '../parts/sending-keys.ts';
import { UsageError } from '../terminal/command-context.ts';
import { realClock } from '../terminal/real-clock.ts';

export interface TestJob {
  readonly config: Config;
  readonly rendered: RenderedIssue;
  readonly isCaught: boolean;
  /** Fields that win over those of the lists. */
  readonly fields?: SlotValues;
  /** Told what had better not be as it is. */
  readonly warn?: (text: string) => void;
}

export interface DeliveredTest {
  readonly isAccepted: boolean;
  /** Where it went: the relay, or the folder of caught mail. */
  readonly description: string;
  readonly said: string;
}

export function tellTest(address: string, { isAccepted, description, said }: DeliveredTest): string {
  const went = isAccepted ? 'The test went to' : 'The test did not reach';
  return `${went} ${address} (${description}): ${said}`;
}

/** @throws UsageError for what is no address; AudienceError, ConfigError, DeliveryError where nothing can be sent */
export async function deliverTest(
  address: string,
  { config, rendered, isCaught, fields: typed = {}, warn = () => undefined }: TestJob,
): Promise<DeliveredTest> {
  const parsed = parseAddress(address);
  if (!parsed.ok)
    throw new UsageError(`The address ${JSON.stringify(address)} cannot be mailed: ${parsed.problem}.`);
  const { to, fields } = await findReader({ name: '', address: parsed.address }, config.listsDirectory);
  const keys = await openTestKeys(config, await openWayOut(config, warn));
  const chosen = await chooseRelay(config, isCaught);
  try {
    const receipt = await sendTestMessage({
      rendered,
      to: { ...to, name: typed['name'] ?? to.name },
      fields: { ...fields, ...typed },
      keys,
      relays: chosen.relays,
      nonce: randomBytes(10).toString('hex'),
      clock: realClock,
    });
    const said =
      'reply' in receipt && receipt.reply
        ? receipt.reply.text
        : 'problem' in receipt
          ? receipt.problem
          : receipt.kind;
    return { isAccepted: receipt.kind === 'accepted', description: chosen.description, said };
  } finally {
    await chosen.close();
  }
}

/** Where the preview's tests go, for its button. */
export function describeRoute({ relays, outboxDirectory }: Config): string {
  if (relays.length > 0) return `Through ${relayNames(relays)}, its subject marked as a test.`;
  return `There is no SMTP_URL, so it goes into ${outboxDirectory} and to nobody.`;
}
