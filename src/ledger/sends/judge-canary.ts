/** What became of the first few of a send so far. */
export interface CanaryFigures {
  readonly accepted: number;
  /** Refused for good during the transaction. */
  readonly failed: number;
  /** Accepted by the relay, and reported as undeliverable since. */
  readonly bounced: number;
  readonly inDoubt: number;
  readonly deferred: number;
  /** Not yet tried, or being tried just now. */
  readonly open: number;
  readonly complaints: number;
}

export type CanaryVerdict =
  /** They are still on their way, or are being watched. */
  | { readonly kind: 'wait' }
  /** Each of them was tried: the watch begins. */
  | { readonly kind: 'settled' }
  | { readonly kind: 'release' }
  | { readonly kind: 'stop'; readonly reason: string };

/**
 * The shares that stop a send. A list in good order has well under 2 % dead addresses, so 5 % speak of a wrong list or
 * a bad name with the providers; 0.3 % complaints are what Gmail and Yahoo never want to see. Deferring a few is what
 * healthy providers do to a sender whom they do not know.
 */
const allowed = { failed: 0.05, late: 0.2, complaints: 0.003 } as const;

/** Of a handful, one dead address or one busy server says nothing yet; one complaint does. */
const alwaysAllowed = { failed: 1, late: 1, complaints: 0 } as const;

type Measure = keyof typeof allowed;

/**
 * Judges a canary. What can only grow worse stops it at once; it goes on only when the watch is over.
 *
 * @param watchedMinutes since the last of them was settled for the first time; null before that
 */
export function judgeCanary(
  figures: CanaryFigures,
  watchedMinutes: number | null,
  watchMinutes: number,
): CanaryVerdict {
  const { accepted, failed, bounced, inDoubt, deferred, open, complaints } = figures;
  const size = accepted + failed + inDoubt + deferred + open;
  const lost = failed + bounced + inDoubt;
  if (isTooMany('failed', lost, size) || isTooMany('complaints', complaints, size))
    return stop(figures, size);
  if (watchedMinutes === null && open > 0) return { kind: 'wait' };
  if (watchedMinutes === null && watchMinutes > 0) return { kind: 'settled' };
  if (watchedMinutes !== null && watchedMinutes < watchMinutes) return { kind: 'wait' };
  const isBad = accepted === 0 || isTooMany('late', deferred + open, size);
  return isBad ? stop(figures, size) : { kind: 'release' };
}

function isTooMany(measure: Measure, count: number, size: number): boolean {
  return count > alwaysAllowed[measure] && count > size * allowed[measure];
}

function stop(figures: CanaryFigures, size: number): CanaryVerdict {
  const { accepted, failed, bounced, inDoubt, deferred, open, complaints } = figures;
  const counts = [
    [accepted, 'accepted'],
    [failed, 'refused for good'],
    [bounced, 'bounced since'],
    [inDoubt, 'in doubt'],
    [deferred + open, 'deferred'],
    [complaints, 'complained'],
  ] as const;
  const said = counts
    .filter(([count], at) => at === 0 || count > 0)
    .map(([count, what]) => `${count} ${what}`);
  return {
    kind: 'stop',
    reason:
      `Of the first ${size}, ${said.join(', ')}. At most ${percent('failed')} may be refused, bounced or in doubt, ` +
      `${percent('late')} deferred and ${percent('complaints')} complain, so nobody else got it.`,
  };
}

function percent(measure: Measure): string {
  return `${Number((allowed[measure] * 100).toFixed(1))} %`;
}
