import { fieldValue, parseHeaderFields, splitMessage } from '../../mail/header-fields.ts';

/**
 * When a message from a file came in: the time in the topmost trace field, which our own mail system wrote (RFC 5321
 * section 4.4), else its Date. A folder that is processed once a month must not make one day of that month.
 *
 * @param now for a message without a time, or one from the future
 */
export function arrivalTime(bytes: Uint8Array, now: Date): Date {
  const { header } = splitMessage(Buffer.from(bytes.subarray(0, 64 * 1024)).toString('latin1'));
  const fields = parseHeaderFields(header);
  const received = fieldValue(fields, 'received')?.split(';').at(-1);
  const times = [received, fieldValue(fields, 'date')].map((text) =>
    Date.parse((text ?? '').replace(/\([^()]*\)/g, '')),
  );
  const time = times.find((one) => one > 0 && one <= now.getTime());
  return time === undefined ? now : new Date(time);
}
