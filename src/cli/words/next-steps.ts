import type { PausedBy, SendState } from '../../database/column-values.ts';
import { type Account, openDeliveries } from '../../ledger/delivery.ts';

/** As much of a send as decides what can be done about it. */
export interface Standing {
  readonly issueKey: string;
  readonly state: SendState;
  readonly pausedBy: PausedBy | null;
  readonly account: Account;
}

/**
 * What the editor of a real send can do now, a sentence each; none where there is nothing to do.
 *
 * @param workers how many are alive; undefined where that is not known, as in a process that was one of them
 */
export function wayOn(standing: Standing, workers?: number): string[] {
  const { state, account } = standing;
  if (state === 'paused') return [wayOutOfPause(standing)];
  if (state === 'cancelled') return [];
  const isOpen = openDeliveries(account) > 0;
  return [...(isOpen && !workers ? [wayToDeliver(standing, workers)] : []), ...waysToSendAgain(standing)];
}

function wayOutOfPause({ issueKey, pausedBy }: Standing): string {
  const cancel = `\`pennypost cancel ${issueKey}\` calls it off.`;
  switch (pausedBy) {
    case 'canary':
      return `\`pennypost resume ${issueKey}\` sends to the rest all the same; ${cancel}`;
    case 'editor':
    case 'stale':
      return `\`pennypost resume ${issueKey}\` lets it go on; ${cancel}`;
    default:
      return (
        `When that is mended, \`pennypost send --issue ${issueKey}\` goes on, or, where workers run, ` +
        `\`pennypost resume ${issueKey}\`.`
      );
  }
}

function wayToDeliver({ issueKey, account }: Standing, workers: number | undefined): string {
  const nobody = workers === 0 ? 'No worker is running: ' : '';
  const isWaiting = account.pending + account.sending + account.held === 0;
  const when = isWaiting ? ' when the deferred are due' : '';
  return `${nobody}\`pennypost send --issue ${issueKey}\` goes on${when}, or leave \`pennypost work\` running.`;
}

function waysToSendAgain({ issueKey, account: { failed, inDoubt } }: Standing): string[] {
  return [
    ...(failed > 0 ? [`\`pennypost retry ${issueKey} --failed\` tries the failed again.`] : []),
    ...(inDoubt > 0
      ? [
          `\`pennypost send --issue ${issueKey} --resend-in-doubt\` sends again to those in doubt, of whom some will ` +
            'get it twice.',
        ]
      : []),
  ];
}
