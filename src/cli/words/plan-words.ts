import type { OpenSend } from '../../ledger/accounts/open-sends-sql.ts';
import type { SendPlan } from '../../sending/control/plan-send-sql.ts';
import { writtenTime } from '../terminal/written-time.ts';

/** Whom a send goes to, for the person who is asked. */
export function describeRecipients(plan: SendPlan): string {
  const { audience, wouldSend, again } = plan.count;
  if (plan.kind === 'continue') return describeRest(plan);
  const rest = audience - wouldSend;
  return [
    `${wouldSend}`,
    ...(again > 0 ? [`of whom ${again} have an earlier version of it and get this one as well`] : []),
    ...(rest > 0 ? [`and ${rest} who must not be mailed`] : []),
  ].join(', ');
}

function describeRest({ count, ...plan }: Extract<SendPlan, { kind: 'continue' }>): string {
  const { audience, wouldSend, alreadySent, added, doubted } = count;
  const among = [
    ...(added > 0 ? [`${added} who subscribed since`] : []),
    ...(doubted > 0 ? [`the ${doubted} in doubt`] : []),
  ].join(' and ');
  const left =
    plan.gets === 'new'
      ? `${wouldSend} of ${audience} get the new version`
      : `${wouldSend} of ${audience} left`;
  const kept = plan.gets === 'new' ? `; ${alreadySent} have an earlier one and keep it` : '';
  return `${left}${among && `, among them ${among}`}${kept} (continues send ${plan.send})`;
}

/**
 * What becomes of the sends of other issues that are open, for the person who is asked, a line each. Nobody is to be
 * mailed an old issue because they send a new one, and not be told.
 *
 * @param who delivers beside this send: this command, the workers it is left to, or nobody
 */
export function otherLines(others: readonly OpenSend[], who: 'this' | 'workers' | 'nobody'): string[] {
  return others.map(({ issue, send, begun, left }) => {
    const what = `${left} left of issue ${issue} (send ${send} of ${writtenTime(begun)})`;
    const way = `\`pennypost send ${issue}\` goes on with it, \`pennypost cancel ${issue}\` calls it off`;
    if (who === 'nobody') return `${what}, which this command leaves as it is: ${way}.`;
    const whoever =
      who === 'this' ? 'this command goes on with them as well' : 'the workers go on with them as well';
    return `${what}: ${whoever}, unless you \`pennypost pause ${issue}\` or \`pennypost cancel ${issue}\` first.`;
  });
}
