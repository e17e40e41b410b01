import { lineEnd } from './container.ts';
import { noArguments, type SiteTag, type TagReader } from './tag.ts';
import { isAdmonition } from './tag-block.ts';

/** The directives of Sphinx and MyST that no language of code is called after. */
const directives =
  /^(?:figure|image|math|include|literalinclude|toctree|contents|tab-set|tab-item|tabs|tab|grid|grid-item|grid-item-card|card|dropdown|list-table|csv-table|table|glossary|epigraph|margin|sidebar|topic|rubric|versionadded|versionchanged|deprecated|button-link|iframe|youtube|raw|eval-rst)$/;

/** MyST writes directives as fences of code as well: what is in them is no code, and no lexer looks into it. */
export const fencedDirective: TagReader = {
  opener: /\{(?=[a-z][a-z-]*\})(?<=^[ \t>]*(?:`{3,}|~{3,})[ \t]*\{)/,
  isMdxOnly: false,
  read(text, at): SiteTag | null {
    const [source = '', name = ''] = /^\{([a-z-]+)\}/.exec(text.slice(at, at + 60)) ?? [];
    if (!directives.test(name) && !isAdmonition(name)) return null;
    const quoted = text.slice(at, lineEnd(text, at));
    // Without a name: a mapping could answer the braces, and the rest would still be code.
    return { ...template(at, source, ''), form: 'directive', quoted };
  },
};

/** Its roles, such as `{ref}` before code. */
export const roleTag: TagReader = {
  opener: /(?<![\w}\\$`])\{(?=[a-z][a-z:-]*\}`[^`\s])/,
  isMdxOnly: false,
  read(text, at): SiteTag | null {
    const [source, name = ''] = /^\{([a-z:-]+)\}/.exec(text.slice(at, at + 60)) ?? [];
    return source === undefined ? null : template(at, source, name);
  },
};

function template(start: number, source: string, name: string): SiteTag {
  return {
    start,
    end: start + source.length,
    form: 'template',
    role: 'single',
    name,
    pair: '',
    args: noArguments,
  };
}
