import { ContentError } from '../../content/content-error.ts';
import type { Finding } from '../../content/finding.ts';
import { type IssueFolder, openIssueFolder, type ReadOptions } from '../../content/folder/issue-file.ts';
import type { SiteChoice } from '../../content/generators/issue-site.ts';
import type { Issue } from '../../content/issue.ts';
import { placeOf } from '../../content/markdown/urls.ts';
import { groupBy } from '../../content/text/group-by.ts';
import { findingLine } from '../../sending/prepare/lint-error.ts';
import { unsendable } from '../../sending/prepare/lint-gate.ts';
import { type IssueRenderer, lintText, prepareIssue } from '../../sending/prepare/prepare-issue.ts';
import { openRenderer } from '../parts/open-renderer.ts';
import {
  type CommandContext,
  type GlobalOptions,
  loadConfig,
  UsageError,
} from '../terminal/command-context.ts';
import { type ExitCode, exitCode } from '../terminal/exit-code.ts';
import { askLinks } from './ask-links.ts';
import { findPlace, type IssuePlace } from './find-place.ts';
import { checkDespite, ruleLines } from './lint-rules.ts';
import { readOptions, siteChoice } from './read-options.ts';

export interface LintOptions extends GlobalOptions {
  readonly json?: boolean;
  readonly online?: boolean;
  readonly links?: boolean;
  readonly rules?: boolean;
  readonly despite?: readonly string[];
}

/** A rule that speaks more often than this is not read but switched off. */
const mostOfOneRule = 5;
/** Nor are more lines than this. */
const mostPlaces = 10;

interface LintReport {
  readonly path: string;
  readonly findings: readonly Finding[];
}

/** `pennypost lint`: everything to know about issues before they are sent. Drafts are looked at like any other. */
export async function lint(
  names: readonly string[],
  options: LintOptions,
  context: CommandContext,
): Promise<ExitCode> {
  if (options.rules) {
    for (const line of ruleLines()) context.out(line);
    return exitCode.done;
  }
  if (names.length === 0) throw new UsageError('Name the issues to look over: files, or numbers.');
  const despite = checkDespite(options.despite ?? []);
  const config = loadConfig(context, options);
  const linter = {
    renderer: await openRenderer(config),
    reading: readOptions(config, 'look'),
    site: siteChoice(config, options.online),
    folders: new Map(),
    options,
    context,
  };
  const reports: LintReport[] = [];
  for (const name of names) {
    const report = await lintOne(findPlace(name, config, context), linter);
    reports.push(report);
    if (!options.json) for (const line of reportLines(report)) context.out(line);
  }
  if (options.json) context.out(JSON.stringify(reports.map(jsonOf)));
  else context.err(summary(reports));
  const isBlocked = reports.some(({ findings }) =>
    findings.some(({ severity, rule }) => severity === 'error' && !despite.includes(rule)),
  );
  return isBlocked ? exitCode.lint : exitCode.done;
}

interface Linter {
  readonly renderer: IssueRenderer;
  readonly reading: ReadOptions;
  readonly site: SiteChoice;
  /** Each folder is listed once, however many of its issues are asked for. */
  readonly folders: Map<string, IssueFolder>;
  readonly options: LintOptions;
  readonly context: CommandContext;
}

async function lintOne(place: IssuePlace, linter: Linter): Promise<LintReport> {
  const { directory, shownAs, wanted, file } = place;
  const { reading, site, folders } = linter;
  const folder = folders.get(directory) ?? (await openIssueFolder(directory, shownAs, site));
  folders.set(directory, folder);
  const parsed = await folder.read(wanted, reading);
  if (!parsed.ok) return { path: file ?? parsed.path, findings: parsed.faults.map(unreadable) };
  return { path: file ?? parsed.issue.path, findings: await findingsOf(parsed.issue, linter) };
}

async function findingsOf(issue: Issue, { renderer, options, context }: Linter): Promise<Finding[]> {
  const place = placeOf(issue, renderer.newsletter.siteUrl);
  if (unsendable(issue).length > 0) return lintText(issue, place);
  try {
    const { findings } = await prepareIssue(renderer, issue);
    return options.links ? [...findings, ...(await askLinks(issue, place, context))] : [...findings];
  } catch (error) {
    if (!(error instanceof ContentError)) throw error;
    return error.faults.map((message) => unreadable({ line: null, message }));
  }
}

function unreadable({ line, message }: Pick<Finding, 'line' | 'message'>): Finding {
  return { rule: 'unreadable', severity: 'error', line, message };
}

/** Each finding on a line, but of many warnings of one rule only the first. */
function reportLines({ path, findings }: LintReport): string[] {
  const seen = new Map<string, number>();
  const lines: string[] = [];
  const kept: Finding[] = [];
  for (const finding of findings) {
    const times = (seen.get(finding.rule) ?? 0) + 1;
    seen.set(finding.rule, times);
    if (finding.severity === 'error' || times <= mostOfOneRule) lines.push(findingLine(path, finding));
    else kept.push(finding);
  }
  for (const [rule, more] of groupBy(kept, (finding) => finding.rule)) {
    const places = [...new Set(more.flatMap(({ line }) => line ?? []))];
    const shown = places.slice(0, mostPlaces).join(', ') + (places.length > mostPlaces ? ', …' : '');
    lines.push(`${path}: warning: ${more.length} more like these${shown && `, in lines ${shown}`} [${rule}]`);
  }
  return lines;
}

function jsonOf({ path, findings }: LintReport) {
  const of = (wanted: Finding['severity']) =>
    findings
      .filter(({ severity }) => severity === wanted)
      .map(({ rule, line, message }) => ({ rule, line, message }));
  return { path, errors: of('error'), warnings: of('warning') };
}

function summary(reports: readonly LintReport[]): string {
  const findings = reports.flatMap((report) => report.findings);
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  const files = reports.length === 1 ? '1 issue' : `${reports.length} issues`;
  if (findings.length === 0) return `${files}: nothing found.\n`;
  return `${files}: ${count(errors, 'error')}, ${count(findings.length - errors, 'warning')}.\n`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
