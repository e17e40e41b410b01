import { setTimeout as wait } from 'node:timers/promises';
import { type Config, ConfigError } from '../../config.ts';
import type { Database } from '../../database/database.ts';
import { isFailure } from '../../failure.ts';
import type { LinkKeys } from '../../sending/keys.ts';
import { chooseRelay } from '../parts/choose-relay.ts';
import { openWayOut } from '../parts/sending-keys.ts';
import { deliverUntilStopped } from '../sends/work.ts';
import type { CommandContext } from '../terminal/command-context.ts';
import { oneLine } from '../terminal/one-line.ts';
import type { Running } from './serve-inbound.ts';

const againMs = 30_000;

/** @throws ConfigError where there is nothing to deliver through */
export function checkWork({ relays }: Pick<Config, 'relays'>): void {
  if (relays.length > 0) return;
  throw new ConfigError([
    '--work delivers what is sent, and SMTP_URL, which says through which relay, is not set.',
  ]);
}

/**
 * Delivers beside the pages. What keeps it from that is told and tried again: the links to leave must work all the same.
 */
export function serveWork(
  config: Config,
  links: LinkKeys,
  database: Database,
  context: CommandContext,
): Running {
  const closing = new AbortController();
  const stop = AbortSignal.any([context.stop, closing.signal]);
  const work = async () => {
    const wayOut = await openWayOut(config, context.err);
    const chosen = await chooseRelay(config, false);
    try {
      const keys = { ...links, ...wayOut };
      await deliverUntilStopped(
        { command: 'pennypost serve --work', config, database, keys, chosen },
        { ...context, stop },
      );
    } finally {
      await chosen.close();
    }
  };
  const ended = (async () => {
    while (!stop.aborted) {
      await work().catch((error: Error) => {
        if (!isFailure(error)) throw error;
        context.err(
          `Nothing is delivered from here, which is tried again in ${againMs / 1_000} s: ${oneLine(error.message)}\n`,
        );
      });
      await wait(againMs, undefined, { signal: stop }).catch(() => undefined);
    }
  })();
  // Whoever closes it is told; until then it must not end the process.
  ended.catch(() => undefined);
  return {
    close: async () => {
      closing.abort();
      await ended;
    },
  };
}
