/** What a notice says, in English as the pages do, whatever the newsletter is written in. */
export interface NoticeWords {
  readonly subject: string;
  /** For the list of an inbox, behind the subject. */
  readonly preheader: string;
  readonly title: string;
  /** Before the button. */
  readonly paragraphs: readonly string[];
  /** On the button, which opens the notice's link. */
  readonly action: string;
  /** Below it. */
  readonly notes: readonly string[];
  /** Why it was sent, a sentence of the footer. */
  readonly reason: string;
}

/** Every kind of mail that is no issue, and its words. @param name the newsletter's */
export const noticeWords = {
  'fresh-link': (name: string): NoticeWords => ({
    subject: `Your page at ${name}`,
    preheader: 'The link that was asked for. It works for two hours.',
    title: 'Here is your link',
    paragraphs: [
      `It opens your own page at ${name}: what is known of you, your lists, the way out, and the way back.`,
    ],
    action: 'Open my page',
    notes: [
      'The link works for two hours, and as often as you like. Whoever has it can do what you can, so keep it to yourself.',
      'You did not ask for it? Then somebody did who has an issue that was sent to you. They have learned nothing, nothing has changed, and there is nothing for you to do.',
    ],
    reason: `This is no issue of ${name}: a link to this address was asked for on its pages.`,
  }),
} as const satisfies Readonly<Record<string, (name: string) => NoticeWords>>;

export type NoticeKind = keyof typeof noticeWords;
