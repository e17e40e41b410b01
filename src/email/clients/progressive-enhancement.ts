/** A feature that we use knowing that not everybody has it. */
export interface Enhancement {
  /** What a reader gets instead, as the end of "Where it is missing…". */
  readonly fallback: string;
  /** The fallback is only there if the email uses this feature too. */
  readonly needs?: string;
}

const inlineStands =
  'the inline styles stand: the light layout in its full width, and elements as they are by nature';
const plainUnderline = 'the link has a plain underline in its own colour';
const wordsStay = 'the tags are dropped and the words inside stay';
const wordsOverflow = 'a very long word reaches over the edge of its column';
const hiddenAnyway = 'what it hides is hidden by display:none as well';
const forAssistance = 'a screen reader announces it as what its tag says';
const still = 'nothing moves or changes, and everything can be read';

/**
 * What is deliberate, by the slug of caniemail.com: each with what it falls back to. A feature that leaves a reader
 * without the words, the links or the pictures has no place here.
 */
export const progressiveEnhancement: ReadonlyMap<string, Enhancement> = new Map([
  // Style sheets. Whatever carries the text is inline; a sheet may only add to it.
  ...allOf(inlineStands, [
    ...['html-style', 'css-important', 'css-at-supports', 'css-selector-attribute', 'css-selector-chaining'],
    ...['css-selector-child', 'css-selector-class', 'css-selector-descendant', 'css-selector-grouping'],
    ...['css-selector-id', 'css-selector-type', 'css-selector-universal', 'css-pseudo-class-first-child'],
    ...['css-pseudo-class-last-child', 'css-pseudo-class-nth-child', 'css-pseudo-class-not'],
    ...['css-selector-adjacent-sibling', 'css-selector-general-sibling'],
  ]),
  ...allOf('the design keeps its full width, and its columns shrink with the window', ['css-at-media']),
  ...allOf('the authored light colours stay, or the client darkens them by its own rule', [
    ...['css-at-media-prefers-color-scheme', 'css-color-scheme', 'html-meta-color-scheme'],
  ]),
  ...allOf(still, [
    ...['css-pseudo-class-hover', 'css-pseudo-class-active', 'css-pseudo-class-focus', 'css-transition'],
    ...['css-at-media-hover', 'css-at-media-prefers-reduced-motion', 'css-cursor', 'css-user-select'],
  ]),

  // Finish.
  ...allOf('corners are square', ['css-border-radius']),
  ...allOf('there is no shadow', ['css-box-shadow', 'css-text-shadow']),
  ...allOf(plainUnderline, [
    ...['css-text-decoration', 'css-text-decoration-color', 'css-text-decoration-thickness'],
    ...['css-text-decoration-style', 'css-text-decoration-skip-ink', 'css-text-underline-offset'],
    ...['css-text-underline-position'],
  ]),
  ...allOf('words and lines stand as the font sets them', [
    ...['css-word-spacing', 'css-font-kerning', 'css-hyphens', 'css-text-wrap', 'css-tab-size'],
  ]),
  ...allOf(wordsOverflow, ['css-word-break', 'css-word-wrap', 'css-overflow-wrap']),
  ...allOf('a wide table reaches over the edge of its column instead of moving in it', ['css-min-width']),
  ...allOf('a column is as wide as the widest thing in it, and no picture of ours is wider than it', [
    'css-table-layout',
  ]),
  ...allOf('preformatted text keeps its lines without wrapping them', ['css-white-space']),
  ...allOf('the next font of the list is taken', ['css-sytem-ui']),
  ...allOf('a list shows its bullets', ['css-list-style']),
  ...allOf('images have no outline to take away', ['css-outline']),
  ...allOf('a picture is as high as its width makes it', ['css-height']),
  ...allOf('the <div> around everything has the same colour', ['html-body']),

  // The preview text, which is hidden in several ways at once.
  ...allOf(hiddenAnyway, ['css-max-height', 'css-opacity', 'css-overflow'], 'css-display-none'),

  // What helps those who do not see the page, or see it in another language.
  ...allOf(forAssistance, ['html-role', 'html-aria-label', 'html-aria-hidden']),
  ...allOf('the language and direction of the text are guessed from its letters', ['html-lang', 'html-dir']),

  // What authors write.
  ...allOf(wordsStay, [
    ...['html-abbr', 'html-acronym', 'html-address', 'html-bdi', 'html-code', 'html-semantics', 'html-small'],
    ...['html-wbr', 'html-rp'],
  ]),
  ...allOf('the reading stands behind the word in brackets', ['html-ruby'], 'html-rp'),
  ...allOf('the address is there to read, but does not open', ['html-mailto-links']),
  ...allOf('the client decides where the link opens', ['html-target']),
  ...allOf(
    'the image of src is shown',
    ['html-srcset', 'html-picture', 'html-loading-attribute'],
    'html-img',
  ),
]);

function allOf(fallback: string, slugs: readonly string[], needs?: string): [string, Enhancement][] {
  return slugs.map((slug) => [slug, needs === undefined ? { fallback } : { fallback, needs }]);
}
