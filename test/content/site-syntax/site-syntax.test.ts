import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { resolveSiteSyntax, type SiteSyntax } from '../../../src/content/site-syntax/site-syntax.ts';
import { oddMarkdown } from '../odd-markdown.ts';

const site: SiteSyntax = { tags: {}, siteUrl: 'https://owls.example/', isMdx: false };
const mdx: SiteSyntax = { ...site, isMdx: true };

const resolve = (markdown: string, syntax: SiteSyntax = site) => resolveSiteSyntax(markdown, syntax);
const answer = (markdown: string, syntax: SiteSyntax = site) => {
  const { markdown: answered, findings } = resolve(markdown, syntax);
  expect(findings).toEqual([]);
  return answered;
};
const refusals = (markdown: string, syntax: SiteSyntax = site) => {
  const resolved = resolve(markdown, syntax);
  expect(resolved.markdown).toBe(markdown);
  return resolved.findings.map(({ rule, severity, line }) => `${line}: ${severity} ${rule}`);
};

describe('what needs no config', () => {
  it.each([
    ['a Jinja comment', 'a{# not\n\nshown #}b', 'ab'],
    ['a Go comment', 'a\n{{/* hidden */}}\nb', 'a\nb'],
    ['a Handlebars comment', 'a{{!-- hidden }} --}}b{{! x }}', 'ab'],
    ['a Liquid comment', 'a\n{% comment %}\n<!-- hidden -->\n{{ x }}\n{%\nendcomment %}\nb', 'a\nb'],
    ['a comment of MDX', 'a {/* hidden */}b', 'a b'],
    ['raw', '{% raw %}{{ x }} {% y %}{% endraw %}', '{{ x }} {% y %}'],
    ['raw around a fence', '{% raw %}\n```\n{{ x }}\n```\n{% endraw %}\n\nText', '```\n{{ x }}\n```\n\nText'],
    ['raw within code', 'Say `{% raw %}{{ x }}{% endraw %}`.', 'Say `{{ x }}`.'],
    ['raw within a fence', '```\n{% raw %}\n{{ x }}\n{% endraw %}\n```', '```\n{{ x }}\n```'],
    [
      'an escaped shortcode',
      '{{</* youtube x */>}} `{{</* y */>}}` {{%/* z */%}}',
      '{{< youtube x >}} `{{< y >}}` {{% z %}}',
    ],
    ['an escaped call of Zola', '`{{/* youtube(id="x") */}}`', '`{{ youtube(id="x") }}`'],
    [
      'highlight',
      'a\n\n{% highlight ruby linenos %}\nx = <T> {{ y }}\n{% endhighlight %}\n\nb',
      'a\n\n```ruby\nx = <T> {{ y }}\n```\n\nb',
    ],
    ['highlight with a fence in it', '{% highlight md %}\n````\n{% endhighlight %}', '`````md\n````\n`````'],
    [
      'highlight in a list',
      '- a\n\n  {% highlight c %}\n  x;\n    y;\n  {% endhighlight %}',
      '- a\n\n  ```c\n  x;\n    y;\n  ```',
    ],
    [
      'highlight of Hugo',
      '{{< highlight go "linenos=table" >}}\na := 1\n{{< /highlight >}}',
      '```go\na := 1\n```',
    ],
    ['site.url', '[a]({{ site.url }}/x) {{site.url}}', '[a](https://owls.example/x) https://owls.example'],
    [
      'site.url and baseurl',
      '<img src="{{ site.url }}{{ site.baseurl }}/a.png">',
      '<img src="https://owls.example/a.png">',
    ],
    [
      'baseurl',
      '[a]({{ site.baseurl }}/x)\n\n[b]: {{site.baseurl}}/y',
      '[a](https://owls.example/x)\n\n[b]: https://owls.example/y',
    ],
    [
      'filters that make an address',
      '![a]({{ \'/a.png\' | relative_url }}) [b]({{ "b" | url }})',
      '![a](https://owls.example/a.png) [b](https://owls.example/b)',
    ],
    [
      'prepended addresses',
      '[a]({{ "/a" | prepend: site.baseurl | prepend: site.url }})',
      '[a](https://owls.example/a)',
    ],
    ['a literal', 'a {{ "{{" }} b', 'a {{ b'],
    [
      'a variable of the issue',
      '{% assign base = "https://a.example/" %}\n[a]({{base}}1) [b]({{ base }}2)',
      '[a](https://a.example/1) [b](https://a.example/2)',
    ],
    ['a variable of Nunjucks', 'a {% set n = 3 -%}\n{{ n }}', 'a \n3'],
    [
      'youtube of Hugo',
      'a\n\n{{< youtube w7Ft2ymGmfc >}}\n\nb',
      'a\n\n<iframe src="https://www.youtube.com/embed/w7Ft2ymGmfc"></iframe>\n\nb',
    ],
    [
      'youtube of Zola',
      '{{ youtube(id="w7Ft2ymGmfc", autoplay=true) }}',
      '<iframe src="https://www.youtube.com/embed/w7Ft2ymGmfc"></iframe>',
    ],
    [
      'youtube by its address',
      '{% youtube https://youtu.be/w7Ft2ymGmfc?t=3 %}',
      '<iframe src="https://www.youtube.com/embed/w7Ft2ymGmfc"></iframe>',
    ],
    [
      'vimeo between lines',
      'a\n{{< vimeo id="146022717" >}}\nb',
      'a\n\n<iframe src="https://player.vimeo.com/video/146022717"></iframe>\n\nb',
    ],
    [
      'figure',
      '{{< figure src="/a b.png" alt="An [owl]" title="Tea" caption="at \\"four\\"" link="/x" >}}',
      '[![An \\[owl\\]](</a b.png> "Tea: at \\"four\\"")](/x)',
    ],
    [
      'a post and a gist',
      'An {{< tweet user="owl" id="12" >}} and {% gist owl/0a1b2c %}',
      'An <iframe src="https://x.com/owl/status/12"></iframe> and <iframe src="https://gist.github.com/owl/0a1b2c"></iframe>',
    ],
    [
      'a video with its title',
      `{{< vimeo id="1" title='A "film"' >}}`,
      '<iframe src="https://player.vimeo.com/video/1" title="A &quot;film&quot;"></iframe>',
    ],
    [
      'a caption of more than words',
      '{{< figure src="/a.png" caption="By [Ann](/x), <b>2024</b>" >}}',
      '![By Ann, 2024](/a.png)<small class="caption">By [Ann](/x), <b>2024</b></small>',
    ],
    [
      'a directive of MyST with its options',
      '(owls)=\n:::{admonition} Owls\n:class: tip\n:name: b\n\nHoot\n:::\n\n:::{note}\nHo:\n:::',
      '\n> [!ADMONITION] **Owls**\n>\n> Hoot\n\n> [!NOTE]\n>\n> Ho:',
    ],
    ['a comment of Obsidian', 'a\n\n%%\nnot\n\nyet\n%%\n\nb', 'a\n\n\nb'],
    ['a reference to a heading', '[a]({{< ref "#b" >}})', '[a](#b)'],
    ['a linked file', '[a]({% link files/a.pdf %})', '[a](https://owls.example/files/a.pdf)'],
    [
      'a static file of Pelican',
      '![a]({static}/a.png) [b](|filename|/b.pdf) <a href="{filename}/c.zip">',
      '![a](/a.png) [b](/b.pdf) <a href="/c.zip">',
    ],
    ['the address of Ghost', '![a](__GHOST_URL__/content/a.png)', '![a](https://owls.example/content/a.png)'],
    [
      'block attributes',
      '{:.center style="width: 3em"}\n![a](b)\n\nText\n{: #id .x}\n\n- a\n  {:.y}\n- b',
      '![a](b)\n\nText\n\n- a\n- b',
    ],
    [
      'span attributes',
      '[a](b){:target="_blank"}{:.x} *c*{:.d} [e](f){ .g } ![h](i){ width=3 }',
      '[a](b) *c* [e](f) ![h](i)',
    ],
    ['a span of Pandoc', 'An [owl]{.smallcaps}, [b]{.x}\n\n[b]: c', 'An owl, [b]\n\n[b]: c'],
    ['attributes of a heading', '## A {#a .b}\n\nB {.lead}\n{.x}', '## A \n\nB '],
    [
      'attributes of a fence',
      '```{.python .numberLines}\nx\n```\n\n~~~ ruby {.a}\n{{ x }}\n~~~',
      '```python\nx\n```\n\n~~~ ruby \n{{ x }}\n~~~',
    ],
    ['a list of contents', '* TOC\n{:toc}\n\n[TOC]\n\nText', '\n\nText'],
    ['abbreviations', 'HTML\n\n*[HTML]: A language\n\n*[a]: b* c', 'HTML\n\n\n*[a]: b* c'],
    [
      'extensions of kramdown',
      '{::comment}\nhidden\n{:/comment}\na {::nomarkdown}<b>{:/} {::options x="y" /}',
      'a <b> ',
    ],
    ['definitions of Franklin', '@def title = "A"\n@def tags = ["a",\n  "b"]\n\n@@row\nText\n@@', '\nText'],
    ['an admonition', 'a\n:::note\nText\n:::\nb', 'a\n\n> [!NOTE]\n>\n> Text\n\nb'],
    [
      'an admonition with a title',
      ':::tip[Tea & *owls*]\n\n- a\n  - b\n\n:::',
      '> [!TIP] **Tea & *owls***\n>\n> - a\n>   - b',
    ],
    [
      'admonitions in each other',
      '::::warning Mind\nA\n:::info\nB\n:::\n::::',
      '> [!WARNING] **Mind**\n>\n> A\n> \n> > [!INFO]\n> >\n> > B',
    ],
    ['a callout of Quarto', '::: {.callout-tip title="Tea"}\nA\n:::', '> [!TIP] **Tea**\n>\n> A'],
    ['a block of Pandoc', '::: {.columns}\nA\n:::', 'A'],
    ['an alert', '> [!NOTE]\n> Text', '> [!NOTE]\n> \n> Text'],
    ['attributes of Markdoc', '## A {% #a .b %}', '## A '],
  ])('%s', (_, markdown, expected) => {
    expect(answer(markdown)).toBe(expected);
  });

  it.each([
    ['imports', "import A from '../a.astro';\nimport {\n  b,\n} from 'c'\n\n# Text\n", '\n# Text\n'],
    ['exports', 'export const meta = {\n  title: "A",\n\n  x: [1],\n}\n\nText', '\nText'],
    ['a default export', 'export default ({ children }) => <Layout>{children}</Layout>\n\nText', '\nText'],
    ['literals', 'a{" "}b {`c`} {3} {"{"}', 'a b c 3 {'],
    ['fragments', '<>\n\nText\n\n</>', '\nText\n'],
    [
      'HTML with JavaScript in it',
      '<img src={"a.png"} style={{ width: 3 }} alt="b" />',
      '<img src="a.png" alt="b" />',
    ],
    [
      'files of Docusaurus',
      "<img src={require('./a.png').default} /><a href={useBaseUrl('/b')} onClick={() => x}>c</a>",
      '<img src="./a.png" /><a href="/b">c</a>',
    ],
    ['indented text', '    Text {/* x */}', '    Text '],
    [
      'indented text within a component',
      '<Tab>\n\n    ```js\n    a {b}\n    ```\n\n    `{c}` {" "}\n\n</Tab>',
      '```js\na {b}\n```\n\n`{c}`  ',
    ],
    ['math', '$\\frac{a}{b} x^{2} y_{i}$', '$\\frac{a}{b} x^{2} y_{i}$'],
  ])('in MDX: %s', (_, markdown, expected) => {
    expect(answer(markdown, { ...mdx, tags: { Tab: '{content}' } })).toBe(expected);
  });

  it('takes markdown with an import for MDX, unless that is in code', () => {
    expect(answer("import a from 'b'\n\n{/* x */}Text{' '}")).toBe('\nText ');
    expect(answer("```\nimport a from 'b'\n```\n\nText {' '}")).toBe(
      "```\nimport a from 'b'\n```\n\nText {' '}",
    );
    expect(answer('import os, sys\n\nexport {a}')).toBe('import os, sys\n\nexport {a}');
  });
});

