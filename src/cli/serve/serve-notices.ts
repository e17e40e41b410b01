import type { Config } from '../../config.ts';
import type { Database } from '../../database/database.ts';
import { renderNotice } from '../../email/render/render-notice.ts';
import type { RenderedIssue } from '../../email/rendered-issue.ts';
import type { LinkKeys } from '../../sending/keys.ts';
import { type NoticeWorker, startNoticeWorker } from '../../sending/worker/start-notice-worker-sql.ts';
import { relayNames } from '../parts/choose-relay.ts';
import { openNoticeDesign } from '../parts/open-renderer.ts';
import { openWayOut } from '../parts/sending-keys.ts';
import { workerSetup } from '../parts/worker-setup.ts';
import type { CommandContext } from '../terminal/command-context.ts';
import { oneLine } from '../terminal/one-line.ts';
import { reporter } from '../terminal/report-trouble.ts';

/** Somebody asks for a link now and then; more at once wait for each other. */
const connections = 2;

/**
 * A worker for the notices that the pages ask for, since `serve` is often the only process; null, and told, where it
 * has no way to mail them. The relay is not asked before: the links to leave must work while it is away.
 */
export async function serveNotices(
  config: Config,
  linkKeys: LinkKeys,
  database: Database,
  context: CommandContext,
): Promise<NoticeWorker | null> {
  const { relays } = config;
  if (relays.length === 0) {
    context.err(`${cannotMail}, as long as no \`pennypost work\` runs: SMTP_URL is not set.\n`);
    return null;
  }
  const wayOut = await openWayOut(config, context.err).catch((error: Error) => {
    context.err(`${cannotMail}: ${oneLine(error.message)}\n`);
    return null;
  });
  if (!wayOut) return null;
  const choices = {
    command: 'pennypost serve',
    database,
    relays,
    keys: { ...linkKeys, ...wayOut },
    scope: { rehearsal: false },
    onOutcome: () => undefined,
  } as const;
  const onTrouble = reporter('A link that a reader asked for waits', context);
  const worker = await startNoticeWorker({
    ...workerSetup(config, context, choices),
    connections: Math.min(connections, config.connections),
    onTrouble,
    onRetired: onTrouble,
  });
  context.err(`Mailing the links that readers ask for through ${relayNames(relays)}.\n`);
  return worker;
}

const cannotMail = 'Readers who ask for a link to their own page are told that none can be mailed';

/** What all notices with a fresh link share: made when the first is asked for, which takes a second or two. */
export function freshLinkNotice(config: Config): () => Promise<RenderedIssue> {
  let made: Promise<RenderedIssue> | null = null;
  return () => {
    made ??= openNoticeDesign(config)
      .then((design) => renderNotice('fresh-link', design, config.newsletter))
      .catch((error) => {
        made = null;
        throw error;
      });
    return made;
  };
}
