import { quoteValue } from '../text/quote-value.ts';
import type { LintLink } from './links.ts';
import type { LintFault } from './lint-rules.ts';
import { isLocal } from './url-faults.ts';

/** What mail and advertising systems add to an address; never what makes a page another one. */
const trackers =
  /^(?:utm_\w+|fbclid|gclid|gclsrc|dclid|gbraid|wbraid|msclkid|yclid|twclid|ttclid|igshid|igsh|mc_cid|mc_eid|_hsenc|_hsmi|mkt_tok|vero_id|oly_enc_id|oly_anon_id|wickedid|ref_src|ref_url)$/i;
/** The same on sites where the names would mean something else elsewhere. */
const trackersOfSite: readonly [site: RegExp, names: RegExp][] = [
  [/(?:^|\.)(?:youtube(?:-nocookie)?\.com|youtu\.be)$/, /^(?:si|feature|pp|ab_channel)$/],
  [/(?:^|\.)(?:twitter|x)\.com$/, /^(?:s|t|cn|cxt)$/],
  [/(?:^|\.)(?:open\.spotify\.com|music\.apple\.com)$/, /^(?:si|nd)$/],
  [/(?:^|\.)linkedin\.com$/, /^(?:trk|trackingid|li[a-z]+)$/i],
  [/(?:^|\.)medium\.com$/, /^source$/],
];
const invisible = /[\u00ad\u200b\u200e\u200f\u2060\ufeff]|(?<![^\0-\x7f])[\u200c\u200d](?![^\0-\x7f])/;

/** What is unkind to readers in an address that works. */
export function lintUrlManners(
  links: readonly LintLink[],
  /** Whether the line stands in a block that somebody paid for: what counts there are the readers that it brings. */
  isPaid: (line: number) => boolean = () => false,
): LintFault[] {
  return links.flatMap((link) => {
    if (link.form === 'use' || !URL.canParse(link.href)) return [];
    const tracking = isPaid(link.line) ? null : judgeTracking(link);
    return [judgeHttp(link), tracking, judgeInvisible(link)].filter((fault) => fault !== null);
  });
}

/** `www.example.org` in the text says no scheme; that marked makes it an http address is not the author's doing. */
function judgeHttp({ href, form, kind, text, line }: LintLink): LintFault | null {
  if (!/^http:\/\/[^/]/i.test(href) || (form === 'bare' && text?.startsWith('www.'))) return null;
  if (isLocal(new URL(href).hostname)) return null;
  const message = `The ${kind} ${quoteValue(href)} is not encrypted: use https:// if the site answers there.`;
  return { rule: 'http-link', line, message };
}

function judgeTracking({ href, kind, line }: LintLink): LintFault | null {
  if (kind === 'image') return null;
  const { searchParams, hostname } = new URL(href);
  const names = trackersOfSite.flatMap(([site, names]) => (site.test(hostname) ? [names] : []));
  const found = [...new Set(searchParams.keys())].filter((name) =>
    [trackers, ...names].some((known) => known.test(name)),
  );
  if (found.length === 0) return null;
  const message = `The address ${quoteValue(href)} carries ${found.map((name) => `"${name}"`).join(', ')}, which only track readers: take ${found.length === 1 ? 'it' : 'them'} out.`;
  return { rule: 'tracking-parameter', line, message };
}

/** Joiners are letters of some scripts; between ASCII letters they are dirt. */
function judgeInvisible({ href, line }: LintLink): LintFault | null {
  const found = invisible.exec(href)?.[0];
  if (found === undefined) return null;
  const code = found.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
  const message = `The address ${quoteValue(href)} has the invisible character U+${code} in it: type that part anew.`;
  return { rule: 'invisible-character', line, message };
}
