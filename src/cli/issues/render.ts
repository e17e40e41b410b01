import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fillSlots } from '../../email/slots/fill-slots.ts';
import { chooseVariant } from '../../email/slots/variant.ts';
import { type EmailAddress, parseAddress } from '../../mail/address.ts';
import { messageSize } from '../../mail/message-pieces.ts';
import { composeTest } from '../../sending/prepare/compose-delivery.ts';
import { findReader } from '../parts/find-reader.ts';
import { openTestKeys, openViewingWayOut } from '../parts/sending-keys.ts';
import {
  type CommandContext,
  type GlobalOptions,
  loadConfig,
  UsageError,
} from '../terminal/command-context.ts';
import { type ExitCode, exitCode } from '../terminal/exit-code.ts';
import { tellFindings } from './lint-gate.ts';
import { prepareNamed } from './open-issue.ts';

export interface RenderCommandOptions extends GlobalOptions {
  readonly out: string;
  readonly as?: string;
  readonly online?: boolean;
  readonly json?: boolean;
}

/** `pennypost render FILE`: the email that an issue becomes, as files: HTML, text and the whole message. */
export async function render(
  file: string,
  options: RenderCommandOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const config = loadConfig(context, options);
  const prepared = await prepareNamed(file, config, context, 'look', options.online);
  const { rendered } = prepared;
  const { to, fields } = await findReader(reader(options.as), config.listsDirectory);
  const keys = await openTestKeys(config, await openViewingWayOut(config, context.err));
  const { message, values } = await composeTest(rendered, to, fields, keys, {
    date: new Date(),
    nonce: 'render',
    isMarked: false,
  });
  const variant = chooseVariant(rendered.variants, rendered.conditions, values);
  const html = fillSlots(variant.html, values);
  const text = fillSlots(variant.text, values);
  tellFindings(prepared, context);
  const stem = path.join(path.resolve(context.cwd, options.out), path.parse(file).name);
  await mkdir(path.dirname(stem), { recursive: true });
  await writeFile(`${stem}.html`, html);
  await writeFile(`${stem}.txt`, text);
  await writeFile(`${stem}.eml`, Buffer.concat(message));
  const sizes = {
    htmlBytes: Buffer.byteLength(html),
    textBytes: Buffer.byteLength(text),
    emlBytes: messageSize(message),
  };
  const slots = [...variant.html, ...variant.text].filter((piece) => typeof piece !== 'string').length;
  if (options.json) {
    context.out(JSON.stringify({ subject: rendered.subject, digest: rendered.digest, ...sizes, slots }));
  } else {
    context.out(
      `${stem}.html  ${sizes.htmlBytes} bytes\n${stem}.txt  ${sizes.textBytes} bytes\n${stem}.eml  ${sizes.emlBytes} bytes`,
    );
  }
  return exitCode.done;
}

function reader(as: string | undefined): { name: string; address: EmailAddress } {
  const parsed = parseAddress(as ?? 'reader@example.com');
  if (!parsed.ok) throw new UsageError(`--as: ${parsed.problem}.`);
  return { name: '', address: parsed.address };
}
