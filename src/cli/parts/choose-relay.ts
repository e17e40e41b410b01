import { type Config, ConfigError } from '../../config.ts';
import { startCatcher } from '../../delivery/listener/catcher-smtp.ts';
import { DeliveryError } from '../../delivery/relay/delivery-error.ts';
import { type Relay, relayName } from '../../delivery/relay/relay.ts';
import { parseRelayUrl } from '../../delivery/relay/relay-url.ts';
import { checkRelay } from '../../delivery/smtp/transport-smtp.ts';
import { isFailure } from '../../failure.ts';
import { makeDataDirectory } from './data-directory.ts';

/** Where the mail of this command goes. */
export interface ChosenRelay {
  readonly relays: readonly Relay[];
  /** For the editor: the relays' hosts and ports, or the folder of the catcher. */
  readonly description: string;
  /** The folder of caught mail, or null where the relay is real. */
  readonly outbox: string | null;
  close(): Promise<void>;
}

/**
 * The relays of SMTP_URL, or with `--catch` a catcher on the loopback that writes to the outbox. Every real relay is
 * spoken to once, so that a wrong password is found before anybody is asked or mailed. One of several may be away.
 *
 * @throws ConfigError where there is no relay, DeliveryError where one cannot be used
 */
export async function chooseRelay(config: Config, isCaught: boolean): Promise<ChosenRelay> {
  if (isCaught) {
    await makeDataDirectory(config.dataDirectory);
    return openCatcher(config.outboxDirectory);
  }
  const { relays } = config;
  if (relays.length === 0) {
    throw new ConfigError([
      'There is no relay to send through, so nothing was sent. Set SMTP_URL (smtp://user:password@host:587), or give ' +
        '--catch to rehearse: the mail then goes into a folder and to nobody.',
    ]);
  }
  await checkRelays(relays);
  return { relays, description: relayNames(relays), outbox: null, close: async () => undefined };
}

/** For the editor: hosts and ports, and which are only there for when the others are not. */
export function relayNames(relays: readonly Relay[]): string {
  return relays.map((relay) => relayName(relay) + (relay.isFallback ? ' (fallback)' : '')).join(', ');
}

async function checkRelays(relays: readonly Relay[]): Promise<void> {
  const checked = await Promise.allSettled(relays.map(checkRelay));
  const errors = checked.flatMap((one): unknown[] => (one.status === 'rejected' ? [one.reason] : []));
  const failures = errors.filter(isFailure);
  if (failures.length < errors.length) throw errors.find((error) => !isFailure(error));
  const isWrong = failures.some(({ failure }) => failure !== 'temporary');
  // One that is away is left out until it is back; one that is wrong would be found out in the middle of the send.
  if (!isWrong && failures.length < relays.length) return;
  throw new DeliveryError(
    failures.flatMap(({ faults }) => faults),
    isWrong ? 'mistake' : 'temporary',
  );
}

async function openCatcher(outbox: string): Promise<ChosenRelay> {
  const catcher = await startCatcher(outbox);
  const parsed = parseRelayUrl(catcher.url);
  if (!parsed.ok) throw new Error(`The catcher's own URL ${catcher.url} was refused: ${parsed.problem}.`);
  return { relays: [parsed.relay], description: `nobody: caught in ${outbox}`, outbox, close: catcher.close };
}
