/** RFC 3463 section 2: class, subject and detail, such as `5.1.1`. Subjects beyond 7 are not defined. */
const anywhere = /(?<![\d.])[45]\.[0-7]\.\d{1,3}(?![\d.]*\d)/g;
/** RFC 5321 section 4.2, RFC 2034 section 4: a reply code with a status straight after it. */
const afterReplyCode = /(?<![\d.])([45])\d\d[ -](?:[45]\d\d )?[#([<'"]*(\1\.[0-7]\.\d{1,3})(?![\d.]*\d)/g;

/** The class of a status, RFC 3463 section 3.1: 2 success, 4 persistent transient failure, 5 permanent failure. */
export type StatusClass = 2 | 4 | 5;

export function statusClass(status: string): StatusClass {
  return Number(status[0]) as StatusClass;
}

/** RFC 3463 section 3.1: a status of subject 0 says no more than its class does. */
export function isUnspecific(status: string): boolean {
  return /^\d\.0\./.test(status);
}

/**
 * The enhanced status of a failure that a reply text carries, or null. One that says something beats one that does not, and one
 * after a reply code beats one that may be anything, such as a version number.
 */
export function findEnhancedStatus(text: string): string | null {
  const replied = Array.from(text.matchAll(afterReplyCode), (match) => match[2] ?? '');
  const found = [...replied, ...Array.from(text.matchAll(anywhere), (match) => match[0])];
  return found.find((status) => !isUnspecific(status)) ?? found[0] ?? null;
}

/** Reads a `Status` field, RFC 3464 section 2.3.4, with or without its comment. */
export function parseStatusField(value: string): string | null {
  return /^\s*([245]\.\d{1,3}\.\d{1,3})(?!\d)/.exec(value)?.[1] ?? null;
}
