/** What the site of the newsletter makes of an issue. */
export interface IssuePage {
  /** The whole address, percent-encoded; null where it has none or nobody here can know it. */
  readonly url: string | null;
  /** Whether the generator of the site puts it there. */
  readonly published: boolean;
  /** Why it has no address, is not published, or is published although somebody may not have meant it; a sentence. */
  readonly why: string | null;
  /** Whether it lies where the generator keeps its posts: then it is an issue, whatever it is called. */
  readonly isPost: boolean;
  /**
   * The day that its generator takes for it, `YYYY-MM-DD` as it was written; null where that is the front matter's, else the
   * name's. Left out where no generator is known: there the name goes first.
   */
  readonly day?: string | null;
  /** What told: the folder of the built site, or its page on the web; left out: the rules of its generator. */
  readonly by?: 'built' | 'web';
}

/** One issue as it was found in the content directory. */
export interface IssueListing {
  /** The file, relative to the content directory, with `/`; of an issue without a main file its folder. */
  readonly path: string;
  readonly kind: 'issue' | 'draft' | 'template';
  readonly number: number | null;
  /** `YYYY-MM-DD`: the date that its site shows, else the one in the name, else the one in the front matter. */
  readonly date: string | null;
  /** The month, week or part of the year that the name gives instead of a day: `2019-11`, `2022-W01`, `2018/28`. */
  readonly period: string | null;
  /** The year that the date or the name says. */
  readonly year: number | null;
  /** Unique words for the issue: the slug of the front matter, else the name of the file or folder. */
  readonly slug: string;
  readonly title: string | null;
  /** True for drafts and templates: `send` refuses them. */
  readonly draft: boolean;
  /**
   * What a send is keyed to: the number, else the date, else the period, else the slug; unique in the newsletter. The date in
   * the name goes first here wherever the site takes its own from, so that no other site and no edit renames what was sent.
   */
  readonly key: string;
  /** BCP 47, where the path or the front matter says it. */
  readonly language: string | null;
  /** What the site makes of it; null where no site that is known here makes anything of it. */
  readonly page: IssuePage | null;
  /** Another issue whose page has the same address; left out where none has. */
  readonly sharesPageWith?: string;
  /** Other files that belong to the issue and are not in `path`. */
  readonly parts: readonly string[];
  /** Numbers that a less trusted place says: the title says 8 while the file is called 157. */
  readonly otherNumbers: readonly number[];
  /** Sentences that begin with file and line. An issue with faults cannot be sent. */
  readonly faults: readonly string[];
  /** Sentences about what looks wrong but hinders nothing. */
  readonly warnings: readonly string[];
}
