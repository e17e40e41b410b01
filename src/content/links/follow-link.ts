import { type Answer, judgeAnswer, type LinkVerdict } from './link-check.ts';

export type AskMethod = 'HEAD' | 'GET';

/** How links are asked for; each call is one request. */
export interface Asker {
  ask(method: AskMethod, url: URL): Promise<Answer>;
  /** Nobody asks this host for so long. */
  postpone(host: string, ms: number): void;
}

const mostRedirects = 10;
/** A host that wants to be left alone for longer is not asked again. */
const longestWaitMs = 5000;

/**
 * Asks for an address as a browser would come to it, redirects and all: HEAD, and GET where HEAD gets no plain yes,
 * since many servers refuse the one and answer the other.
 */
export async function followLink(start: URL, asker: Asker, now: () => number): Promise<LinkVerdict> {
  let at = start;
  let to: string | null = null;
  let isPermanent = true;
  for (let hop = 0; hop <= mostRedirects; hop += 1) {
    const answer = await askKindly(at, asker, now);
    const next = redirectOf(answer, at);
    if (next === null) return afterRedirects(judgeAnswer(answer), start, at, to);
    isPermanent &&= answer.kind === 'answered' && (answer.status === 301 || answer.status === 308);
    if (isPermanent) to = next.href;
    at = next;
  }
  return { kind: 'unverified', why: `redirects more than ${mostRedirects} times` };
}

/** `to` is how far permanent redirects alone lead, and `at` the end of all. */
function afterRedirects(verdict: LinkVerdict, start: URL, at: URL, to: string | null): LinkVerdict {
  if (verdict.kind === 'alive') return to === null || to === start.href ? verdict : { kind: 'moved', to };
  if (at === start || verdict.kind === 'moved') return verdict;
  return { ...verdict, why: `redirects to ${at.href}, which ${verdict.why}` };
}

async function askKindly(url: URL, asker: Asker, now: () => number): Promise<Answer> {
  const head = await asker.ask('HEAD', url);
  if (isPlainYes(head) || isFinal(head)) return head;
  const wait = waitOf(head, now());
  if (wait === null && isBusy(head)) return head;
  if (wait !== null) asker.postpone(url.host, wait);
  return await asker.ask('GET', url);
}

function isPlainYes(answer: Answer): boolean {
  return answer.kind === 'answered' && answer.status >= 200 && answer.status < 400;
}

/** No other method would fare better: nobody heard the first. */
function isFinal(answer: Answer): boolean {
  if (answer.kind === 'answered') return false;
  return answer.code !== 'ECONNRESET' && !answer.code.startsWith('HPE_');
}

function isBusy(answer: Answer): boolean {
  return answer.kind === 'answered' && (answer.status === 429 || answer.status === 503);
}

/** RFC 9110 section 10.2.3: seconds, or a date; null where it is not given or too long. */
function waitOf(answer: Answer, now: number): number | null {
  if (answer.kind !== 'answered' || answer.retryAfter === null || !isBusy(answer)) return null;
  const wait = /^\d+$/.test(answer.retryAfter)
    ? Number(answer.retryAfter) * 1000
    : Date.parse(answer.retryAfter) - now;
  return wait <= longestWaitMs ? Math.max(0, wait) : null;
}

/** Null where the answer is the last one, or leads out of the web. */
function redirectOf(answer: Answer, from: URL): URL | null {
  if (answer.kind !== 'answered' || ![301, 302, 303, 307, 308].includes(answer.status)) return null;
  if (answer.location === null || !URL.canParse(answer.location, from.href)) return null;
  const next = new URL(answer.location, from);
  return next.protocol === 'http:' || next.protocol === 'https:' ? next : null;
}
