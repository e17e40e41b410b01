import type { LookupAddress } from 'node:dns';
import { inParallel } from '../in-parallel.ts';
import { groupBy } from '../text/group-by.ts';
import { httpAsker, resolveHost } from './ask-http.ts';
import { followLink } from './follow-link.ts';
import { judgeAnswer, type LinkCheck, type LinkVerdict, ownFailures } from './link-check.ts';
import { politeAsker } from './polite-asker-http.ts';
import { isPublicAddress } from './public-address-socket.ts';

export interface CheckLinksOptions {
  /** Ends the check at once; what is known by then is lost. */
  readonly signal?: AbortSignal;
  /** Called after each address. */
  readonly onProgress?: (progress: LinkProgress) => void;
  /** How many hosts are asked at once. */
  readonly hosts?: number;
  /** How many requests to one host are under way at once. */
  readonly perHost?: number;
  /** Between the starts of two requests to one host. */
  readonly gapMs?: number;
  /** For one request. */
  readonly timeoutMs?: number;
  /** For all of them; whatever has no answer by then could not be verified. */
  readonly totalTimeoutMs?: number;
  /** Whether an IP address may be connected to; by default only those of the public internet. */
  readonly mayConnect?: (address: string) => boolean;
  readonly resolve?: (host: string) => Promise<readonly LookupAddress[]>;
}

export interface LinkProgress {
  readonly check: LinkCheck;
  readonly checked: number;
  readonly total: number;
}

/**
 * Asks for every http and https address, each once however often it is linked to, and says what became of it, in the
 * order given. Fragments are not looked at. Nobody's private network is asked, not even by a redirect.
 * @throws the reason of the signal, once that is aborted
 */
export async function checkLinks(
  urls: readonly string[],
  options: CheckLinksOptions = {},
): Promise<LinkCheck[]> {
  options.signal?.throwIfAborted();
  const { hosts = 16, perHost = 2, gapMs = 100, timeoutMs = 10_000, totalTimeoutMs = 600_000 } = options;
  const { mayConnect = isPublicAddress, resolve = resolveHost } = options;
  const time = AbortSignal.timeout(totalTimeoutMs);
  const signal = options.signal === undefined ? time : AbortSignal.any([options.signal, time]);
  const http = httpAsker({ timeoutMs, perHost, mayConnect, resolve, signal });
  const asker = politeAsker(http, { perHost, gapMs, signal });
  const links = [...new Set(urls)].filter(isWebAddress);
  const pages = groupBy(links, pageOf);
  const verdicts = new Map<string, LinkVerdict>();
  const checkPage = async (page: string): Promise<void> => {
    const verdict = await followLink(new URL(page), asker, Date.now);
    options.signal?.throwIfAborted();
    for (const url of pages.get(page) ?? []) {
      const own = withFragment(verdict, new URL(url).hash);
      verdicts.set(url, own);
      options.onProgress?.({ check: { url, ...own }, checked: verdicts.size, total: links.length });
    }
  };
  try {
    const lanes = [...groupBy([...pages.keys()], hostOf).values()];
    await inParallel(lanes, hosts, (lane) => inParallel(lane, perHost, checkPage));
  } finally {
    http.close();
  }
  const offline = judgeAnswer({ kind: 'failed', code: ownFailures.offline });
  return links.flatMap((url) => {
    const verdict = verdicts.get(url);
    if (verdict === undefined) return [];
    return [{ url, ...(verdict.kind === 'dead' && !http.foundAny() ? offline : verdict) }];
  });
}

function isWebAddress(url: string): boolean {
  return URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
}

/** The address without its fragment, which no server sees. */
function pageOf(url: string): string {
  const page = new URL(url);
  page.hash = '';
  return page.href;
}

/** Where a page has moved, what is linked to on it is still there (RFC 9110 section 10.2.2). */
function withFragment(verdict: LinkVerdict, fragment: string): LinkVerdict {
  if (verdict.kind !== 'moved' || new URL(verdict.to).hash !== '') return verdict;
  return { kind: 'moved', to: verdict.to + fragment };
}

function hostOf(page: string): string {
  return new URL(page).host;
}
