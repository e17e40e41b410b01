import type { Finding } from '../finding.ts';

export interface LintRuleDescription {
  readonly severity: Finding['severity'];
  /** One sentence: what the rule finds, and why it matters in mail. */
  readonly what: string;
}

/** What {@link lintIssue} looks for. An error stops a send; a rule that cannot be sure is a warning. */
export const lintRules = {
  'bad-url': {
    severity: 'error',
    what: 'An address is misspelt, empty, has a space in it or misses its scheme, so the link leads nowhere.',
  },
  'bottomless-nesting': {
    severity: 'error',
    what: 'Lists or quotes are nested thousands deep, which no mail program could show.',
  },
  'control-character': {
    severity: 'error',
    what: 'An invisible control character is dropped, makes Gmail clip the mail, or turns the direction of the text.',
  },
  'dead-address': {
    severity: 'error',
    what: 'A link or an image leads to a file where the site of the newsletter does not serve it, so readers get nothing.',
  },
  'hashed-address': {
    severity: 'error',
    what: 'The site gives an image a name of its own when it is built, which nothing but the built site can tell.',
  },
  'stale-site': {
    severity: 'error',
    what: 'The built site is older than the issue, so the page that readers are sent to is another text.',
  },
  'glued-url': {
    severity: 'error',
    what: 'Two addresses stand in one with nothing between them, so the link leads nowhere.',
  },
  'local-url': {
    severity: 'error',
    what: 'A link leads to the editor’s own machine or network, where no reader gets.',
  },
  'missing-subject': { severity: 'error', what: 'The issue has no title, which is the subject of the mail.' },
  'missing-text': { severity: 'error', what: 'The issue has nothing to read in it.' },
  'relative-url': {
    severity: 'error',
    what: 'A link or an image is relative, and no web address of the issue completes it; mail has no page to start from.',
  },
  'unresolved-reference': {
    severity: 'error',
    what: 'A reference link has no definition, so its brackets are printed and nothing is linked.',
  },
  'unsafe-url': {
    severity: 'error',
    what: 'An address runs code or carries data (javascript:, data:, vbscript:, file:), which mail programs refuse.',
  },
  'outside-address': {
    severity: 'warning',
    what: 'An address begins at the root of the host, while the site and the file lie below a path of it.',
  },
  'shared-page': {
    severity: 'warning',
    what: 'Another issue has its page at the same address, and the site shows only one of the two.',
  },
  'site-differs': {
    severity: 'warning',
    what: 'The built site has the page, a link or an image elsewhere than the rules of its generator say.',
  },
  'accidental-heading': {
    severity: 'warning',
    what: 'A line of dashes right below a paragraph makes the whole paragraph a heading.',
  },
  'dangling-footnote': {
    severity: 'warning',
    what: 'A footnote is referred to and not written, so the reference is printed as it stands.',
  },
  diagram: {
    severity: 'warning',
    what: 'Code that a site draws (Mermaid, Graphviz) is shown as code: mail programs draw none.',
  },
  'empty-link': {
    severity: 'warning',
    what: 'Links have neither text nor address, as a template leaves them, and nothing of them is sent.',
  },
  'empty-link-text': { severity: 'warning', what: 'A link has no text, so there is nothing to click on.' },
  'example-url': {
    severity: 'warning',
    what: 'A link leads to a domain reserved for examples (RFC 2606), left over from a draft perhaps.',
  },
  'foreign-mark': {
    severity: 'warning',
    what: 'A mark of another dialect (x^2^, ++new++) is printed, or strikes through (H~2~O).',
  },
  'fragment-url': {
    severity: 'warning',
    what: 'A link leads to another place of the issue, which mail programs do not follow, and there is no web copy.',
  },
  'generic-link-text': {
    severity: 'warning',
    what: 'The text of a link says nothing (“here”); screen readers list links by their text alone.',
  },
  'heading-jump': {
    severity: 'warning',
    what: 'A heading skips a level, which breaks the outline of the issue.',
  },
  'heading-space': {
    severity: 'warning',
    what: 'A heading has no space after its #, so the signs are printed and it is no heading.',
  },
  unpublished: {
    severity: 'warning',
    what: 'The site does not show the issue: a date ahead, a page that is left out. It is sent with --despite unpublished only.',
  },
  'html-dropped': {
    severity: 'warning',
    what: 'Raw HTML that mail cannot carry (scripts, forms, event handlers) is taken away.',
  },
  'http-link': { severity: 'warning', what: 'A link or an image goes unencrypted over http:.' },
  'image-format': {
    severity: 'warning',
    what: 'An image is WebP, SVG or AVIF, which several mail programs do not show.',
  },
  'invisible-character': {
    severity: 'warning',
    what: 'An address has an invisible character in it, pasted along with it perhaps.',
  },
  'lost-cell': {
    severity: 'warning',
    what: 'A row of a table has more cells than its header, and those beyond are not shown.',
  },
  'long-code-line': {
    severity: 'warning',
    what: 'A line of code is over 60 characters and is cut or wrapped on a phone.',
  },
  'markdown-in-html': {
    severity: 'warning',
    what: 'Markdown right inside of a block of HTML is no markdown there, so its marks are printed.',
  },
  math: {
    severity: 'warning',
    what: 'A formula in TeX is shown as it is written: mail programs typeset none.',
  },
  'missing-alt': {
    severity: 'warning',
    what: 'An image has no alternative text; many readers see mail without images.',
  },
  preheader: {
    severity: 'warning',
    what: 'The line that inboxes show after the subject is missing, repeats it, or is not 40 to 140 characters long.',
  },
  'raw-url-text': { severity: 'warning', what: 'The text of a link is a long address instead of words.' },
  'stray-bracket': { severity: 'warning', what: 'A link is written wrongly and its brackets are printed.' },
  'subject-length': { severity: 'warning', what: 'The subject is not 10 to 78 characters long.' },
  'subject-reply': {
    severity: 'warning',
    what: 'The subject begins as that of an answer or of forwarded mail does, which Gmail takes for a disguise.',
  },
  'subject-shouting': {
    severity: 'warning',
    what: 'The subject is all capitals or holds no word at all, which spam filters and readers dislike.',
  },
  'swallowed-definition': {
    severity: 'warning',
    what: 'The definition of a reference stands right below a text, which takes it in and prints it.',
  },
  'tracking-parameter': {
    severity: 'warning',
    what: 'An address carries parameters that only track readers.',
  },
  'unclosed-code-fence': {
    severity: 'warning',
    what: 'A code fence is never closed, so all that follows is code.',
  },
  'unclosed-html': {
    severity: 'warning',
    what: 'A tag in a line of text is taken for HTML and nothing closes it, so it is not printed and may mark up all that follows.',
  },
  'unclosed-emphasis': {
    severity: 'warning',
    what: 'Marks of emphasis (** or __) do not take effect and are printed, mostly for a space beside them.',
  },
  'unsupported-scheme': {
    severity: 'warning',
    what: 'A link has a scheme that mail programs do not open; its text is sent without the link.',
  },
  'unused-footnote': { severity: 'warning', what: 'A footnote that nothing refers to is not sent.' },
  'wide-table': { severity: 'warning', what: 'A table of more than four columns does not fit on a phone.' },
} as const satisfies Readonly<Record<string, LintRuleDescription>>;

