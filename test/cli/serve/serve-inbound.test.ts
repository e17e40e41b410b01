import { describe, expect, it } from 'vitest';
import { checkInbound, type InboundOptions } from '../../../src/cli/serve/serve-inbound.ts';
import type { Config } from '../../../src/config.ts';

const without = { bounceMailbox: null } as Config;

const faultOf = (options: Partial<InboundOptions>): string | null => {
  try {
    checkInbound({ smtpHost: '127.0.0.1', ...options }, without);
    return null;
  } catch (error) {
    return `${(error as Error).name}: ${(error as Error).message}`;
  }
};

describe('the ways in that serve is asked for', () => {
  it.each([{}, { smtp: '2525' }, { smtp: '0', smtpCert: 'cert.pem', smtpKey: 'key.pem' }])(
    'are fine: %j',
    (options) => {
      expect(faultOf(options)).toBeNull();
    },
  );

  it.each([
    [{ smtp: 'smtp' }, 'UsageError: --smtp "smtp" is not a port: give a number from 0 to 65535.'],
    [{ smtp: '65536' }, 'UsageError: --smtp "65536" is not a port: give a number from 0 to 65535.'],
    [
      { smtp: '25', smtpCert: 'cert.pem' },
      'UsageError: --smtp-cert and --smtp-key belong together: give both or neither.',
    ],
    [
      { smtpKey: 'key.pem' },
      'UsageError: --smtp-cert and --smtp-key are for mail: give --smtp and its port as well.',
    ],
    [
      { imap: true },
      'ConfigError: BOUNCE_MAILBOX_URL is not set: name the mailbox that bounces come to, as imaps://user:password@host/INBOX.',
    ],
  ])('are refused before anything is opened: %j', (options, fault) => {
    expect(faultOf(options)).toBe(fault);
  });
});
