import { fieldValue, type HeaderField } from '../header-fields.ts';

/** RFC 3834 section 5: the keyword of Auto-Submitted, in lower case; null where the field is absent. */
function autoSubmitted(headers: readonly HeaderField[]): string | null {
  return /^[a-z-]+/i.exec(fieldValue(headers, 'auto-submitted') ?? '')?.[0].toLowerCase() ?? null;
}

/** Fields with which responders mark their replies, older than RFC 3834 and still in use beside it. */
const responderFields = [
  'x-autoreply',
  'x-autorespond',
  'x-autoresponder',
  'x-autoreply-from',
  'x-mail-autoreply',
];

/** True where the header itself says that a machine answered a message, not where it says that a machine wrote one. */
export function isMarkedAutoReply(headers: readonly HeaderField[]): boolean {
  const keyword = autoSubmitted(headers);
  if (keyword === 'auto-replied') return true;
  // Exchange says that it made the reply up, and to what.
  const isAnswer = fieldValue(headers, 'in-reply-to') !== null;
  if (keyword === 'auto-generated' && isAnswer && fieldValue(headers, 'x-auto-response-suppress') !== null)
    return true;
  const precedence = fieldValue(headers, 'precedence')?.toLowerCase() ?? '';
  if (/^auto[_-]?reply$/.test(precedence)) return true;
  return responderFields.some((name) => {
    const value = fieldValue(headers, name);
    return value !== null && !/^(?:no|false)\b/i.test(value);
  });
}
