import type { Finding } from '../finding.ts';
import { groupBy } from '../text/group-by.ts';
import { quoteValue } from '../text/quote-value.ts';

/** What became of asking for one address. */
export type LinkCheck = { readonly url: string } & LinkVerdict;

export type LinkVerdict =
  | { readonly kind: 'alive' }
  /** It says itself that it lives elsewhere for good. */
  | { readonly kind: 'moved'; readonly to: string }
  /** A clause that follows "it": `answers 404`. */
  | { readonly kind: 'dead'; readonly why: string }
  /** A reader in a browser may well get through. */
  | { readonly kind: 'unverified'; readonly why: string };

/** The head of an answer, or the code of what kept it away. */
export type Answer =
  | {
      readonly kind: 'answered';
      readonly status: number;
      readonly location: string | null;
      readonly retryAfter: string | null;
    }
  /** A code of Node or OpenSSL, or one of {@link ownFailures}. */
  | { readonly kind: 'failed'; readonly code: string };

/** The failures that are ours and not the network's. */
export const ownFailures = {
  timeout: 'PENNYPOST_TIMEOUT',
  outOfTime: 'PENNYPOST_OUT_OF_TIME',
  privateAddress: 'PENNYPOST_PRIVATE_ADDRESS',
  silentHost: 'PENNYPOST_SILENT_HOST',
  offline: 'PENNYPOST_OFFLINE',
} as const;

const failures: Readonly<Record<string, LinkVerdict>> = {
  ENOTFOUND: { kind: 'dead', why: 'names a host that does not exist' },
  ENODATA: { kind: 'dead', why: 'names a host that has no address' },
  ECONNREFUSED: { kind: 'dead', why: 'names a host that refuses connections' },
  // Browsers fetch the certificate that is missing between the site's and the root's; Node does not.
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: unverified('has a certificate whose issuer it does not send'),
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: unverified('has a certificate whose issuer is not known here'),
  [ownFailures.timeout]: unverified('did not answer in time'),
  [ownFailures.outOfTime]: unverified('was not asked before the time for all links ran out'),
  [ownFailures.privateAddress]: unverified('leads into a private network, where nobody is asked'),
  [ownFailures.offline]: unverified(
    'names a host that was not found, as none was: this machine may be offline',
  ),
  [ownFailures.silentHost]: unverified('was not asked, since its host left others without an answer'),
};

function unverified(why: string): LinkVerdict {
  return { kind: 'unverified', why };
}

/**
 * Only a clear no is dead. Sites answer programs with 401, 403, 405, 429, 451, 503 and 999 where readers get the page,
 * and a server's own faults pass.
 */
export function judgeAnswer(answer: Answer): LinkVerdict {
  if (answer.kind === 'failed') return judgeFailure(answer.code);
  const { status } = answer;
  if (status >= 200 && status < 300) return { kind: 'alive' };
  return { kind: status === 404 || status === 410 ? 'dead' : 'unverified', why: `answers ${status}` };
}

function judgeFailure(code: string): LinkVerdict {
  const known = failures[code];
  if (known !== undefined) return known;
  const isTls = /CERT|SELF_SIGNED|HOSTNAME_MISMATCH|^ERR_(?:TLS|SSL)_|^EPROTO$/.test(code);
  return isTls
    ? { kind: 'dead', why: `has no valid certificate (${code})` }
    : unverified(`gave no answer (${code})`);
}

/** Warnings for what the editor can mend; `lineOf` gives the line of the issue's file that an address stands in. */
export function linkFindings(
  checks: readonly LinkCheck[],
  lineOf: (url: string) => number | null,
): Finding[] {
  return checks.flatMap((check): Finding[] => {
    const place = { severity: 'warning', line: lineOf(check.url) } as const;
    const address = quoteValue(check.url);
    if (check.kind === 'dead')
      return [
        {
          ...place,
          rule: 'dead-link',
          message: `${address} is dead: it ${check.why}. Correct it, or take it out.`,
        },
      ];
    if (check.kind === 'moved')
      return [
        {
          ...place,
          rule: 'redirected-link',
          message: `${address} has moved for good: link to ${JSON.stringify(check.to)}.`,
        },
      ];
    return [];
  });
}

/** What could not be verified, by reason, the most frequent first; null where everything could. */
export function describeUnverified(checks: readonly LinkCheck[]): string | null {
  const unsure = checks.flatMap((check) => (check.kind === 'unverified' ? [check] : []));
  if (unsure.length === 0) return null;
  const reasons = [...groupBy(unsure, ({ why }) => why)]
    .toSorted(([, one], [, other]) => other.length - one.length)
    .map(([why, found]) => {
      const hosts = new Set(found.map(({ url }) => new URL(url).host));
      return `${found.length} because it ${why} (${[...hosts].join(', ')})`;
    });
  return `${unsure.length} ${unsure.length === 1 ? 'link' : 'links'} could not be verified: ${reasons.join('; ')}.`;
}
