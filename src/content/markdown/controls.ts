/** C0 and C1 but for tab and line feed: no reader sees them, and a stray C1 character makes Gmail clip the mail. */
const controls = /(?![\t\n])[\p{Cc}\ufeff]/gu;

export function dropControls(text: string): string {
  return text.replace(controls, '');
}
