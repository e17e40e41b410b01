import { fieldValue, parseHeaderFields } from '../header-fields.ts';
import { typedAddress } from './dsn.ts';

/** What a `message/disposition-notification` part says, RFC 8098 section 3. */
export interface MdnReport {
  readonly finalRecipient: string | null;
  /** Section 3.2.6.2: displayed, deleted, dispatched, processed; in lower case. */
  readonly dispositionType: string;
  /** Section 3.2.6.1: whether a program did it, and not the reader. */
  readonly isAutomatic: boolean;
  /** Section 3.2.6.3: `error` says that the message could not be handled. */
  readonly isError: boolean;
}

/** Null where there is no disposition. */
export function parseMdn(text: string): MdnReport | null {
  const fields = parseHeaderFields(text);
  const disposition = fieldValue(fields, 'disposition')?.toLowerCase();
  if (!disposition) return null;
  const [type = '', modifier = ''] = (disposition.split(';')[1] ?? disposition).split('/');
  return {
    finalRecipient:
      typedAddress(fieldValue(fields, 'original-recipient')) ??
      typedAddress(fieldValue(fields, 'final-recipient')),
    dispositionType: type.trim(),
    isAutomatic: disposition.startsWith('automatic-action'),
    isError: /error|fail/.test(modifier) || type.trim() === 'failed',
  };
}
