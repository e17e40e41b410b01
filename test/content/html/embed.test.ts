import { describe, expect, test } from 'vitest';
import { markdownToHtml } from '../../../src/content/html/markdown-to-html.ts';
import { markdownToText } from '../../../src/content/plain-text/markdown-to-text.ts';
import { chooseWords } from '../../../src/content/words/choose-words.ts';

const place = { webUrl: 'https://gazette.example/issues/10/', siteUrl: 'https://gazette.example' };
const design = { linkHosts: false, columnWidth: 576 };
const render = (markdown: string) => markdownToHtml(markdown, place, design);
const html = (markdown: string) => render(markdown).html;
const text = (markdown: string) => markdownToText(markdown, place);

/** An element of which the first address in its HTML and the words of its text part are looked at. */
function shown(markdown: string): { href: string | undefined; text: string } {
  const [line = ''] = text(markdown).split('\n');
  return { href: /href="([^"]*)"/.exec(html(markdown))?.[1], text: line };
}

describe('a video of YouTube', () => {
  const thumbnail = (label: string) =>
    '<p class="figure"><a href="https://www.youtube.com/watch?v=aB3_dE-gH1k">' +
    `<img src="https://i.ytimg.com/vi/aB3_dE-gH1k/hqdefault.jpg" alt="${label}" width="480" height="360" /></a>` +
    '<small class="caption"><a href="https://www.youtube.com/watch?v=aB3_dE-gH1k">Watch on YouTube</a></small></p>';

  test.each([
    'https://www.youtube.com/embed/aB3_dE-gH1k?si=Hitd2BpKpSzQ',
    '//www.youtube-nocookie.com/embed/aB3_dE-gH1k',
    'https://youtube.com/watch?v=aB3_dE-gH1k&amp;feature=share',
    'https://m.youtube.com/shorts/aB3_dE-gH1k',
    'https://youtu.be/aB3_dE-gH1k?si=x',
    'https://www.youtube.com/v/aB3_dE-gH1k',
  ])('at %s is its picture, and a line that says so', (src) => {
    expect(html(`<iframe src="${src}" title="Dunes &amp; tides" width="560"></iframe>`)).toBe(
      thumbnail('Watch: Dunes &amp; tides'),
    );
    expect(text(`<iframe src="${src}" title="Dunes &amp; tides"></iframe>`)).toBe(
      'Watch: Dunes & tides [1]\n\n[1] https://www.youtube.com/watch?v=aB3_dE-gH1k',
    );
  });

  test.each(['YouTube video player', 'YouTube', 'Embedded YouTube video', ''])(
    'whose title is "%s" has none',
    (title) => {
      const frame = `<iframe src="https://www.youtube.com/embed/aB3_dE-gH1k" title="${title}"></iframe>`;
      expect(html(frame)).toBe(thumbnail('Watch on YouTube'));
      expect(shown(frame).text).toBe('Watch on YouTube [1]');
    },
  );

  test('begins where the author says', () => {
    expect(shown('<iframe src="https://www.youtube.com/embed/aB3_dE-gH1k?start=90"></iframe>').href).toBe(
      'https://www.youtube.com/watch?v=aB3_dE-gH1k&amp;t=90',
    );
  });

  test('is never a picture where its id is none', () => {
    const frame = '<iframe src="https://www.youtube.com/embed/VIDEO" title="Soon"></iframe>';
    expect(html(frame)).toBe('<p><a href="https://www.youtube.com/embed/VIDEO">Watch: Soon</a></p>');
  });

  test('of a list is a link to the list', () => {
    expect(
      shown('<iframe src="https://www.youtube.com/embed/videoseries?list=PLx_1234567890"></iframe>'),
    ).toEqual({
      href: 'https://www.youtube.com/playlist?list=PLx_1234567890',
      text: 'Watch the playlist on YouTube [1]',
    });
  });
});

