/** What a piece of code is to its reader; a design has a colour for each. */
export type CodePart = keyof typeof scopes;

/** The name that everything else has, which gets no colour. */
export const plainCode = 'plain';

/**
 * The TextMate scopes of each part, chosen for calm: what an editor would give ten hues has seven, and operators,
 * punctuation, variables and the escapes inside a string are left alone, since every coloured word costs a reader's
 * mail 23 bytes. Shiki's own nameless theme (css-variables) paints whole calls in one colour in C.
 */
const scopes = {
  keyword: ['keyword', 'storage', 'variable.language', 'entity.name.tag', 'support.type.property-name'],
  string: ['string', 'markup.inline.raw', 'markup.underline.link'],
  comment: ['comment', 'string.quoted.docstring', 'meta.diff.header', 'meta.diff.index'],
  constant: [
    'constant.numeric',
    'constant.language',
    'constant.other.color',
    'constant.other.symbol',
    'keyword.other.unit',
    'support.constant',
  ],
  name: [
    'entity.name.class',
    'entity.name.function',
    'entity.name.section',
    'entity.name.type',
    'entity.other.attribute-name',
    'entity.other.inherited-class',
    'markup.heading',
    'meta.diff.range',
    'meta.function-call.generic',
    'support.class',
    'support.function',
    'support.type',
  ],
  inserted: ['markup.inserted'],
  deleted: ['markup.deleted'],
} as const;

/** Code inside a string, and words of a shell or of YAML that no quote surrounds. */
const plainScopes = [
  'meta.embedded',
  'meta.interpolation.cs',
  'meta.template.expression',
  'string.unquoted',
] as const;

/** A TextMate theme whose colours are the names of the parts: no colour is baked into anybody's code. */
export const codeTheme = {
  name: 'parts',
  settings: [
    { settings: { foreground: plainCode } },
    { scope: [...plainScopes], settings: { foreground: plainCode } },
    ...Object.entries(scopes).map(([part, scope]) => ({
      scope: [...scope],
      settings: { foreground: part },
    })),
  ],
};

/** The classes of the parts in HTML: one letter each, those of Pygments where it has one. */
export const codeClasses: Readonly<Record<CodePart, string>> = {
  keyword: 'k',
  string: 's',
  comment: 'c',
  constant: 'm',
  name: 'n',
  inserted: 'i',
  deleted: 'd',
};
