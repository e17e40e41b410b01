import { openFeedbackIntake } from '../feedback/feedback-intake-sql.ts';
import { preferencesLinks } from '../feedback/preferences-sql.ts';
import { unsubscribeLinks } from '../feedback/unsubscribe-sql.ts';
import { publicApp } from '../web/public-app.tsx';
import { serveHttp } from '../web/serve-http.ts';
import { type CommandContext, type GlobalOptions, loadConfig, UsageError } from './command-context.ts';
import { type ExitCode, exitCode } from './exit-code.ts';
import { openLedger } from './open-ledger.ts';
import { openLinkKeys } from './sending-keys.ts';
import { serveWebhooks, tellWebhooks } from './serve-webhooks.ts';

export interface ServeOptions extends GlobalOptions {
  readonly host: string;
  readonly port: string;
}

/** `pennypost serve`: answers the unsubscribe and preferences links until it is stopped. */
export async function serve(options: ServeOptions, context: CommandContext): Promise<ExitCode> {
  const port = readPort(options.port);
  const config = loadConfig(context, options);
  const keys = await openLinkKeys(config);
  const database = await openLedger(config, 'pennypost serve', context);
  try {
    const { unsubscribeMailbox } = config.newsletter;
    const intake = openFeedbackIntake(database, { keys, unsubscribeMailbox });
    const webhooks = serveWebhooks(config, intake, context);
    const app = publicApp({
      publisher: config.newsletter,
      links: unsubscribeLinks(database, keys.unsubscribe),
      preferences: preferencesLinks(database, keys.unsubscribe),
      webhooks,
      checkHealth: async () => void (await database.pool.query('select 1')),
      report: (error) => context.err(`${(error as Error).stack ?? error}\n`),
      now: () => new Date(),
    });
    const site = await serveHttp(app, { host: options.host, port });
    context.err(
      `Answering unsubscribe and preferences links at ${site.url} for ${config.newsletter.publicUrl}. Ctrl-C stops.\n`,
    );
    context.err(tellWebhooks(config, webhooks) ?? '');
    await stopped(context.stop);
    await site.close();
  } finally {
    await database.close();
  }
  return exitCode.done;
}

function readPort(text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port;
  throw new UsageError(`--port ${JSON.stringify(text)} is not a port: give a number from 0 to 65535.`);
}

function stopped(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
