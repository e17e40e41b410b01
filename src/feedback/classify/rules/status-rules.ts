import type { Category } from '../../bounce-report.ts';

/**
 * What an enhanced status says by itself, by subject and detail: RFC 3463 section 3, with the additions of the registry
 * https://www.iana.org/assignments/smtp-enhanced-status-codes (RFC 4468, 4865, 4954, 5248, 6710, 7372, 7505). Details
 * that say nothing (x.0) are not here.
 */
const byDetail: Readonly<Record<string, Category>> = {
  '1.1': 'invalid_recipient',
  '1.2': 'invalid_domain',
  '1.3': 'invalid_recipient',
  '1.4': 'undetermined',
  '1.6': 'moved',
  '1.7': 'sender_rejected',
  '1.8': 'sender_rejected',
  '1.9': 'content',
  '1.10': 'invalid_domain',
  '2.1': 'disabled',
  '2.2': 'mailbox_full',
  '2.3': 'message_too_large',
  '2.4': 'system',
  '3.1': 'system',
  '3.2': 'system',
  '3.3': 'system',
  '3.4': 'message_too_large',
  '3.5': 'system',
  '4.1': 'timeout',
  '4.2': 'network',
  '4.3': 'network',
  '4.4': 'network',
  '4.5': 'system',
  '4.6': 'network',
  '4.7': 'timeout',
  '5.1': 'system',
  '5.2': 'system',
  '5.3': 'rate_limited',
  '5.4': 'system',
  '5.5': 'system',
  '5.6': 'message_too_large',
  '7.1': 'policy',
  '7.10': 'tls',
  '7.11': 'tls',
  '7.13': 'disabled',
  '7.17': 'invalid_recipient',
  '7.25': 'sender_config',
  '7.28': 'rate_limited',
};

/** Where for good means something else than for now. */
const permanent: Readonly<Record<string, Category>> = {
  // RFC 7504: the host takes no mail at all.
  '3.2': 'invalid_domain',
  // RFC 3463 section 3.5: no route, which a server gives up on only where the domain leads nowhere.
  '4.4': 'invalid_domain',
};

/** Null where the status says no more than its class. */
export function categoryOfStatus(status: string): Category | null {
  const detail = status.slice(2);
  const found = (status.startsWith('5.') ? permanent[detail] : undefined) ?? byDetail[detail];
  if (found) return found;
  if (/^6\.[1-9]/.test(detail)) return 'content';
  if (/^7\.(?:2[0-7]|5(?:09|1\d))$/.test(detail)) return 'auth_failure';
  if (/^7\.3[0-2]$/.test(detail)) return 'auth_failure';
  if (/^7\.32\d$/.test(detail)) return 'tls';
  if (/^7\.6\d\d$/.test(detail)) return 'blocklist';
  return /^7\.[1-9]/.test(detail) ? 'policy' : null;
}