describe('what is no tag', () => {
  it.each([
    '`{{ x }}` and `` {% y %} ` {{< z >}} ``',
    '```\n{{ x }}\n<Foo a="b" />\nimport a from "b"\n```',
    '    {{ x }}\n\n~~~~\n{% y %}\n~~~\n:::note\n~~~~',
    '> ```\n> {% y %}\n> ```\n\n- a\n\n      {{ x }}',
    '<pre>\n{{ x }}\n\n{% y %}</pre>\n\nb <code>{{ x }}</code> c <kbd>{% y %}</kbd>',
    '<!-- {{ x }}\n\n{% include y %} <T> -->\n\na <!-- {% z %} --> b <!--more-->',
    '\\{{ x }} and \\<Foo a="b" /> and \\{:.x}',
    'Between {{ and }}, {{}}, {{ … }}, {{&lt; vidur 9 &gt;}}, {{"a": 1}} and {{a,b},{c}}',
    'A set {a, b}, $\u007bVAR}, {x}, {{1}, {2}}, 50% {50%}, {%} and a dict {"a": "b"}',
    'A pragma {.async.}, format {:?} and {:>8}, an atom {:ok, x} and a year {1999}',
    '<https://a.example> <owl@a.example> <mailto:a@b.c> [a](<b c>) [d]: <e f>',
    'a < b, a <b and c>d< e, Result<T, E>, x<-y, <3, <!doctype html>',
    '<div><p align=center><font color="red"><BR><IMG SRC="a"><center>x</center></font></p></div>',
    '<svg><linearGradient id="a"/><path d="M0"/></svg> <math><mi>x</mi></math> <B>b</B> <A HREF="x">y</A>',
    'Math: $\\frac{{a}}{{b}} + x_{{i}}^{{2}}$',
    '[[wiki]] and [[nodiscard]] and [[ -f X || Y ]] and [[1, 2]] and [[Note]](b) and [PATCH][net-next]',
    '50%% and 100%% sure, %d%% {x}, {a, b}, \\frac{a}`b`, {a}b, a <% b, %PATH% and `%%a b%%`',
    'a :: b, Foo::bar, ::, `:::note`\n\n@defender and @owl',
    '| a | b |\n|---|---|\n| c | `{{ d }}` |',
    'See [a][b] 100%% sure, *|*, %%%, |filename| in text',
    '[^1]\n\n[^1]: A note with `{{ x }}`.',
  ])('%j', (markdown) => {
    const resolved = resolve(markdown);
    const bare = (text: string) => text.replaceAll('&lt;', '<');
    expect(bare(resolved.markdown)).toBe(bare(markdown));
    expect(resolved.findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  it('shows what only looks like an element, and says so', () => {
    const markdown = 'A Vec<T>, <RefCell<T>>, <user-name>, <your name> and </K>';
    const resolved = resolve(markdown);
    expect(resolved.markdown).toBe(
      'A Vec&lt;T>, <RefCell&lt;T>>, &lt;user-name>, &lt;your name> and &lt;/K>',
    );
    expect(resolved.findings.map(({ rule, severity }) => `${severity} ${rule}`)).toEqual([
      ...Array(4).fill('warning unknown-element'),
    ]);
    expect(resolved.findings[0]?.message).toMatch(/^<T> is no HTML element .* And 1 more: line 1\.$/);
    expect(resolve('<code>Vec<T></code>, `Vec<T>`').markdown).toBe('<code>Vec&lt;T></code>, `Vec<T>`');
    expect(resolve('Type `<T>` and <T> and {x}', mdx).markdown).toBe('Type `<T>` and &lt;T> and {x}');
  });

  it('keeps the content of an element that mail programs do not know', () => {
    const { markdown, findings } = resolve('A <soft-box>word *b*</soft-box>.');
    expect(markdown).toBe('A word *b*.');
    expect(findings).toMatchObject([{ rule: 'unknown-element', severity: 'warning', line: 0 }]);
  });
});

describe('what is refused', () => {
  it.each<[string, string[]]>([
    ['a\n\n{% include a.html %}\n{% include_relative b.md %}', ['2: error site-tag', '3: error site-tag']],
    ['{{ page.title }} {{ x | upcase }} {{{ y }}} {{-z-}}', Array(4).fill('0: error site-tag')],
    ['{% if a %}\nb\n{% else %}\nc\n{% endif %}', ['0: error site-tag']],
    ['{{#each x}}\n- {{name}}\n{{/each}}', ['0: error site-tag', '1: error site-tag']],
    ['{{#if (eq a b)}}x{{else}}y{{/if}} {{> header}}', ['0: error site-tag', '0: error site-tag']],
    ['{{< vidur "9" >}} {{% md %}}x{{% /md %}}', ['0: error site-tag', '0: error site-tag']],
    [
      '{{ resize(path="a", width=3) }}\n{% quote(author="a") %}\nb\n{% end %}',
      ['0: error site-tag', '1: error site-tag'],
    ],
    [
      '[a]({% post_url 2024-01-01-a %}) [b]({{< ref "b.md" >}}) [c](@/c.md)',
      Array(3).fill('0: error site-tag'),
    ],
    ['[a]({filename}/a.md) [b]({attach}b.png) [c]({static}c.png)', Array(3).fill('0: error site-tag')],
    ['{% link Words https://owls.example/ %}', ['0: error site-tag']],
    ['{% callout type="a" %}\nb\n{% /callout %}\n{% c /%}', ['0: error site-tag', '3: error site-tag']],
    ['{% endif %} {{/each}} {{< /x >}}', Array(3).fill('0: error site-tag')],
    [':::columns\na\n:::\n\n::video{id="a"}', ['0: error site-tag', '4: error site-tag']],
    ['Dear *|FNAME|*, %%first_name%%', ['0: error site-tag', '0: error site-tag']],
    ['!!! note "A"\n    Text\n\n!!! wow\nText', ['0: error site-tag']],
    [
      '=== "A"\n\n    Text\n\n??? note inline end "B"\n    Text\n\n=== "C"\nText',
      ['0: error site-tag', '4: error site-tag'],
    ],
    [
      'Dear {first_name, "you"} {$name} %recipient.name% %%FirstName%% {!Lead.City} <%= name %>',
      Array(6).fill('0: error site-tag'),
    ],
    ['[[An owl]] [[owl|one]] ![[owl.png]]', ['0: error site-tag', '0: error site-tag']],
    ['a %%ask Bo%% b', ['0: error site-tag']],
    [
      'See {doc}`a` {py:func}`b`\n\n```{figure} a.png\n:alt: a\n```\n\n:::{grid} 2\na\n:::',
      ['0: error site-tag', '0: error site-tag', '2: error site-tag', '6: error site-tag'],
    ],
    ['> - {% include a.html %}\n\n| a |\n|---|\n| {{ b }} |', ['0: error site-tag', '4: error site-tag']],
    ['`a` {{ x }} ``b``\n\n```\nc\n```\n{{ y }}', ['0: error site-tag', '5: error site-tag']],
    [
      '<Foo a="b" />\n\n<Tabs>\n\nText\n\n</Tabs>\n\n<Foo.Bar/>',
      ['0: error component', '2: error component', '8: error component'],
    ],
    ['<lite-youtube id="a"></lite-youtube> <youtube id="a"/>', ['0: error component', '0: error component']],
  ])('%j', (markdown, expected) => {
    expect(refusals(markdown)).toEqual(expected);
  });

  it.each<[string, string[]]>([
    ['{frontmatter.date} {a ? b : c}', ['0: error mdx-expression', '0: error mdx-expression']],
    [
      '<Box>\n\nText\n\n<Title title={`No. $\u007bn}`}\n  b={c => (\n\n    <d>`</d>\n  )}\n/> {x}\n\n</Box>',
      ['0: error component', '4: error component', '9: error mdx-expression'],
    ],
    ['<img src={logo} />', ['0: error mdx-expression']],
    ["{list.map((x) => (\n  <li>{x} don't</li>\n))}", ['0: error mdx-expression']],
  ])('in MDX: %j', (markdown, expected) => {
    expect(refusals(markdown, mdx)).toEqual(expected);
  });

  it('says what to do, with the line to add', () => {
    const { findings } = resolve(
      'a\n\n{% include\n  sponsor.html %}\n{% include sponsor.html %}\n\n{% include x.md %}',
    );
    expect(findings).toEqual([
      {
        rule: 'site-tag',
        severity: 'error',
        line: 2,
        message:
          '{% include sponsor.html %} is a tag that only the generator of the site understands, so readers would see ' +
          'it as it stands: put it in backticks if it is meant to be read, or tell what it stands for under "tags:" ' +
          "in pennypost.yaml with the line   include sponsor.html: '…'. And 1 more: line 5.",
      },
      expect.objectContaining({ line: 6, message: expect.stringContaining("   include x.md: '…'.") }),
    ]);
    const long = resolveSiteSyntax(`{{ x }}\n{{ x }}\n{{ x }}\n<Foo ${'a="b" '.repeat(30)}/>`, site, 10);
    expect(long.findings[0]?.message).toContain('And 2 more: lines 11, 12.');
    expect(long.findings[1]?.message).toMatch(/^<Foo (?:a="b" )+.{0,5}… is a component/);
    expect(resolve('*|A:B|*').findings[0]?.message).toContain('with the line   "A:B": \'…\'.');
  });

  it('quotes the whole of an address and of an element', () => {
    const { findings } = resolve('[a]({filename}/b.md "c") [d](@/e.md#f) <your name>');
    expect(findings.map(({ message }) => message.slice(0, 50))).toEqual([
      '{filename}/b.md is an address that only the genera',
      '@/e.md#f is an address that only the generator of ',
      '<your name> is no HTML element and is shown as it ',
    ]);
  });

  it('asks for the address of the site where that is all that lacks', () => {
    for (const markdown of [
      '[a]({{ site.baseurl }}/x)',
      '{{ site.url }}',
      '[a]({{ "/x" | relative_url }})',
    ]) {
      const { findings } = resolve(markdown, { ...site, siteUrl: null });
      expect(findings[0]?.message).toMatch(/: set siteUrl in pennypost\.yaml\.$/);
    }
  });
});

describe('what the config answers', () => {
  const tags = {
    youtube: '[Watch](https://youtu.be/{1})',
    video: '[{title}](https://v.example/{id})',
    'site.title': 'Owls',
    'page.date': 'today',
    include: '',
    'include sponsor.html': '*Sponsored*\n',
    Callout: '> **{title}**\n>\n> {content}',
    Tab: '{content}',
    columns: '{content}',
    filename: 'https://owls.example',
    constructor: 'no',
    'frontmatter.date': '1 May',
    FNAME: 'reader',
    asset: '/assets/{1}',
    twice: '{content}\n\n{{ site.title }} <T>\n\n{content}',
    quote: '> {content}\n>\n> {author}',
  };
  const configured = { ...site, tags };

  it.each([
    [
      'an argument by its place',
      '{{< youtube "abc" >}} {% youtube abc %}',
      '[Watch](https://youtu.be/abc) [Watch](https://youtu.be/abc)',
    ],
    [
      'an argument by its name',
      "{{ video(id='1', title=\"A b\") }} {% video id: '2', title: 'C' %}",
      '[A b](https://v.example/1) [C](https://v.example/2)',
    ],
    ['a variable', '{{ site.title }}, {{page.date | date: "%Y"}}, *|FNAME|*', 'Owls, today, reader'],
    ['nothing at all', 'a\n{% include x.html %}\nb {% include y.html %}.', 'a\nb .'],
    ['one file of many', '{% include sponsor.html a="b" %}', '*Sponsored*'],
    ['an address', '[a]({filename}/x.md)', '[a](https://owls.example/x.md)'],
    ['a filter', '![a]({{ "b.png" | asset }})', '![a](/assets/b.png)'],
    [
      'a component',
      'a\n<Callout title="T">\n  One\n\n  - two\n</Callout>\nb',
      'a\n\n> **T**\n>\n> One\n> \n> - two\n\nb',
    ],
    [
      'components in each other',
      '<Callout title="T">\n<Tab label="x">\n\nOne {{ site.title }}\n\n</Tab>\n</Callout>',
      '> **T**\n>\n> One Owls',
    ],
    [
      'a component in a list',
      '- a\n\n  <Callout title="T">\n  One\n  two\n  </Callout>',
      '- a\n\n  > **T**\n  >\n  > One\n  > two',
    ],
    ['a directive', ':::columns\na\n:::', 'a'],
    ['a paired shortcode', '{{% quote author="Owl" %}}\nTu\nwhit\n{{% /quote %}}', '> Tu\n> whit\n>\n> Owl'],
    ['a paired tag of Zola', '{% quote(author="Owl") %}\nTu\n{% end %}', '> Tu\n>\n> Owl'],
    ['content more than once', '{% twice %}\na\nb\n{% endtwice %}', 'a\nb\n\n{{ site.title }} <T>\n\na\nb'],
  ])('%s', (_, markdown, expected) => {
    expect(answer(markdown, configured)).toBe(expected);
  });

  it('answers an expression of MDX by its name', () => {
    expect(answer('{frontmatter.date}{ page.date }', { ...configured, isMdx: true })).toBe('1 Maytoday');
  });

  it('leaves code alone', () => {
    expect(answer('`{% include x %}` {{ site.title }}', configured)).toBe('`{% include x %}` Owls');
  });

  it('refuses what a mapping asks for and the tag has not', () => {
    const { markdown, findings } = resolve(
      '{% video id="1" %}\n<Callout title={x} />\n{{ toString }}',
      configured,
    );
    expect(markdown).toBe('{% video id="1" %}\n<Callout title={x} />\n{{ toString }}');
    expect(findings.map(({ message }) => message.slice(0, 60))).toEqual([
      '{% video id="1" %} has nothing for {title}, which its line u',
      '<Callout title={x} /> has nothing for {title}, {content}, wh',
      '{{ toString }} is a tag that only the generator of the site ',
    ]);
  });

  it('does not tell of tags in content that is left out', () => {
    expect(resolve('<Tab>{{ x }}</Tab>', { ...site, tags: { Tab: '' } })).toEqual({
      markdown: '',
      lines: [0],
      findings: [],
    });
  });
});

describe('lines', () => {
  it('come through every replacement', () => {
    const markdown =
      "import a from 'b'\nimport {\n  c\n} from 'd'\n\nOne\n\n<Box>\n\nTwo\n\n</Box>\n\n{{< x >}}\nThree";
    const resolved = resolve(markdown, { ...mdx, tags: { Box: 'A\n\n{content}\n\nB', x: '1\n2\n3' } });
    const shown = resolved.markdown.split('\n').map((line, index) => `${resolved.lines[index]} ${line}`);
    expect(shown).toEqual([
      ...['4 ', '5 One', '6 ', '7 A', '7 ', '9 Two', '9 ', '9 B', '12 ', '13 1', '13 2', '13 3', '14 Three'],
    ]);
  });

  it('are those of the tags in what is refused', () => {
    const { findings } = resolve('a\n\n:::note\n\n- {{ x }}\n\n{{ y }}\n:::', site);
    expect(findings.map(({ line }) => line)).toEqual([4, 6]);
  });
});

const scraps = [
  ...[
    '{{ x }}',
    '{% if a %}',
    '{% endif %}',
    '{% raw %}',
    '{% endraw %}',
    '{{< a b="c" >}}',
    '{{< /a >}}',
    '{# ',
    ' #}',
  ],
  ...[
    '<Foo a={',
    '}>',
    '<Foo>',
    '</Foo>',
    '<T>',
    '<a-b>',
    '</a-b>',
    '{',
    '}',
    '{:.x}',
    '{#id}',
    '[a]{.b}',
    '* TOC\n{:toc}',
  ],
  ...[
    "import a from 'b'\n",
    'export const a = {\n',
    ':::note\n',
    ':::\n',
    '> [!NOTE]\n',
    '{% highlight c %}\n',
    '{% endhighlight %}',
  ],
  ...[
    '`',
    '```\n',
    '\n',
    '\n\n',
    '    ',
    '> ',
    '- ',
    '](',
    '{static}/',
    '@def x = [\n',
    '{{</* a */>}}',
    '<!--',
    '-->',
    '<svg>',
    '</svg>',
  ],
];
const taggedMarkdown = fc
  .array(fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...scraps) }, fc.string({ maxLength: 4 })), {
    maxLength: 30,
  })
  .map((parts) => parts.join(''));
