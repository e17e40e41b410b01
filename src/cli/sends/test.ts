import { tellFindings } from '../issues/lint-gate.ts';
import { prepareNamed } from '../issues/open-issue.ts';
import { type CommandContext, type GlobalOptions, loadConfig } from '../terminal/command-context.ts';
import { type ExitCode, exitCode } from '../terminal/exit-code.ts';
import { deliverTest, tellTest } from './send-test.ts';

export interface TestOptions extends GlobalOptions {
  readonly content?: string;
  readonly catch?: boolean;
  readonly json?: boolean;
  readonly online?: boolean;
}

/**
 * `pennypost test 10 me@example.com`: the issue to one address, marked as a test. It touches neither the database nor
 * the ledger, so it can be repeated at will; where the lists name the address, their fields are used.
 */
export async function test(
  issue: string,
  address: string,
  options: TestOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const config = loadConfig(context, options);
  const prepared = await prepareNamed(issue, config, context, 'test', options.online);
  tellFindings(prepared, context);
  const { rendered } = prepared;
  const isCaught = options.catch ?? false;
  const delivered = await deliverTest(address, { config, rendered, isCaught, warn: context.err });
  if (options.json) {
    const { isAccepted: accepted, said: reply } = delivered;
    const { issueKey, digest } = rendered;
    context.out(JSON.stringify({ test: true, to: address, issue: issueKey, digest, accepted, reply }));
  }
  context.err(`${tellTest(address, delivered)}\n`);
  return delivered.isAccepted ? exitCode.done : exitCode.partial;
}
