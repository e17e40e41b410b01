/** One issue of the newsletter, read from its markdown file and found without fault. */
export interface Issue {
  /** What a send is keyed to: `10` for issue 10, else its date or slug. The same for every edit of the file. */
  readonly key: string;
  readonly number: number | null;
  readonly slug: string;
  /** One line, no control characters. */
  readonly title: string;
  /** `YYYY-MM-DD`, or null where the newsletter dates nothing. */
  readonly date: string | null;
  /** What inbox lists show after the subject; from the front matter (summary, description, ogSummary…) or null. */
  readonly summary: string | null;
  /** BCP 47, from the front matter or the config. */
  readonly language: string;
  /** The body, front matter removed. */
  readonly markdown: string;
  /** The line of the file on which `markdown` begins, counted from 1, so that faults can name a line. */
  readonly bodyLine: number;
  /** The file, relative to the project. */
  readonly path: string;
  /** The address of the issue on the web, or null where the newsletter has no site. */
  readonly webUrl: string | null;
}
