import { statementEnd } from './mdx-brackets.ts';
import { type SiteTag, syntaxTag, type TagReader } from './tag.ts';

const names = String.raw`(?:[\w$]+|\*\s*as\s+[\w$]+|\{[^{}]*\})`;
const source = `import\\s+(?:type\\s+)?(?:${names}(?:\\s*,\\s*${names})?\\s*from\\s*)?(?:"[^"\\n]*"|'[^'\\n]*')[ \\t]*;?`;
const importStatement = new RegExp(source, 'y');
const exportStatement = /export\s*(?:(?:default|const|let|var|function|async|class|type|interface)\b|[{*])/y;

/** Where an `import` of JavaScript may stand, which makes any markdown MDX. */
export const importOpener = new RegExp(`^(?=${source})import`, 'gm');

export const mdxStatement: TagReader = {
  opener: /^(?:import|export)\b/,
  isMdxOnly: true,
  read(text, at): SiteTag | null {
    importStatement.lastIndex = at;
    exportStatement.lastIndex = at;
    if (importStatement.test(text)) return syntaxTag(at, importStatement.lastIndex, '');
    return exportStatement.test(text) ? syntaxTag(at, statementEnd(text, at), '') : null;
  },
};
