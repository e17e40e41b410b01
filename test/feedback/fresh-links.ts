import { linkToken } from '../../src/audience/link-token.ts';
import type { Database } from '../../src/database/database.ts';
import { digestIssue } from '../../src/email/render/digest-issue.ts';
import type { RenderedIssue } from '../../src/email/rendered-issue.ts';
import type { FreshLinks } from '../../src/feedback/consent/preferences-sql.ts';
import { newsletter } from '../email/sample.ts';
import { testLinkKeys } from '../setup/signed-names.ts';

/** A notice that is its link and nothing else. */
const freshLinkNotice: RenderedIssue = digestIssue({
  notice: 'fresh-link',
  issueKey: 'notice fresh-link',
  subject: 'Your page',
  preheader: 'It works for two hours.',
  newsletter,
  conditions: [],
  variants: [
    {
      html: ['<a href="', { field: 'noticeUrl', fallback: '', context: 'url' }, '">Open</a>'],
      text: ['Open ', { field: 'noticeUrl', fallback: '', context: 'text' }, '\n'],
    },
  ],
});

/** @param columns that a reader is shown */
export function freshLinks(
  columns: readonly string[] = [],
  onAsked: () => void = () => undefined,
): FreshLinks {
  return { ...testLinkKeys, render: async () => freshLinkNotice, onAsked, columns };
}

/** The token in the newest notice, as its message has it. */
export async function newestToken({ tables }: Database): Promise<string> {
  const { nonce } = await tables
    .selectFrom('notice')
    .select('nonce')
    .orderBy('send_id', 'desc')
    .limit(1)
    .executeTakeFirstOrThrow();
  return linkToken(nonce, testLinkKeys.noticeLink.signing);
}
