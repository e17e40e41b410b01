import { type Config, ConfigError } from '../config.ts';
import { startCatcher } from '../delivery/catcher-smtp.ts';
import { parseRelayUrl, type Relay, relayName } from '../delivery/relay.ts';
import { checkRelay } from '../delivery/transport-smtp.ts';
import { makeDataDirectory } from './data-directory.ts';

/** Where the mail of this command goes. */
export interface ChosenRelay {
  readonly relay: Relay;
  /** For the editor: the relay's host and port, or the folder of the catcher. */
  readonly description: string;
  /** The folder of caught mail, or null where the relay is real. */
  readonly outbox: string | null;
  close(): Promise<void>;
}

/**
 * The relay of SMTP_URL, or with `--catch` a catcher on the loopback that writes to the outbox. A real relay is spoken
 * to once, so that a wrong password is found before anybody is asked or mailed.
 *
 * @throws ConfigError where there is no relay, DeliveryError where it cannot be used
 */
export async function chooseRelay(config: Config, isCaught: boolean): Promise<ChosenRelay> {
  if (isCaught) {
    await makeDataDirectory(config.dataDirectory);
    return openCatcher(config.outboxDirectory);
  }
  const { relay } = config;
  if (!relay) {
    throw new ConfigError([
      'There is no relay to send through, so nothing was sent. Set SMTP_URL (smtp://user:password@host:587), or give ' +
        '--catch to rehearse: the mail then goes into a folder and to nobody.',
    ]);
  }
  await checkRelay(relay);
  return { relay, description: relayName(relay), outbox: null, close: async () => undefined };
}

async function openCatcher(outbox: string): Promise<ChosenRelay> {
  const catcher = await startCatcher(outbox);
  const parsed = parseRelayUrl(catcher.url);
  if (!parsed.ok) throw new Error(`The catcher's own URL ${catcher.url} was refused: ${parsed.problem}.`);
  return { relay: parsed.relay, description: `nobody: caught in ${outbox}`, outbox, close: catcher.close };
}
