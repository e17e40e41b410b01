/** How a list of mail shows one: subject and preheader share what room there is. */
export interface InboxLine {
  readonly client: string;
  readonly device: 'desktop' | 'phone';
  readonly subject: string;
  readonly preheader: string;
  readonly isSubjectCut: boolean;
}

/**
 * How many characters fit, roughly, in the default window and font of each client: a proportional font makes
 * it a few more or less.
 */
const lists = [
  { client: 'Gmail', device: 'desktop', subject: 70, total: 120 },
  { client: 'Outlook', device: 'desktop', subject: 60, total: 60, below: 90 },
  { client: 'Apple Mail', device: 'desktop', subject: 55, total: 55, below: 110 },
  { client: 'Gmail', device: 'phone', subject: 38, total: 38, below: 40 },
  { client: 'Apple Mail', device: 'phone', subject: 36, total: 36, below: 80 },
  { client: 'Outlook', device: 'phone', subject: 32, total: 32, below: 42 },
] as const;

/** What each list of mail shows of a subject and a preheader. */
export function inboxLines(subject: string, preheader: string): InboxLine[] {
  return lists.map((list) => {
    const shown = cut(subject, list.subject);
    const room = 'below' in list ? list.below : list.total - [...shown].length;
    return {
      client: list.client,
      device: list.device,
      subject: shown,
      preheader: cut(preheader, room),
      isSubjectCut: shown !== subject,
    };
  });
}

const segmenter = new Intl.Segmenter('und', { granularity: 'grapheme' });

/** At most so many characters as a reader counts them, the last one an ellipsis where something is left out. */
function cut(text: string, most: number): string {
  const characters = [...segmenter.segment(text)].map(({ segment }) => segment);
  if (characters.length <= most) return text;
  return `${characters
    .slice(0, Math.max(0, most - 1))
    .join('')
    .trimEnd()}…`;
}
