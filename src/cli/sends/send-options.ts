import type { SendChoices } from '../../sending/control/send-choices.ts';
import { type GlobalOptions, UsageError } from '../terminal/command-context.ts';
import { canaryOf } from './canary-options.ts';

/** `pennypost send`, as it is typed. */
export interface SendOptions extends GlobalOptions {
  readonly issue: string;
  readonly content?: string;
  readonly yes?: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
  readonly online?: boolean;
  readonly catch?: boolean;
  readonly to?: string;
  readonly detach?: boolean;
  readonly skipBadRows?: boolean;
  readonly acceptShorterList?: boolean;
  readonly correction?: boolean;
  readonly everybody?: boolean;
  readonly includeNew?: boolean;
  readonly limit?: string;
  readonly watch?: string;
  readonly resendInDoubt?: boolean;
  readonly despite?: readonly string[];
  readonly list?: readonly string[];
}

/** @throws UsageError for options that exclude each other, or make no sense */
export function sendChoices(options: SendOptions): SendChoices {
  refuseContradictions(options);
  return {
    rehearsal: options.catch ?? false,
    correction: options.correction ?? false,
    everybody: options.everybody ?? false,
    includeNew: options.includeNew ?? false,
    resendInDoubt: options.resendInDoubt ?? false,
    canary: canaryOf(options),
    skipBadRows: options.skipBadRows ?? false,
    acceptShorter: options.acceptShorterList ?? false,
  };
}

function refuseContradictions(options: SendOptions): void {
  const pairs = [
    ['catch', 'detach', 'the catcher lives only as long as this command'],
    ['to', 'detach', 'a test goes out at once'],
    ['to', 'dryRun', 'a test goes to the one address given'],
    ['limit', 'resendInDoubt', 'nobody is held back in a send that was begun'],
    ['everybody', 'resendInDoubt', 'those in doubt are among everybody'],
    ['to', 'limit', 'a test goes to the one address given'],
    ['to', 'resendInDoubt', 'a test goes to the one address given'],
    ['dryRun', 'detach', 'a dry run leaves nothing to be done'],
  ] as const;
  for (const [one, other, why] of pairs) {
    if (options[one] !== undefined && options[other]) {
      throw new UsageError(`${flag(one)} and ${flag(other)} exclude each other: ${why}.`);
    }
  }
}

function flag(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
