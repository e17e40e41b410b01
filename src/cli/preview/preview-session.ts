import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Config } from '../../config.ts';
import { ContentError } from '../../content/content-error.ts';
import { openIssueFolder } from '../../content/folder/issue-file.ts';
import { isFailure } from '../../failure.ts';
import {
  type IssueRenderer,
  lookOver,
  type MadeEmail,
  makeEmail,
} from '../../sending/prepare/prepare-issue.ts';
import type { PreviewRevision } from '../../web/preview/source.ts';
import { findPlace, type IssuePlace } from '../issues/find-place.ts';
import { openIssue } from '../issues/open-issue.ts';
import { readOptions, siteChoice } from '../issues/read-options.ts';
import { openRenderer, templateFolder } from '../parts/open-renderer.ts';
import { type CommandContext, type GlobalOptions, loadConfig } from '../terminal/command-context.ts';
import { type WatchedFolder, watchFolders } from './watch-folders.ts';

/** An issue that is being written: its last good rendering, and what is wrong with what came after. */
export interface PreviewSession {
  revision(): PreviewRevision;
  /** As it was read last without fault. */
  config(): Config;
  /** What the last rendering was made with. */
  renderer(): IssueRenderer | null;
  onChange(listener: () => void): () => void;
  close(): void;
}

/** How long the page has to fetch a new email before its findings take the processor. */
const inspectionPauseMs = 60;

/**
 * Renders an issue, and again whenever its file, the templates, the lists or the configuration change. Whoever waits
 * for this waits for the first rendering, whatever became of it.
 * @throws ConfigError, ContentError where there is nothing to watch
 */
export async function openSession(
  named: string | undefined,
  options: GlobalOptions,
  context: CommandContext,
  report: (error: unknown) => void,
): Promise<PreviewSession> {
  const load = () => loadConfig(context, options);
  const config = load();
  const place = await placeOf(named, config, context);
  // Whoever mistypes a number is told so; from then on the issue may come and go.
  const folder = await openIssueFolder(place.directory, place.shownAs, siteChoice(config));
  await folder.read(place.wanted, readOptions(config, 'look'));
  const state: SessionState = {
    load,
    place,
    report,
    config,
    renderer: null,
    revision: firstRevision,
    turn: 0,
    listeners: new Set(),
  };
  await rebuild(state, 0);
  const folders = watchedFolders(config, place, context.cwd, options);
  const close = watchFolders(folders, () => void rebuild(state, inspectionPauseMs));
  return {
    revision: () => state.revision,
    config: () => state.config,
    renderer: () => state.renderer,
    onChange: (listener) => {
      state.listeners.add(listener);
      return () => state.listeners.delete(listener);
    },
    close,
  };
}

const firstRevision: PreviewRevision = { version: 0, email: null, inspection: null, faults: [] };

/** What a session knows. */
interface SessionState {
  readonly load: () => Config;
  readonly place: IssuePlace;
  readonly report: (error: unknown) => void;
  readonly listeners: Set<() => void>;
  config: Config;
  renderer: IssueRenderer | null;
  revision: PreviewRevision;
  /** Counts the changes: whoever finds a later one has nothing more to say. */
  turn: number;
}

function publish(state: SessionState, revision: PreviewRevision): void {
  state.revision = revision;
  for (const listener of state.listeners) listener();
}

async function rebuild(state: SessionState, pauseMs: number): Promise<void> {
  state.turn += 1;
  const mine = state.turn;
  try {
    await renderAndInspect(state, pauseMs, () => mine === state.turn);
  } catch (error) {
    const faults = faultsOf(error, state.report);
    if (mine === state.turn)
      publish(state, { ...state.revision, version: state.revision.version + 1, faults });
  }
}

async function renderAndInspect(
  state: SessionState,
  pauseMs: number,
  isLatest: () => boolean,
): Promise<void> {
  const started = performance.now();
  const config = state.load();
  const renderer = await openRenderer(config);
  const made = await makeEmail(renderer, await openIssue(config, state.place, 'look'));
  if (!isLatest()) return;
  Object.assign(state, { config, renderer });
  if (isShown(state.revision, made)) return;
  const { issue, rendered } = made;
  const email = { issue, rendered, renderedInMs: performance.now() - started };
  publish(state, { version: state.revision.version + 1, email, inspection: null, faults: [] });
  await wait(pauseMs);
  if (!isLatest()) return;
  const inspection = await lookOver(renderer, made);
  if (isLatest()) publish(state, { ...state.revision, inspection });
}

/** The issue that is named, or the newest there is: drafts too, since a preview is where they live. */
async function placeOf(
  named: string | undefined,
  config: Config,
  context: CommandContext,
): Promise<IssuePlace> {
  if (named !== undefined) return findPlace(named, config, context);
  return findPlace(await newestIssue(config), config, context);
}

/** The file of the newest issue. @throws ContentError where there is none */
export async function newestIssue(config: Config): Promise<string> {
  const { contentDirectory } = config;
  const { listing } = await openIssueFolder(contentDirectory, contentDirectory, siteChoice(config));
  const [newest] = listing;
  if (newest !== undefined) return path.join(contentDirectory, newest.path);
  throw new ContentError([
    `There is no issue in ${contentDirectory} yet: write one, or name a markdown file.`,
  ]);
}

/** An edit elsewhere in the folder, or one that was taken back, is no change. */
function isShown({ email, inspection, faults }: PreviewRevision, { issue, rendered }: MadeEmail): boolean {
  if (email === null || inspection === null || faults.length > 0) return false;
  return email.rendered.digest === rendered.digest && JSON.stringify(email.issue) === JSON.stringify(issue);
}

/** What a person can mend; anything else is our bug, and said as one. */
function faultsOf(error: unknown, report: (error: unknown) => void): readonly string[] {
  if (isFailure(error)) return error.faults;
  report(error);
  const why = error instanceof Error ? error.message : String(error);
  return [`Pennypost failed in a way that it should not: ${why}. The terminal says more.`];
}

const written = /\.(?:md|mdx|markdown|png|jpe?g|gif|webp|svg|avif)$/i;

function watchedFolders(
  config: Config,
  { directory, wanted }: IssuePlace,
  cwd: string,
  { config: configFile }: GlobalOptions,
): WatchedFolder[] {
  const file = path.resolve(cwd, configFile);
  const own = path.dirname(path.resolve(directory, wanted));
  const folders: WatchedFolder[] = [directory, own].map((folder) => ({
    directory: folder,
    isRecursive: false,
    counts: (name) => written.test(name),
  }));
  return [
    ...folders.filter((folder, at) => at === 0 || folder.directory !== directory),
    { directory: path.dirname(file), isRecursive: false, counts: (name) => name === path.basename(file) },
    { directory: config.listsDirectory, isRecursive: false, counts: (name) => /\.csv$/i.test(name) },
    {
      directory: templateFolder(config),
      isRecursive: true,
      counts: (name) => /\.(?:mjml|txt|json)$/.test(name),
    },
  ];
}
