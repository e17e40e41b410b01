import fc from 'fast-check';

/** What people, converters and attackers leave in markdown, to be mixed at random. */
const scraps = [
  ...[
    '# ',
    '## ',
    '#### ',
    '- ',
    '  - ',
    '1. ',
    '> ',
    '* * *\n',
    '---\n',
    '\n',
    '\n\n',
    '    ',
    '\t',
    '`',
    '```\n',
    '~~~\n',
  ],
  ...[
    '**',
    '_',
    '~~',
    '[',
    ']',
    '(',
    ')',
    '![',
    '](',
    '](<',
    '|',
    '|--|\n',
    '[^1]',
    '[^1]: ',
    '[x]: ',
    '[PATCH][net-next]',
  ],
  ...[
    '<',
    '>',
    '</',
    '/>',
    '&',
    '&amp;',
    '&#1;',
    '&#x27;',
    '&#0;',
    '&lt;',
    '"',
    "'",
    '=',
    '\\',
    '$&',
    '\u0092',
    '\u0000',
  ],
  ...[
    '<td>',
    '</td>',
    '<tr>',
    '<table>',
    '</table>',
    '</div>',
    '<div>',
    '<p>',
    '</p>',
    '<a href="',
    '<a href=x>',
    '</a>',
  ],
  ...[
    '<script>',
    '</script>',
    '<style>',
    '</style>',
    '<!--',
    '-->',
    '<![CDATA[',
    ']]>',
    '<!doctype html>',
    '<?',
    '</body>',
  ],
  ...[
    '<title>',
    '<textarea>',
    '<xmp>',
    '<svg>',
    '<math>',
    '<template>',
    '<iframe src="http://e.x">',
    '<img src=x onerror=a>',
  ],
  ...[
    '<iframe src="https://www.youtube.com/embed/aB3_dE-gH1k" title="T > <b>" />',
    '<iframe src="javascript:x" title="T">',
    '</iframe>',
    '<video poster="p.png" src=v.mp4>',
    '<source src="data:x">',
    '</video>',
    '<object data="x.y">',
    '<script src="https://gist.github.com/a/b.js?file=<i>">',
    '<embed src="https://vimeo.com/1">',
    '</svg>',
    '<form>',
    '</form>',
    '<input type=checkbox checked>',
    '<img class="emoji" alt="tada">',
    '<img src="i.png" width="50%" height=\'1e9\'>',
  ],
  ...[
    '<details>',
    '</details>',
    '<summary>',
    '</summary>',
    '<figure>',
    '<figcaption>',
    '</figure>',
    '<picture>',
    '<center>',
    '<section>',
    '<p align="center">',
    '<ul>',
    '<ol start="x">',
    '<li value="-3">',
    '</ul>',
    '<dl>',
    '<blockquote>',
    '<pre>',
  ],
  ...[
    ':tada:',
    ':',
    ':+1:',
    '\n: ',
    'Term\n: x\n',
    '{:.x}',
    '{: #y}\n',
    '## H {#id}\n',
    '| a | b | c |\n|--|--|--|\n',
  ],
  ...[
    '</mj-text>',
    '<mj-text>',
    '<mj-raw>',
    '</mj-section>',
    '<mj-include path="/etc/passwd" />',
    '<!--[if mso]>',
    '<![endif]-->',
  ],
  ...[
    '{{',
    '}}',
    '{{{',
    '{{#each x}}',
    '{{/if}}',
    '{{> header}}',
    '{{unsubscribeUrl}}',
    '[[',
    ']]',
    'PPSLOT000000000000x5bz',
  ],
  ...[
    'javascript:alert(1)',
    'JaVa\tScript:x',
    'data:text/html,x',
    'http://e.x/?a=1&b=2',
    '//e.x',
    '../x',
    '#top',
    'mailto:a@b.c',
  ],
  ...[
    'word',
    ' ',
    '  \n',
    'é',
    '日本',
    '👍',
    '\u202e',
    '\u00a0',
    '\ud800',
    'style="x:y"',
    'onclick=x',
    'id=x',
    'class="figure"',
  ],
];

export const oddMarkdown = fc
  .array(
    fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom(...scraps) },
      fc.string({ maxLength: 8, unit: 'binary' }),
    ),
    {
      maxLength: 40,
    },
  )
  .map((parts) => parts.join(''));

const voidTags = new Set(['br', 'hr', 'img', 'col', 'wbr']);

const tableRows = new Set(['table', 'thead', 'tbody', 'tfoot', 'tr', 'colgroup']);
const tableParts = /^(?:t[dhr]|tbody|thead|tfoot|caption|col|colgroup)$/;

/** The tags of HTML that do not pair up, or that would make a browser close a table around them; none in a sound fragment. */
export function unsoundTags(html: string): string[] {
  const open: string[] = [];
  const unsound: string[] = [];
  for (const [tag, slash, name = ''] of html.matchAll(/<(\/?)([a-z][a-z0-9-]*)[^>]*>/g)) {
    if (slash === '/') {
      if (open.pop() !== name) unsound.push(tag);
    } else {
      if (tableParts.test(name) !== tableRows.has(open.at(-1) ?? '')) unsound.push(tag);
      if (!voidTags.has(name)) open.push(name);
    }
  }
  return [...unsound, ...open];
}