describe('what else plays on a page', () => {
  test.each([
    [
      '<iframe src="https://player.vimeo.com/video/12345?h=0a1b2c"></iframe>',
      'https://vimeo.com/12345/0a1b2c',
      'Watch on Vimeo [1]',
    ],
    ['<video src="pier.mp4" controls></video>', `${place.webUrl}pier.mp4`, 'Watch the video (pier.mp4) [1]'],
    [
      '<video controls>\n  <source src="/pier.webm">\n\n  Your browser cannot show it.\n</video>',
      'https://gazette.example/pier.webm',
      'Watch the video (pier.webm) [1]',
    ],
    ['<audio src="/waves.mp3"></audio>', 'https://gazette.example/waves.mp3', 'Listen (waves.mp3) [1]'],
    [
      '<script src="https://gist.github.com/ann/0a1b2c.js?file=tide.py"></script>',
      'https://gist.github.com/ann/0a1b2c#file-tide-py',
      'See the code on gist.github.com: tide.py [1]',
    ],
    [
      '<iframe data-src="https://maps.example/pier" title="The pier"></iframe>',
      'https://maps.example/pier',
      'See it on maps.example: The pier [1]',
    ],
    [
      '<object data="https://cdn.example/chart"></object>',
      'https://cdn.example/chart',
      'See it on cdn.example [1]',
    ],
  ])('%s leads to its page', (markdown, href, words) => {
    expect(shown(markdown)).toEqual({ href, text: words });
    expect(html(markdown).match(/<[a-z]+/g)).toEqual(['<p', '<a']);
  });

  test('shows the poster of a video', () => {
    const video = '<video src="/pier.mp4" poster="pier.jpg"></video>';
    expect(
      markdownToHtml(video, place, design, { 'pier.jpg': { width: 1152, height: 600, bytes: 9 } }).html,
    ).toBe(
      '<p class="figure"><a href="https://gazette.example/pier.mp4">' +
        '<img src="https://gazette.example/issues/10/pier.jpg" alt="Watch the video (pier.mp4)" width="576" height="300" />' +
        '</a><small class="caption"><a href="https://gazette.example/pier.mp4">Watch the video</a></small></p>',
    );
  });

  test('stands within a sentence where the author put it', () => {
    const sentence = 'Hear <audio src="/waves.mp3"></audio> now.';
    expect(html(sentence)).toBe(
      '<p>Hear <a href="https://gazette.example/waves.mp3">Listen (waves.mp3)</a> now.</p>',
    );
    expect(shown(sentence).text).toBe('Hear Listen (waves.mp3) [1] now.');
  });

  test('takes nothing with it that follows, closed or not', () => {
    const frame = '<iframe src="https://maps.example/pier" />\n\nAfter.';
    expect(html(frame)).toContain('<p>After.</p>');
    expect(text(frame)).toContain('After.');
    expect(text('<video>\n\n  Old browser.\n\n</video>\n\nAfter.')).toBe('After.');
  });

  test('that nobody filled in is left out and told', () => {
    const frame = '<iframe src="insert-the-video-here" title="YouTube video player"></iframe>';
    expect(render(frame)).toMatchObject({
      html: '',
      dropped: [{ url: 'insert-the-video-here', why: 'malformed' }],
    });
    expect(text(frame)).toBe('');
    expect(render('<iframe srcdoc="<p>x</p>"></iframe>')).toMatchObject({ html: '', removed: ['iframe'] });
  });

  test('never leads to a script', () => {
    expect(html('<iframe src="javascript:alert(1)"></iframe><object data="data:text/html,x"></object>')).toBe(
      '',
    );
  });
});

describe('what only a browser can show', () => {
  test.each([
    ['a <svg><title>s</title><style>.t{}</style><text>u</text></svg> b', 'a  b', ['svg', 'style']],
    ['a <math><mi>x</mi></math> b', 'a  b', ['math']],
    ['a <script>x()</script> b', 'a  b', ['script']],
  ])('%s goes with all that is in it', (markdown, words, removed) => {
    const result = render(markdown);
    expect(result.html).toBe(`<p>${words}</p>`);
    expect(result.removed).toEqual(expect.arrayContaining([removed[0]]));
    expect(text(markdown)).toBe('a b');
  });

  test('such as a form, leaves no gap', () => {
    expect(html('a\n\n<form><label>Mail</label>\n\n<button>Go</button></form>\n\nb')).toMatch(
      /^<p>a<\/p>\s*<p>b<\/p>$/,
    );
    expect(text('a\n\n<form><label>Mail</label>\n\n<button>Go</button></form>\n\nb')).toBe('a\n\nb');
  });

  test('is printed where it is a word and nothing closes it', () => {
    const sentence = 'The <svg> and <form> elements, and <video>.';
    expect(html(sentence)).toBe('<p>The &lt;svg&gt; and &lt;form&gt; elements, and &lt;video&gt;.</p>');
    expect(text(sentence)).toBe(sentence);
    expect(render(sentence).removed).toEqual([]);
  });
});

