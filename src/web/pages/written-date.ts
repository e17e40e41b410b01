const dates = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' });

/** `1 March 2026`. */
export function writtenDate(date: Date): string {
  return dates.format(date);
}
