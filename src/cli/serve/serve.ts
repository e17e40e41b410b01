import { once } from 'node:events';
import type { Config } from '../../config.ts';
import type { Database } from '../../database/database.ts';
import { withinTime } from '../../database/within-time-sql.ts';
import { preferencesLinks } from '../../feedback/consent/preferences-sql.ts';
import { unsubscribeLinks } from '../../feedback/consent/unsubscribe-sql.ts';
import type { FeedbackIntake } from '../../feedback/feedback-intake.ts';
import type { LinkKeys } from '../../sending/keys.ts';
import { serveHttp } from '../../web/http/serve-http.ts';
import { publicApp } from '../../web/public-app.tsx';
import { lostKeyWarnings } from '../parts/lost-keys.ts';
import { openIntake } from '../parts/open-intake.ts';
import { openLedger } from '../parts/open-ledger.ts';
import { openPublisher } from '../parts/open-renderer.ts';
import { openLinkKeys, openSecrets } from '../parts/sending-keys.ts';
import { refuseMissing } from '../parts/what-was-sent.ts';
import { type CommandContext, type GlobalOptions, loadConfig } from '../terminal/command-context.ts';
import { type ExitCode, exitCode } from '../terminal/exit-code.ts';
import { readPort } from '../terminal/read-port.ts';
import { quietly, reporter } from '../terminal/report-trouble.ts';
import { clientOptions } from './serve-clients.ts';
import { checkInbound, type InboundOptions, type Running, serveImap, serveSmtp } from './serve-inbound.ts';
import { freshLinkNotice, serveNotices } from './serve-notices.ts';
import { serveWebhooks, tellWebhooks } from './serve-webhooks.ts';
import { checkWork, serveWork } from './serve-work.ts';

const command = 'pennypost serve';
const unknownKey =
  'Somebody followed a link whose key this database does not know: it was sent from another database, or its secret is not at hand. They were told to use a newer one.';

/** A load balancer asks every few seconds, and waits no longer itself. */
const healthMs = 3_000;

export interface ServeOptions extends GlobalOptions, InboundOptions {
  readonly host: string;
  readonly port: string;
  readonly work?: boolean;
}

/**
 * `pennypost serve`: answers the unsubscribe and preferences links, mails the links that readers ask for, takes what comes
 * back by webhook, SMTP or IMAP, and delivers what is sent, where it is told to, until it is stopped.
 */
export async function serve(options: ServeOptions, context: CommandContext): Promise<ExitCode> {
  readPort('--port', options.port);
  const config = loadConfig(context, options);
  checkInbound(options, config);
  if (options.work) checkWork(config);
  refuseMissing(config, command, ['database']);
  const secrets = await openSecrets(config);
  // On a server it may be started with all the rest, before anything was sent.
  const database = await openLedger(config, command, context, 'may make one', 'stays');
  const running: Running[] = [];
  try {
    const keys = await openLinkKeys(secrets, database);
    let wake: () => void = () => undefined;
    const intake = openIntake(config, keys, database, () => wake());
    const { smtp } = options;
    if (smtp !== undefined)
      running.push(await serveSmtp({ ...options, smtp }, config, keys, intake, context));
    if (options.imap) running.push(serveImap(config, intake, context));
    const notices = await serveNotices(config, keys, database, context);
    if (notices) {
      wake = notices.wake;
      running.push({ close: () => notices.stop() });
    }
    if (options.work) running.push(serveWork(config, keys, database, context));
    const pages = { database, intake, onAsked: () => wake() };
    running.push(await serveSite(options, config, keys, pages, context));
    // Counting takes long where much was sent, and readers should not wait for it.
    await warnOfLostKeys(config, keys, database, context);
    if (!context.stop.aborted) await once(context.stop, 'abort');
  } finally {
    await Promise.all(running.map((one) => one.close()));
    await database.close();
  }
  return exitCode.done;
}

async function warnOfLostKeys(
  config: Config,
  keys: LinkKeys,
  database: Database,
  context: CommandContext,
): Promise<void> {
  try {
    for (const warning of await lostKeyWarnings(database, keys, config)) context.err(`Warning: ${warning}\n`);
  } catch (error) {
    reporter('Whether all keys are there is not known', context)(error);
  }
}

/** What the pages act on. */
interface Pages {
  readonly database: Database;
  readonly intake: FeedbackIntake;
  /** Told when a notice is in the ledger. */
  onAsked(): void;
}

async function serveSite(
  { host, port }: ServeOptions,
  config: Config,
  keys: LinkKeys,
  { database, intake, onAsked }: Pages,
  context: CommandContext,
): Promise<Running> {
  const webhooks = serveWebhooks(config, intake, context);
  const say = quietly(context);
  const app = publicApp({
    publicUrl: config.newsletter.publicUrl,
    publisher: await openPublisher(config),
    links: unsubscribeLinks(database, keys.tokens),
    preferences: preferencesLinks(database, {
      ...keys,
      render: freshLinkNotice(config),
      onAsked,
      columns: config.preferencesColumns,
    }),
    onUnknownKey: () => say(unknownKey),
    webhooks,
    checkHealth: async () => void (await withinTime(database.pool.query('select 1'), healthMs)),
    report: reporter('A request was answered with 503', context),
    now: () => new Date(),
  });
  const site = await serveHttp(app, { host, port: readPort('--port', port) }, clientOptions(config, context));
  context.err(
    `Answering unsubscribe and preferences links at ${site.url} for ${config.newsletter.publicUrl}. Ctrl-C stops.\n`,
  );
  context.err(tellWebhooks(config, webhooks) ?? '');
  return site;
}