describe('elements of a page', () => {
  test('details are open, their summary bold', () => {
    const details = '<details>\n<summary>More &amp; more</summary>\n\nA *word*.\n\n</details>';
    expect(html(details)).toMatch(
      /^<div>\s*<p class="summary"><strong>More &amp; more<\/strong><\/p>\s*<p>A <em>word<\/em>\.<\/p>\s*<\/div>$/,
    );
    expect(text(details)).toBe('More & more\n\nA _word_.');
    expect(html('<details><summary>S</summary>loose</details>')).toContain('<p>loose</p>');
  });

  test('a figure keeps its caption, a picture its image', () => {
    expect(html('<figure><img src="/p.png" alt="P"><figcaption>The pier</figcaption></figure>')).toBe(
      '<div class="figure"><img src="https://gazette.example/p.png" alt="P" width="576" class="natural" />' +
        '<div class="caption">The pier</div></div>',
    );
    expect(html('a <picture><source srcset="p.webp"><img src="/p.png" alt="P"></picture>')).toBe(
      '<p>a <img src="https://gazette.example/p.png" alt="P" /></p>',
    );
  });

  test('alignment stays where it does no harm', () => {
    expect(html('<center>x</center>')).toBe('<div align="center">x</div>');
    expect(html('<p align="center">x</p>')).toBe('<p align="center">x</p>');
    expect(html('a <img src="/p.png" align="right">')).not.toContain('align');
  });

  test('sections do not run into each other', () => {
    expect(html('<section>a</section><section>b</section>')).toBe('<div>a</div><div>b</div>');
  });

  test('an emoji drawn as an image is the emoji', () => {
    const image = '<img class="emoji" alt="tada" title=":tada:" src="https://forum.example/tada.png">';
    expect(html(`Done ${image}`)).toBe('<p>Done <span>\u{1f389}</span></p>');
    expect(text(`Done ${image}`)).toBe('Done \u{1f389}');
  });
});

describe('raw HTML in the text part', () => {
  test('is laid out as the same markdown would be', () => {
    expect(text('<ul><li>one</li><li>two<ul><li>inner</li></ul></li></ul>')).toBe(
      '- one\n- two\n\n  - inner',
    );
    expect(text('<ol start="3"><li>a</li><li value="9">b</li></ol>')).toBe('3. a\n9. b');
    expect(text('<blockquote><p>q</p></blockquote>')).toBe('> q');
    expect(text('<table><tr><th>Name</th><th>N</th></tr><tr><td>a</td><td>10</td></tr></table>')).toBe(
      'Name  N\n----  --\na     10',
    );
    expect(text('<dl><dt>Ebb</dt><dd>The sea goes.</dd></dl>')).toBe('Ebb\n    The sea goes.');
    expect(text('<pre>a\n  b</pre>')).toBe('    a\n      b');
  });

  test('names an image, and the link of a linked one once', () => {
    expect(text('[![The pier](/p.png)](/pier)')).toBe(
      '[Image: The pier] [1]\n\n[1] https://gazette.example/pier',
    );
    expect(text('See <a href="/pier"><img src="/p.png" alt="The pier"></a>')).toBe(
      'See [Image: The pier] [1]\n\n[1] https://gazette.example/pier',
    );
  });
});

test.each([
  [
    'de',
    'Auf YouTube ansehen',
    'Anhören (waves.mp3)',
    'Auf maps.example ansehen: Der Steg',
    'Beitrag von @owl',
  ],
  ['ja', 'YouTube で見る', '聴く (waves.mp3)', 'maps.example で見る: Der Steg', '@owl の投稿'],
])('speaks the language of the issue: %s', (language, video, sound, map, post) => {
  const { words } = chooseWords(language);
  const frames: readonly (readonly [frame: string, label: string])[] = [
    ['<iframe src="https://youtu.be/aB3_dE-gH1k"></iframe>', video],
    ['<audio src="/waves.mp3"></audio>', sound],
    ['<iframe src="https://maps.example/m" title="Der Steg"></iframe>', map],
    ['<iframe src="https://x.com/owl/status/12"></iframe>', post],
  ];
  for (const [frame, label] of frames) {
    expect(markdownToHtml(frame, place, { ...design, words }).html).toContain(`${label}</a>`);
    const [line] = markdownToText(frame, place, 'ltr', words).split('\n');
    expect(line).toBe(`${label} [1]`);
  }
});
