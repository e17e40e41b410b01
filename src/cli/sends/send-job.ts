import { askLists } from '../../audience/choose-lists.ts';
import { findLists, findListsIfAny } from '../../audience/subscriber-file.ts';
import type { SubscriberList } from '../../audience/subscriber-list.ts';
import type { Config } from '../../config.ts';
import type { RenderedIssue } from '../../email/rendered-issue.ts';
import type { SendRequest } from '../../ledger/sends/open-send-sql.ts';
import { type SendChoices, sendRequest } from '../../sending/control/send-choices.ts';
import { despiteLostKey } from '../parts/despite.ts';
import type { CommandContext } from '../terminal/command-context.ts';
import type { SendOptions } from './send-options.ts';

/** What every form of `pennypost send` works on. */
export interface SendJob {
  readonly options: SendOptions;
  readonly choices: SendChoices;
  readonly config: Config;
  readonly rendered: RenderedIssue;
  /** The digest of what the author wrote. */
  readonly source: string;
  /** The lists that the issue names. */
  readonly issueLists: readonly string[];
  readonly context: CommandContext;
}

/** @param files the file lists there are */
export function requestOf(
  { rendered, source, choices, options, issueLists, config }: SendJob,
  files: readonly SubscriberList[],
): SendRequest {
  const named = { command: options.list ?? [], issue: issueLists };
  return sendRequest(rendered, source, choices, askLists(named, config.keptLists, files));
}

/** The lists that are files; there need be none where lists are kept in the database. */
export function fileLists({ config }: Pick<SendJob, 'config'>): Promise<SubscriberList[]> {
  const find = config.keptLists.length > 0 ? findListsIfAny : findLists;
  return find(config.listsDirectory);
}

/** How the process is named to others that find it holding the embedded database. */
export function commandName({ options }: SendJob): string {
  return `pennypost send --issue ${options.issue}`;
}

/** Whether whoever gave the command goes on without the keys that are not at hand. */
export function isDespiteLostKey({ despite }: Pick<SendOptions, 'despite'>): boolean {
  return despite?.includes(despiteLostKey) ?? false;
}
