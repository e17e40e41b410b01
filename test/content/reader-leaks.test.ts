import { describe, expect, it } from 'vitest';
import { issueOf, leaks, leaksOf } from './reader-leaks.ts';

describe('what a site generator would have replaced', () => {
  it.each(Object.entries(leaks))('would be noticed here if %s reached a reader', (_name, pattern) => {
    const examples = [
      '{% include x %}',
      '{{ site.x }}',
      "import A from 'a'",
      '<Sponsor />',
      '{:.big}',
      ':::note',
      'layout: post',
      '---',
      '<!-- x -->',
      '@def x = 1',
    ];
    expect(examples.some((example) => pattern.test(example))).toBe(true);
  });

  it('does not reach a reader from a page full of it', () => {
    const page = [
      "---\nlayout: post\ntitle: 'Owls 3'\n---\nimport Owl from '../owl'\n",
      '<!-- only for us -->\n\nHoo {/* hush */}\n{: .big}\n',
      ':::note Nests\nHigh up.\n:::\n\n{% comment %}quiet{% endcomment %}\n\n```\n{{ kept }}\n```\n',
    ].join('\n');
    expect(leaksOf('posts/owls-3.md', page)).toEqual([]);
    const issue = issueOf('posts/owls-3.md', page);
    expect(issue?.findings).toEqual([]);
    expect(issue?.markdown).toContain('{{ kept }}');
  });
});
