import { randomBytes } from 'node:crypto';
import { smtpTransport } from '../delivery/transport-smtp.ts';
import { parseAddress } from '../mail/address.ts';
import { chooseRelay } from './choose-relay.ts';
import { UsageError } from './command-context.ts';
import { composeTest } from './compose-delivery.ts';
import { type ExitCode, exitCode } from './exit-code.ts';
import { findReader } from './find-reader.ts';
import type { SendJob } from './send-job.ts';
import { openKeys } from './sending-keys.ts';

/**
 * `send --to`: the issue to one address, marked as a test. It touches neither the database nor the ledger, so it can
 * be repeated at will; where the lists name the address, their fields are used.
 */
export async function sendTest(
  address: string,
  { options, config, rendered, context }: SendJob,
): Promise<ExitCode> {
  const parsed = parseAddress(address);
  if (!parsed.ok) throw new UsageError(`--to: ${parsed.problem}.`);
  const { to, fields } = await findReader({ name: '', address: parsed.address }, config.listsDirectory);
  const chosen = await chooseRelay(config, options.catch ?? false);
  const transport = smtpTransport(chosen.relay);
  try {
    const nonce = randomBytes(10).toString('hex');
    const { envelope, message } = composeTest(rendered, to, fields, await openKeys(config), {
      date: new Date(),
      nonce,
      isMarked: true,
    });
    const receipt = await transport.send(envelope, message, async () => true);
    const isAccepted = receipt.kind === 'accepted';
    const said =
      'reply' in receipt ? receipt.reply.text : 'problem' in receipt ? receipt.problem : receipt.kind;
    if (options.json) {
      const { issueKey: issue, digest } = rendered;
      context.out(
        JSON.stringify({ test: true, to: address, issue, digest, accepted: isAccepted, reply: said }),
      );
    }
    const went = isAccepted ? 'The test went to' : 'The test did not reach';
    context.err(`${went} ${address} (${chosen.description}): ${said}\n`);
    return isAccepted ? exitCode.done : exitCode.partial;
  } finally {
    await transport.close();
    await chosen.close();
  }
}
