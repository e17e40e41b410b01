import type { RuleGroup } from './bounce-rule.ts';
import { gateways } from './gateways.ts';
import { languages } from './languages.ts';
import { mailSystems } from './mail-systems.ts';
import { messageFaults } from './message-faults.ts';
import { microsoft } from './microsoft.ts';
import { recipients } from './recipients.ts';
import { senderFaults } from './sender-faults.ts';
import { transport, vagueRefusals } from './transport.ts';

/** How much of a report a rule may be held against. */
export type RuleStrength = 'firm' | 'reporter' | 'vague';

/** Every rule, in the order in which they are tried: who is known best first, then our own faults, then the reader's. */
export const ruleGroups: Readonly<Record<RuleStrength, readonly RuleGroup[]>> = {
  firm: [microsoft, ...gateways, ...mailSystems, ...senderFaults, messageFaults, ...recipients, ...languages],
  /** What programs say in notices of their own, whose statuses mislead. */
  reporter: mailSystems,
  /** Words that could mean anything; an enhanced status knows better. */
  vague: [...vagueRefusals, ...transport],
};
