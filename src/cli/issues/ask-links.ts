import type { Finding } from '../../content/finding.ts';
import { type Issue, lineInFile } from '../../content/issue.ts';
import { checkLinks, type LinkProgress } from '../../content/links/check-links-http.ts';
import { describeUnverified, linkFindings } from '../../content/links/link-check.ts';
import { collectLinks } from '../../content/lint/links.ts';
import { locateTokens } from '../../content/markdown/locate-tokens.ts';
import { resolveLink, type WebPlace } from '../../content/markdown/urls.ts';
import type { CommandContext } from '../terminal/command-context.ts';

/** Asks every link of an issue whether it is alive. What could not be verified is told, and is no finding. */
export async function askLinks(issue: Issue, place: WebPlace, context: CommandContext): Promise<Finding[]> {
  const lines = linesOfLinks(issue, place);
  const progress = showLinks(context);
  try {
    const checks = await checkLinks([...lines.keys()], { signal: context.stop, onProgress: progress.show });
    progress.end();
    const unsure = describeUnverified(checks);
    if (unsure !== null) context.err(`${issue.path}: ${unsure}\n`);
    return linkFindings(checks, (url) => lines.get(url) ?? null);
  } finally {
    progress.end();
  }
}

/** Every web address that the issue leads to, and the line of the file where it stands first. */
function linesOfLinks(issue: Issue, place: WebPlace): Map<string, number> {
  const lines = new Map<string, number>();
  for (const { href, line } of collectLinks(locateTokens(issue.markdown))) {
    const resolved = resolveLink(href, place);
    if (!resolved.ok || !/^https?:/i.test(resolved.url) || lines.has(resolved.url)) continue;
    lines.set(resolved.url, lineInFile(issue, line));
  }
  return lines;
}

function showLinks({ isInteractive, err }: CommandContext) {
  let shown = false;
  return {
    show: ({ checked, total }: LinkProgress) => {
      if (!isInteractive) return;
      shown = true;
      err(`\r${checked} of ${total} links asked`);
    },
    end: () => {
      if (shown) err('\r\u001b[K');
      shown = false;
    },
  };
}