const anyTags = fc.dictionary(
  fc.constantFrom('x', 'a', 'if', 'Foo', 'note'),
  fc.constantFrom('', '{content}', '> {1}\n{b}', '*y*\n\n'),
);

describe('any text', () => {
  it('is resolved without a throw, with one line number for each line, which never go back', () => {
    fc.assert(
      fc.property(fc.oneof(taggedMarkdown, oddMarkdown), anyTags, fc.boolean(), (markdown, tags, isMdx) => {
        const resolved = resolveSiteSyntax(markdown, { tags, siteUrl: null, isMdx });
        const count = markdown.split('\n').length;
        expect(resolved.lines).toHaveLength(resolved.markdown.split('\n').length);
        expect(resolved.lines).toEqual([...resolved.lines].sort((a, b) => a - b));
        for (const line of [...resolved.lines, ...resolved.findings.map((finding) => finding.line)])
          expect(line >= 0 && line < count).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  it('without signs of a tag comes back as it is', () => {
    const plain = fc.string({
      unit: fc.constantFrom(
        'a',
        ' ',
        '\n',
        '*',
        '`',
        '[',
        ']',
        '(',
        ')',
        '#',
        '>',
        '-',
        '1',
        '.',
        '"',
        '=',
        ':',
        'é',
        '\r',
      ),
    });
    fc.assert(
      fc.property(plain, (markdown) => {
        expect(resolve(markdown)).toEqual({
          markdown,
          lines: markdown.split('\n').map((_, line) => line),
          findings: [],
        });
      }),
    );
  });

  it('nested beyond reading is left to whoever parses it', () => {
    const markdown = `${'> '.repeat(3000)}{{ x }}`;
    expect(resolve(markdown)).toEqual({ markdown, lines: [0], findings: [] });
  });

  it('with tags nested beyond reason does not exhaust the stack', () => {
    const markdown = `${'{{#a}}'.repeat(2000)}${'{{/a}}'.repeat(2000)}`;
    const resolved = resolve(markdown, { ...site, tags: { a: '({content})' } });
    expect(resolved.markdown.length).toBeGreaterThan(0);
  });
});
