import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { EmailError } from '../../../src/email/email-error.ts';
import { type MjmlCompiler, mjmlCompiler } from '../../../src/email/render/compile-mjml-worker.ts';

const mjml = (inside: string) => `<mjml lang="en"><mj-body><mj-section><mj-column>
${inside}
</mj-column></mj-section></mj-body></mjml>`;

const home = process.cwd();
afterEach(() => process.chdir(home));

test('compiles one text after the other in the same thread', async () => {
  const compile = mjmlCompiler();
  const texts = ['one', 'two', 'three'].map((word) =>
    mjml(`<mj-text font-family="Roboto">${word}</mj-text>`),
  );
  const results = await Promise.all(texts.map(compile));
  expect(results.map(({ html }) => />(one|two|three)</.exec(html)?.[1])).toEqual(['one', 'two', 'three']);
  expect(results.flatMap(({ faults }) => faults)).toEqual([]);
  expect(results[0]?.html).not.toContain('fonts.googleapis.com');
});

test('compiles as the package itself does, whatever of it the build leaves out', async () => {
  const head = `<mj-head><mj-title>T</mj-title><mj-preview>P &amp; p</mj-preview><mj-breakpoint width="400px" />
<mj-font name="Own" href="https://example.org/own.css" />
<mj-attributes><mj-all padding="3px" /><mj-class name="big" font-size="30px" /></mj-attributes>
<mj-html-attributes><mj-selector path=".note td"><mj-html-attribute name="data-n">1</mj-html-attribute></mj-selector></mj-html-attributes>
<mj-style>@media print { p { color: red } }</mj-style><mj-style inline="inline">p.x, .note > b { color: #123456 }</mj-style></mj-head>`;
  const body = `<mj-wrapper><mj-section css-class="note"><mj-group><mj-column><mj-text mj-class="big"><p class="x">a &lt; b &nbsp;<b>c</b></p></mj-text>
<mj-button href="https://example.org/?a=1&amp;b=2">go</mj-button><mj-image src="https://example.org/i.png" width="90px" alt="i" /></mj-column></mj-group></mj-section></mj-wrapper>
<mj-hero><mj-divider /><mj-spacer height="9px" /><mj-table><tr><td>1</td></tr></mj-table></mj-hero>
<mj-section><mj-column><mj-raw><i>raw</i></mj-raw><mj-navbar><mj-navbar-link href="/a">A</mj-navbar-link></mj-navbar>
<mj-social><mj-social-element name="github" href="https://example.org/g">g</mj-social-element></mj-social>
<mj-accordion><mj-accordion-element><mj-accordion-title>t</mj-accordion-title><mj-accordion-text>x</mj-accordion-text></mj-accordion-element></mj-accordion>
<mj-nonsense>n</mj-nonsense></mj-column></mj-section>`;
  const text = `<mjml lang="en">${head}<mj-body background-color="#eeeeee">${body}</mj-body></mjml>`;
  const whole = mjmlCompiler({ mjml: createRequire(import.meta.url).resolve('mjml') });
  const compiled = await mjmlCompiler()(text);
  expect(compiled).toEqual(await whole(text));
  expect(compiled.html).toContain('color: #123456');
  expect(compiled.html).toContain('data-n="1"');
  expect(compiled.faults).toHaveLength(1);
});

test('tells what MJML finds wrong, by line', async () => {
  const { faults } = await mjmlCompiler()(mjml('<mj-text colr="red">a</mj-text>\n<mj-txt>b</mj-txt>'));
  expect(faults.map(({ line, tagName }) => [line, tagName])).toEqual(
    expect.arrayContaining([
      [2, 'mj-text'],
      [3, 'mj-txt'],
    ]),
  );
});

test('reads the tags between braces, such as an issue on templates holds', async () => {
  const inside = '<p class="a">{{x</p><p class="a">y}}</p><p class="a">&lt;%</p><p class="a">%&gt;</p>';
  const { html } = await mjmlCompiler()(
    mjml(`<mj-text>${inside}</mj-text>`).replace(
      '<mj-body>',
      '<mj-head><mj-style inline="inline">.a { color: #123456; }</mj-style></mj-head><mj-body>',
    ),
  );
  expect(html.match(/<p[^>]*color: #123456/g)).toHaveLength(4);
});

test('reads no mj-include', async () => {
  const { html } = await mjmlCompiler()(mjml('<mj-include path="/etc/passwd" type="html" />'));
  expect(html).not.toContain('root:');
});

test('runs nothing that a .mjmlconfig in the working directory names', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'pennypost-mjml-'));
  const trace = join(folder, 'trace');
  await writeFile(join(folder, '.mjmlconfig'), JSON.stringify({ packages: ['./evil.js'] }));
  await writeFile(
    join(folder, 'evil.js'),
    `require('node:fs').writeFileSync(${JSON.stringify(trace)}, 'ran');`,
  );
  process.chdir(folder);
  await mjmlCompiler()(mjml('<mj-text>a</mj-text>'));
  await expect(writeFile(trace, '', { flag: 'wx' })).resolves.toBeUndefined();
  process.chdir(home);
  await rm(folder, { recursive: true });
});

const answering = (body: string) => `
const { parentPort } = require('node:worker_threads');
parentPort.on('message', (mjml) => { if (mjml === 'ok') parentPort.postMessage({ html: 'ok', faults: [] }); else { ${body} } });
`;

test.each([
  ['throws', 'throw new Error("bad")', /broke down .* bad/],
  ['rejects where nobody awaits', 'Promise.reject(new Error("late"))', /broke down .* late/],
  ['exits', 'process.exit(3)', /ended with code 3/],
  ['eats all memory', 'const all = []; for (;;) all.push(new Array(1e6).fill(all.length))', /broke down/],
])('a thread that %s fails that text alone', async (_, body, message) => {
  const compile = mjmlCompiler({
    timeLimitMs: 20_000,
    startLimitMs: 0,
    memoryLimitMb: 64,
    thread: answering(body),
  });
  await expectOneToFail(compile, message);
});

test('a thread that never ends fails that text alone', async () => {
  // How long a thread takes to start is the machine's affair; it has started when it is asked for what never ends.
  const compile = mjmlCompiler({ timeLimitMs: 500, startLimitMs: 15_000, thread: answering('for (;;);') });
  await compile('ok');
  await expectOneToFail(compile, /within 0\.5 seconds/);
});

async function expectOneToFail(compile: MjmlCompiler, message: RegExp): Promise<void> {
  const [bad, good] = await Promise.allSettled([compile('bad'), compile('ok')]);
  expect(bad).toMatchObject({ status: 'rejected', reason: expect.any(EmailError) });
  expect(bad).toMatchObject({ reason: { message: expect.stringMatching(message) } });
  expect(good).toMatchObject({ status: 'fulfilled', value: { html: 'ok' } });
}

test('a thread that breaks down after it has answered is replaced', async () => {
  const thread = `
const { parentPort } = require('node:worker_threads');
parentPort.on('message', () => { parentPort.postMessage({ html: 'ok', faults: [] }); setImmediate(() => { throw new Error('late'); }); });
`;
  const compile = mjmlCompiler({ thread });
  await compile('a');
  await new Promise((resolve) => setTimeout(resolve, 200));
  await expect(compile('b')).resolves.toMatchObject({ html: 'ok' });
});
