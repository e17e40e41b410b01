import { type Config, ConfigError } from '../../config.ts';
import type { MailboxAccount } from '../../feedback/inbound/mailbox-url.ts';

/** @throws ConfigError where none is named */
export function bounceMailboxOf({ bounceMailbox }: Config): MailboxAccount {
  if (bounceMailbox) return bounceMailbox;
  throw new ConfigError([
    'BOUNCE_MAILBOX_URL is not set: name the mailbox that bounces come to, as imaps://user:password@host/INBOX.',
  ]);
}
