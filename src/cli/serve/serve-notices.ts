import type { Config } from '../../config.ts';
import type { Database } from '../../database/database.ts';
import { renderNotice } from '../../email/render/render-notice.ts';
import type { RenderedIssue } from '../../email/rendered-issue.ts';
import { isFailure } from '../../failure.ts';
import type { LinkKeys } from '../../sending/keys.ts';
import type { NoticeWorker } from '../../sending/worker/start-notice-worker-sql.ts';
import { relayNames } from '../parts/choose-relay.ts';
import { openNoticeWorker } from '../parts/notice-worker.ts';
import { openNoticeDesign } from '../parts/open-renderer.ts';
import type { CommandContext } from '../terminal/command-context.ts';
import { oneLine } from '../terminal/one-line.ts';

/**
 * A worker for the notices that the pages ask for, and for letters to the editor, since `serve` is often the only process;
 * null, and told, where it has no way to mail them. The relay is not asked before: the links to leave must work while it
 * is away.
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
  const worker = await openNoticeWorker(config, linkKeys, database, 'pennypost serve', context).catch(
    (error: Error) => {
      if (!isFailure(error)) throw error;
      context.err(`${cannotMail}: ${oneLine(error.message)}\n`);
      return null;
    },
  );
  if (!worker) return null;
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
