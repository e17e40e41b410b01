import { type ResolvedUrl, resolveImage, resolveLink, type WebPlace } from '../markdown/urls.ts';
import { editDistance } from '../text/edit-distance.ts';
import { quoteValue } from '../text/quote-value.ts';
import { isWrongWayRound, type LintLink } from './links.ts';
import type { LintFault, LintRule } from './lint-rules.ts';

/** A rule, and the sentences that say what is wrong with an address. */
type Judgement = { readonly rule: LintRule; readonly message: string } | null;

/**
 * A scheme behind a letter, a digit or a closing bracket. Behind `/ = & ? :` and `%3A` an address may well hold
 * another: archives, redirects, share links.
 */
const glue = /(?<!%[0-9a-f]{2})(?<=[\p{L}\p{N})\]}>])https?:\/\//iu;
const doubledScheme = /^https?:\/\/:?(?:h?t?tps?)(?::|\/\/)/i;
const mangledScheme = /^(?:https?[;.,]?\/\/|https?:(?!\/\/[^/])|https?:\/\/\/|:\/\/)/i;
const tagOfSite = /\{\{|\{%|<%|\$\{/;
const plainEmail = /^[^\s/@:?#]+@[^\s/@:?#]+\.[a-z]{2,}$/i;
const domain =
  /^(?:www\.[^\s/]+\.[a-z]|[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:com|org|net|io|dev|edu|gov)(?:[/?#:]|$))/i;
const unsafeSchemes = new Set(['javascript:', 'vbscript:', 'data:', 'file:', 'blob:', 'about:']);

/** What keeps an address from leading anywhere; one fault an address, the first that explains it. */
export function lintUrlFaults(links: readonly LintLink[], place: WebPlace): LintFault[] {
  const blank = links.filter(isBlank);
  const judged = links.filter((link) => !isBlank(link));
  return [...emptyLinks(blank), ...judged.flatMap((link) => lintOne(link, place))];
}

/** `[]()`: nothing was filled in, so nothing is missing from what is sent. */
function isBlank({ kind, form, href, text }: LintLink): boolean {
  return kind === 'link' && form === 'inline' && href === '' && (text ?? '') === '';
}

function emptyLinks([first, ...others]: readonly LintLink[]): LintFault[] {
  if (first === undefined) return [];
  const count = others.length === 0 ? 'A link has' : `${others.length + 1} links have`;
  const message = `${count} neither text nor address, ${quoteValue('[]()')}, and nothing of ${others.length === 0 ? 'it' : 'them'} is sent: fill ${others.length === 0 ? 'it' : 'them'} in, or take ${others.length === 0 ? 'it' : 'them'} away.`;
  return [{ rule: 'empty-link', line: first.line, message }];
}

function lintOne(link: LintLink, place: WebPlace): LintFault[] {
  if (link.form === 'use' || tagOfSite.test(link.href)) return [];
  const judgement =
    judgeGlued(link.href) ?? (link.form === 'bare' ? judgeBare(link.href) : judge(link, place));
  return judgement === null ? [] : [{ ...judgement, line: link.line }];
}

function judgeGlued(href: string): Judgement {
  const at = glue.exec(href)?.index;
  if (at === undefined) return null;
  const [first, second] = [href.slice(0, at), href.slice(at)];
  return {
    rule: 'glued-url',
    message: `Two addresses are glued together: ${quoteValue(first)} and ${quoteValue(second)}. Keep the one you mean.`,
  };
}

/** An address in running text is prose until it is surely meant to be followed. */
function judgeBare(href: string): Judgement {
  if (doubledScheme.test(href)) return badUrl(href, 'has its scheme twice: keep one');
  return null;
}

function judge(link: LintLink, place: WebPlace): Judgement {
  const { href, kind, form, text } = link;
  const resolved = kind === 'link' ? resolveLink(href, place) : resolveImage(href, place);
  if (href === '') return form === 'html' ? null : emptyAddress(kind, text ?? '');
  if (isWrongWayRound(link)) return wrongWayRound(href, text ?? '');
  return (
    judgeSpelling(href, kind) ??
    (resolved.ok
      ? (resolved.doubt ?? judgeHost(link, resolved.url, place))
      : judgeRefused(href, kind, resolved))
  );
}

function wrongWayRound(href: string, text: string): Judgement {
  const message = `The link ${quoteValue(`[${text}](${href})`)} is written the wrong way round: write [${href}](${text}).`;
  return { rule: 'bad-url', message };
}

function emptyAddress(kind: LintLink['kind'], text: string): Judgement {
  const message = `The address of the ${kind} ${quoteValue(text)} is empty: fill it in, or take the ${kind} away.`;
  return { rule: 'bad-url', message };
}

function judgeSpelling(href: string, kind: LintLink['kind']): Judgement {
  if (doubledScheme.test(href)) return badUrl(href, 'has its scheme twice: keep one');
  if (mangledScheme.test(href) || isMisspelt(href))
    return badUrl(href, 'does not begin with "https://" as it seems to mean: correct its beginning');
  if (kind === 'link' && plainEmail.test(href))
    return badUrl(href, 'is a mail address: write "mailto:" before it');
  if (domain.test(href))
    return badUrl(href, 'has no scheme and is taken for a page of your own site: write "https://" before it');
  if (/\s/.test(href)) return badUrl(href, 'has a space in it: correct it, or write %20');
  return null;
}

/** `htps:`, `ttps:`, `hhttp:`: near to http and https, and no scheme of its own. */
function isMisspelt(href: string): boolean {
  const scheme = /^([a-z]{3,8}):/i.exec(href)?.[1]?.toLowerCase();
  if (scheme === undefined || scheme === 'http' || scheme === 'https') return false;
  const distance = Math.min(editDistance(scheme, 'http'), editDistance(scheme, 'https'));
  return distance <= (scheme.startsWith('h') ? 2 : 1);
}

function judgeRefused(
  href: string,
  kind: LintLink['kind'],
  resolved: Exclude<ResolvedUrl, { readonly ok: true }>,
): Judgement {
  const { why } = resolved;
  if (why === 'site') return resolved.fault;
  if (why === 'malformed') return badUrl(href, 'cannot be read as an address: correct it');
  if (why === 'relative' && href.startsWith('#')) {
    const message = `The link ${quoteValue(href)} leads to another place of the issue, and the issue has no web address to look it up at, so its text is sent without the link: say which section you mean.`;
    return { rule: 'fragment-url', message };
  }
  if (why === 'relative') {
    const message = `The ${kind} ${quoteValue(href)} is relative, and the issue has no web address to complete it: write the whole address, or say where the issue's page is, with a line "url: …" in its front matter or with permalink: in pennypost.yaml.`;
    return { rule: 'relative-url', message };
  }
  const scheme = /^[^:]*:/.exec(href)?.[0].toLowerCase() ?? '';
  if (unsafeSchemes.has(scheme)) {
    const message = `The address ${quoteValue(href)} is not sent, since mail programs refuse ${scheme} addresses: link to a page instead.`;
    return { rule: 'unsafe-url', message };
  }
  const message = `The ${kind} ${quoteValue(href)} is dropped, since mail programs open no ${scheme} addresses: link to a page that explains it.`;
  return { rule: 'unsupported-scheme', message };
}

function judgeHost({ href, text, kind }: LintLink, url: string, place: WebPlace): Judgement {
  const { hostname, protocol } = new URL(url);
  const isWritten = /^(?:https?:|ftp:|\/\/)/i.test(href);
  if (!isWritten || !/^(?:https?|ftp):$/.test(protocol)) return null;
  if (hostname.split('.').some((label, index, labels) => label === '' && index < labels.length - 1))
    return badUrl(href, 'has a dot too many in its host: correct it');
  // A tutorial that shows the address means the reader's own machine.
  if (isLocal(hostname) && kind === 'link' && text?.includes(hostname)) return null;
  if (isLocal(hostname)) {
    const message = `The address ${quoteValue(href)} leads to your own machine or network, where no reader gets: link to the public page.`;
    return { rule: 'local-url', message };
  }
  if (!/(?:^|\.)example(?:\.(?:com|org|net))?$/.test(hostname) || isOwn(hostname, place)) return null;
  const message = `The address ${quoteValue(href)} is reserved for examples: put the real one in its place.`;
  return { rule: 'example-url', message };
}

/** A newsletter that is itself an example may link to its own pages. */
function isOwn(hostname: string, { siteUrl, webUrl }: WebPlace): boolean {
  return [siteUrl, webUrl].some(
    (url) => url !== null && URL.canParse(url) && new URL(url).hostname === hostname,
  );
}

/** Private networks of RFC 1918, loopback, link-local; names that no public resolver knows. */
export function isLocal(hostname: string): boolean {
  if (/^(?:0|10|127)\.|^192\.168\.|^169\.254\.|^172\.(?:1[6-9]|2\d|3[01])\./.test(hostname))
    return /^[\d.]+$/.test(hostname);
  if (/^\[(?:::1?|f[cd][\da-f]{2}:.*|fe80:.*)\]$/.test(hostname)) return true;
  return /^[^.[]+$|\.(?:local|localhost|localdomain|internal|lan|intranet|test|invalid)$/.test(hostname);
}

function badUrl(href: string, what: string): Judgement {
  return { rule: 'bad-url', message: `The address ${quoteValue(href)} ${what}.` };
}
