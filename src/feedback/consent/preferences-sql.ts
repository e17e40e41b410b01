import { randomBytes } from 'node:crypto';
import { hashLinkToken, linkToken } from '../../audience/link-token.ts';
import type { TokenKeys } from '../../audience/unsubscribe-token.ts';
import type { Database } from '../../database/database.ts';
import { withinTime } from '../../database/within-time-sql.ts';
import type { RenderedIssue } from '../../email/rendered-issue.ts';
import { storeRenderedIssue } from '../../email/stored-issue.ts';
import { askNotice } from '../../ledger/notices/ask-notice-sql.ts';
import { areNoticesDelivered } from '../../ledger/notices/notices-sql.ts';
import type { Keyring } from '../../mail/signed-name.ts';
import { type Holder, holderFinder } from './find-holder-sql.ts';
import { timeoutMs } from './follow-link-sql.ts';
import type {
  FollowedPreferences,
  FollowedToken,
  Glimpse,
  PreferencesLinks,
  ReaderPreferences,
} from './preferences-link.ts';
import { readPreferences } from './read-preferences-sql.ts';
import { resubscribe } from './resubscribe-sql.ts';
import { unsubscribe } from './unsubscribe-sql.ts';

/** How a fresh link is made and sent on its way. */
export interface FreshLinks {
  readonly tokens: TokenKeys;
  readonly noticeLink: Keyring;
  /** What all of these notices share. */
  readonly render: () => Promise<RenderedIssue>;
  /** Told when one is in the ledger. */
  readonly onAsked: () => void;
  /** The columns of the lists that a reader is shown, `name` among them if it is. */
  readonly columns: readonly string[];
}

/** What the links to a reader's page do. */
export function preferencesLinks(database: Database, fresh: FreshLinks): PreferencesLinks {
  const holderOf = holderFinder(database, fresh.tokens);

  /** Acts for the reader alone: whoever has an issue, or an old link, changes nothing. */
  async function actFresh(token: string, act: (id: number) => Promise<unknown>): Promise<FollowedToken> {
    const holder = await holderOf(token);
    if (holder.kind !== 'holder') return holder;
    if (holder.link === 'fresh') await withinTime(act(holder.subscriber), timeoutMs);
    return { kind: 'reader' };
  }

  return {
    look: async (token) => {
      const holder = await holderOf(token);
      return holder.kind === 'holder'
        ? withinTime(lookAt(database, holder, fresh.columns), timeoutMs)
        : holder;
    },
    mailLink: async (token, network) => {
      const holder = await holderOf(token);
      if (holder.kind !== 'holder') return holder;
      await mailFreshLink(database, fresh, holder.subscriber, network);
      return { kind: 'reader' };
    },
    resubscribe: (token, evidence) => actFresh(token, (id) => resubscribe(database, id, evidence)),
    leave: (token, evidence) => actFresh(token, (id) => unsubscribe(database, id, evidence)),
  };
}

async function lookAt(
  database: Database,
  { subscriber, link }: Holder,
  columns: readonly string[],
): Promise<FollowedPreferences> {
  if (link === 'expired') return { kind: 'expired', canMail: await areNoticesDelivered(database) };
  const known = await readPreferences(database, subscriber);
  if (!known) return { kind: 'forgotten' };
  if (link === 'fresh') return shownOf(known, columns);
  const { address, lists } = known;
  const canMail = await areNoticesDelivered(database);
  return { kind: 'glimpse', address, lists, standing: glimpsedStanding(known), canMail };
}

function shownOf(known: ReaderPreferences, columns: readonly string[]): ReaderPreferences {
  const shown = new Set(columns.map((column) => column.toLowerCase()));
  const fields = Object.entries(known.fields).filter(([column]) => shown.has(column.toLowerCase()));
  return { ...known, name: shown.has('name') ? known.name : '', fields: Object.fromEntries(fields) };
}

function glimpsedStanding({ standing, lists }: ReaderPreferences): Glimpse['standing'] {
  if (standing.kind === 'left' || (standing.kind === 'stopped' && standing.hasLeft)) return 'left';
  if (standing.kind === 'stopped') return 'stopped';
  return lists.length === 0 ? 'unlisted' : 'mailed';
}

async function mailFreshLink(
  database: Database,
  { noticeLink, render, onAsked }: FreshLinks,
  subscriber: number,
  network: string | null,
): Promise<void> {
  const rendered = await render();
  const nonce = randomBytes(16).toString('hex');
  const asked = await withinTime(
    askNotice(database, {
      kind: 'fresh-link',
      to: { subscriber },
      words: null,
      digest: rendered.digest,
      content: storeRenderedIssue(rendered),
      nonce,
      linkHash: hashLinkToken(linkToken(nonce, noticeLink.signing)),
      network,
    }),
    timeoutMs,
  );
  if (asked === 'asked') onAsked();
}
