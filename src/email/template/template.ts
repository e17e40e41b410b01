import type { Theme } from './theme.ts';

/** One file of a template; `path` is for messages. */
export interface TemplateFile {
  readonly path: string;
  readonly source: string;
}

/** A design for a newsletter's mails: MJML and text, both with Handlebars tags, and the parts they share with others. */
export interface Template {
  /** The name of its folder: `digest`. */
  readonly name: string;
  readonly html: TemplateFile;
  readonly text: TemplateFile;
  /** What `{{> name}}` means in the HTML and in the text. */
  readonly htmlParts: ReadonlyMap<string, TemplateFile>;
  readonly textParts: ReadonlyMap<string, TemplateFile>;
  /** The design's own colours and fonts, which a publisher's choice is laid over. */
  readonly theme: Theme;
}
