import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { createSecureContext } from 'node:tls';
import type { Config } from '../../config.ts';
import type { TlsFiles } from '../../delivery/listener/mail-listener-smtp.ts';
import type { FeedbackIntake, TakenFeedback } from '../../feedback/feedback-intake.ts';
import type { InboundAddresses } from '../../feedback/inbound/inbound-recipient.ts';
import { listenForFeedback } from '../../feedback/inbound/inbound-smtp.ts';
import { mailboxName } from '../../feedback/inbound/mailbox-url.ts';
import { watchMailbox } from '../../feedback/inbound/watch-mailbox-imap.ts';
import type { EmailAddress } from '../../mail/address.ts';
import type { LinkKeys } from '../../sending/keys.ts';
import { bounceMailboxOf } from '../parts/bounce-mailbox.ts';
import { mailboxesOf } from '../parts/open-intake.ts';
import { type CommandContext, UsageError } from '../terminal/command-context.ts';
import { oneLine } from '../terminal/one-line.ts';
import { openFile } from '../terminal/private-files.ts';
import { readPort } from '../terminal/read-port.ts';
import { reporter } from '../terminal/report-trouble.ts';

/** The ways in for mail that comes back, beside the pages. */
export interface InboundOptions {
  readonly smtp?: string;
  readonly smtpHost: string;
  readonly smtpCert?: string;
  readonly smtpKey?: string;
  readonly imap?: boolean;
}

/** Something that serves until it is closed, which finishes what is under way. */
export interface Running {
  close(): Promise<void>;
}

/** What is wrong with the options is said before anything is opened. @throws UsageError */
export function checkInbound({ smtp, smtpCert, smtpKey, imap }: InboundOptions, config: Config): void {
  if (smtp !== undefined) readPort('--smtp', smtp);
  else if (smtpCert !== undefined || smtpKey !== undefined)
    throw new UsageError('--smtp-cert and --smtp-key are for mail: give --smtp and its port as well.');
  if ((smtpCert === undefined) !== (smtpKey === undefined))
    throw new UsageError('--smtp-cert and --smtp-key belong together: give both or neither.');
  if (imap) bounceMailboxOf(config);
}

/** `serve --smtp`: the mail exchanger of the return paths. */
export async function serveSmtp(
  options: InboundOptions & { readonly smtp: string },
  config: Config,
  keys: LinkKeys,
  intake: FeedbackIntake,
  context: CommandContext,
): Promise<Running> {
  const { returnPathDomain } = config.newsletter;
  const listener = await listenForFeedback({
    host: options.smtpHost,
    port: readPort('--smtp', options.smtp),
    tls: await readTls(options, context),
    addresses: inboundAddresses(config, keys),
    intake,
    log: (taken) => context.err(lineOf(taken)),
    report: reporter('A message that came back is left with its sender', context),
    warn: (sentence) => context.err(`${oneLine(sentence)}\n`),
  });
  const host = listener.host.includes(':') ? `[${listener.host}]` : listener.host;
  context.err(
    `Taking what comes back to ${config.returnPath ?? returnPathDomain} at smtp://${host}:${listener.port}.\n`,
  );
  return listener;
}

/** `serve --imap`: the mailbox of `BOUNCE_MAILBOX_URL`, as it fills. */
export function serveImap(config: Config, intake: FeedbackIntake, context: CommandContext): Running {
  const account = bounceMailboxOf(config);
  const leaving = new AbortController();
  const watching = watchMailbox(account, {
    intake,
    log: (taken) => context.err(lineOf(taken)),
    warn: (sentence) => context.err(`${oneLine(sentence)}\n`),
    report: reporter('The bounce mailbox is tried again later, or once this is started anew', context),
    stop: leaving.signal,
  });
  context.err(`Taking what comes into ${mailboxName(account)}.\n`);
  const close = () => {
    leaving.abort();
    return watching;
  };
  return { close };
}

function inboundAddresses(config: Config, { tags, tokens }: LinkKeys): InboundAddresses {
  const { returnPathDomain, from, replyTo } = config.newsletter;
  return {
    returnPathDomain,
    returnPath: config.returnPath,
    unsubscribeMailboxes: mailboxesOf(config),
    tags,
    tokens,
    contact: (replyTo ?? from.address) as EmailAddress,
  };
}

async function readTls(
  { smtpCert, smtpKey }: InboundOptions,
  { cwd, err }: CommandContext,
): Promise<TlsFiles | undefined> {
  if (smtpCert === undefined || smtpKey === undefined) return undefined;
  const openness = openFile(path.resolve(cwd, smtpKey), 'The key of --smtp-key', '600');
  if (openness !== null) err(`Warning: ${openness}\n`);
  const [cert, key] = await Promise.all([
    readPem('--smtp-cert', path.resolve(cwd, smtpCert)),
    readPem('--smtp-key', path.resolve(cwd, smtpKey)),
  ]);
  try {
    createSecureContext({ cert, key });
  } catch (cause) {
    // OpenSSL's own code: what is in a key is never quoted.
    const why = (cause as NodeJS.ErrnoException).code ?? 'it is not understood';
    throw new UsageError(`--smtp-cert and --smtp-key are no certificate and its key, both in PEM (${why}).`);
  }
  return { cert, key };
}

async function readPem(option: string, file: string): Promise<Buffer> {
  return readFile(file).catch((cause: NodeJS.ErrnoException) => {
    throw new UsageError(`${option}: ${file} cannot be read (${cause.code ?? cause.message}).`);
  });
}

function lineOf({ became, address, category, why }: TakenFeedback): string {
  return `${became}  ${address ?? '-'}  ${category}  ${oneLine(why)}\n`;
}
