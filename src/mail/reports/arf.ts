import { fieldValue, fieldValues, parseHeaderFields } from '../header-fields.ts';

/** What a `message/feedback-report` part says, RFC 5965 section 3. */
export interface ArfReport {
  /** Section 7.3 and RFC 6591: abuse, fraud, virus, other, not-spam, auth-failure; in lower case. */
  readonly feedbackType: string;
  /** Section 3.2: the envelope's recipients, often redacted (RFC 6590). */
  readonly originalRcptTo: readonly string[];
  /** Section 3.2: the envelope's sender, which for us is the return path that names the delivery. */
  readonly originalMailFrom: string | null;
}

/** Null where there is no feedback type, the one field that says what was reported. */
export function parseArf(text: string): ArfReport | null {
  const fields = parseHeaderFields(text);
  const feedbackType = fieldValue(fields, 'feedback-type');
  if (!feedbackType) return null;
  return {
    feedbackType: feedbackType.toLowerCase(),
    originalRcptTo: [...fieldValues(fields, 'original-rcpt-to'), ...fieldValues(fields, 'removal-recipient')]
      .flatMap((value) => value.split(','))
      .map((value) => value.replace(/[<>]/g, '').trim())
      .filter((value) => value.includes('@')),
    originalMailFrom: fieldValue(fields, 'original-mail-from')?.replace(/[<>]/g, '') ?? null,
  };
}