/** What is found while a file is read, in the files of its images, and by asking its links. */
export const furtherRules = {
  component: {
    severity: 'error',
    what: 'A component of the site (MDX) would vanish from the mail with all it holds; no send goes out in spite of it.',
  },
  'mdx-expression': {
    severity: 'error',
    what: 'Braces in MDX hold code that only the site runs; no send goes out in spite of it.',
  },
  'site-tag': {
    severity: 'error',
    what: 'A tag of the site would be printed as it stands, and nothing under `tags:` answers it; no send goes out in spite of it.',
  },
  'unclosed-comment': {
    severity: 'error',
    what: 'A comment is never closed and would take the rest of the issue with it; no send goes out in spite of it.',
  },
  unreadable: {
    severity: 'error',
    what: 'The file cannot be read as an issue: its front matter, its encoding, its title or its text.',
  },
  'dead-link': { severity: 'warning', what: 'With `--links`: the page that a link leads to is not there.' },
  'image-missing': {
    severity: 'warning',
    what: 'An image is named by its path and no such file is there, or the file is no image.',
  },
  'image-size': {
    severity: 'warning',
    what: 'An image file is over 200 kB or over 1,200 pixels wide, which readers on phones wait and pay for.',
  },
  'redirected-link': {
    severity: 'warning',
    what: 'With `--links`: the page that a link leads to has moved for good.',
  },
  'unknown-element': {
    severity: 'warning',
    what: 'Something in angle brackets is no element of HTML, so it is shown as the text it probably is.',
  },
} as const satisfies Readonly<Record<string, LintRuleDescription>>;

export type LintRule = keyof typeof lintRules;

/** A fault as a rule sees it, before it is known where the markdown stands in its file. */
export interface LintFault {
  readonly rule: LintRule;
  /** The line of the markdown, counted from 0; null for what the front matter says. */
  readonly line: number | null;
  readonly message: string;
}
