import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { Email } from 'postal-mime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { parseMail, unsubscribeUrl } from './inbox.ts';
import { account, type Newsletter, newsletter } from './newsletter.ts';

interface Listed {
  readonly path: string;
  readonly number: number;
  readonly title: string;
  readonly draft: boolean;
}

/** What of a letter is its generator's own, or changes on the way, as a reader gets it; the text with its lines joined. */
interface Shown {
  /** Its whole address, and the first words of what is said in its place. */
  readonly picture?: { readonly address: string; readonly words: string };
  /** What `tags:` answers for the site's own tag. */
  readonly answer: string;
  /** Its first words. */
  readonly footnote?: string;
}

/** Every letter of every example by its subject, drafts left out. */
const shown: Readonly<Record<string, Readonly<Record<string, Shown>>>> = {
  gatsby: {
    'Contour Lines 8: Longitude first': {
      picture: {
        address: 'https://contour-lines.example/null-island.png',
        words: 'A map of nothing but sea',
      },
      answer: '> *A test for your test* > > Pick a place whose numbers',
      footnote: 'The height of the pole star gives it',
    },
    'Contour Lines 9: A coast has no length': {
      answer: '> *Neighbours* > > Simplify two countries',
      footnote: 'It came out in 1961',
    },
  },
  hugo: {
    'The hour that happens twice': {
      picture: {
        address: 'https://small-hours.example/letters/14/two-half-past-twos.png',
        words: 'Two lines. The clock on the wall',
      },
      answer: '> *Before Sunday.* Look for jobs',
      footnote: 'A change of less than three hours is evened out',
    },
    'A lock that lets go': {
      answer: '> *The small print.* Children inherit open files',
      footnote: 'On a shared folder it depends',
    },
  },
  jekyll: {
    'Bean Row No. 41: Onions off the ground': {
      answer: "*Seed swap: Saturday 10 October, three o'clock, in the shed.*",
      footnote: 'Last year it was the night after',
    },
    'Bean Row No. 42: Garlic before the frost': {
      picture: {
        address: 'https://bean-row.example/assets/img/plot-one.png',
        words: 'Plan of plot one',
      },
      answer: "*Seed swap: Saturday 7 November, two o'clock, in the shed.*",
      footnote: 'This is not science',
    },
  },
  plain: {
    'Letter 4: Low water': {
      picture: {
        address: 'https://withy-lock.example/images/august-levels.png',
        words: 'The level at Withy Lock in August',
      },
      answer: 'The lock is worked from eight until dusk',
      footnote: 'The zero of the gauge is no riverbed',
    },
    'Letter 5: The gate that remembers': {
      answer: 'The lock is worked from eight until dusk',
    },
  },
};

const examples = readdirSync('examples', { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

/** A folder of a test's own with the example in it, as a clone has it. */
async function openExample(name: string): Promise<Newsletter> {
  const gazette = await newsletter('embedded');
  for (const own of ['pennypost.yaml', 'issues', 'subscribers'])
    rmSync(path.join(gazette.folder, own), { recursive: true });
  cpSync(path.join('examples', name), gazette.folder, {
    recursive: true,
    filter: (file) => !['.pennypost', 'node_modules'].includes(path.basename(file)),
  });
  // Where a repository ends is where git keeps its records.
  mkdirSync(path.join(gazette.folder, '.git'));
  return gazette;
}

/** The first cells of all lists; no example quotes an address. */
function addresses(folder: string): string[] {
  const lists = readdirSync(path.join(folder, 'subscribers')).filter((name) => name.endsWith('.csv'));
  return lists
    .flatMap((name) =>
      readFileSync(path.join(folder, 'subscribers', name), 'utf8')
        .trim()
        .split('\n')
        .slice(1),
    )
    .map((row) => row.split(',')[0] ?? '');
}

function codeOf(markdown: string): string[] {
  const fences = [...markdown.matchAll(/^```\w*\n([\s\S]*?)^```$/gm)];
  return fences.flatMap(([, code = '']) => code.split('\n')).filter(Boolean);
}

it('every example is told of here', () => {
  expect(Object.keys(shown).sort()).toEqual([...examples].sort());
});

describe.each(examples)('examples/%s', (name) => {
  let gazette: Newsletter;
  let listed: Listed[];
  let config: { readonly siteUrl: string; readonly content: string };

  beforeAll(async () => {
    gazette = await openExample(name);
    const ran = await gazette.run(['issues', '--json']);
    expect(ran).toMatchObject({ code: 0, err: '' });
    listed = JSON.parse(ran.out);
    config = parse(readFileSync(path.join(gazette.folder, 'pennypost.yaml'), 'utf8'));
  });
  afterAll(() => gazette.remove());

  const published = () => listed.filter(({ draft }) => !draft);
  const textOf = (file: string) => readFileSync(path.join(gazette.folder, file), 'utf8');

  it('lists its letters, and one as a draft', () => {
    const titles = published().map(({ title }) => title);
    expect(titles.sort()).toEqual(Object.keys(shown[name] ?? {}).sort());
    expect(listed).toHaveLength(titles.length + 1);
  });

  it('has a README whose commands name letters that there are', () => {
    const commands = textOf('README.md').match(/^pennypost .*$/gm) ?? [];
    const verbs = commands.map((line) => line.split(' ')[1]);
    expect(verbs).toEqual(['issues', 'lint', 'preview', 'send', 'send']);
    const numbers = commands.slice(1).map((line) => Number(/ (\d+)/.exec(line)?.[1]));
    expect(published().map(({ number }) => number)).toEqual(expect.arrayContaining(numbers));
  });

  it('leaves lint nothing to say, of its draft neither', async () => {
    const ran = await gazette.run(['lint', ...listed.map(({ number }) => String(number))]);
    expect(ran).toMatchObject({ code: 0, out: '', err: expect.stringMatching(/nothing found/) });
  });

  it('sends no draft', async () => {
    const draft = String(listed.find((one) => one.draft)?.number);
    const ran = await gazette.run(['send', '--issue', draft, '--catch', '--yes']);
    expect(ran).toMatchObject({ code: 1, err: expect.stringContaining('draft') });
    expect(gazette.caught()).toHaveLength(0);
  });

  it('sends its newest letter to everybody on its lists, as its author meant it', async () => {
    const [newest] = published();
    if (!newest) throw new Error('there is no letter');
    const readers = addresses(gazette.folder);
    const ran = await gazette.run(['send', '--issue', String(newest.number), '--catch', '--yes', '--json']);
    expect(account(ran)).toMatchObject({ audience: readers.length, accepted: readers.length });
    expect(ran.code).toBe(0);
    const mails = await Promise.all(gazette.caught().map(parseMail));
    expect(mails.map(({ to }) => to?.[0]?.address).sort()).toEqual([...readers].sort());
    expect(new Set(mails.map(unsubscribeUrl)).size).toBe(readers.length);
    for (const mail of mails) expectLetter(mail, newest);
  });

  it('renders its earlier letters as their author meant them', async () => {
    for (const letter of published().slice(1)) {
      const file = path.join(config.content, letter.path);
      const out = path.join(gazette.folder, 'rendered', String(letter.number));
      expect(await gazette.run(['render', file, '--out', out])).toMatchObject({ code: 0 });
      const message = readdirSync(out).find((rendered) => rendered.endsWith('.eml')) ?? '';
      expectLetter(await parseMail(readFileSync(path.join(out, message))), letter);
    }
  });

  function expectLetter(mail: Email, { title, path: file }: Listed): void {
    const { subject, html = '', text = '' } = mail;
    expect(subject).toBe(title);
    expect(html).toContain(`href="${unsubscribeUrl(mail)}"`);
    expect(text).toContain(unsubscribeUrl(mail));
    for (const part of [html, text])
      expect(part).not.toMatch(/\{\{|\{%|\{:|Still to come|<\/?[A-Z][a-z]+[ >]/);
    expect(html).not.toContain('[^');
    expect(text).not.toMatch(/\[\^(?!\d+\])/);

    const code = codeOf(textOf(path.join(config.content, file)));
    expect(text.split('\n')).toEqual(expect.arrayContaining(code.map((line) => `    ${line}`)));
    expect(html.includes('<pre')).toBe(code.length > 0);

    const { picture, answer, footnote } = shown[name]?.[title] ?? {};
    const images = [...html.matchAll(/<img[^>]*>/g)].map(([image]) => image);
    expect(images).toHaveLength(picture ? 1 : 0);
    const joined = text.replace(/\s+/g, ' ');
    if (picture) {
      expect(images[0]).toContain(`src="${picture.address}"`);
      expect(images[0]).toContain(`alt="${picture.words}`);
      expect(joined).toContain(`[Image: ${picture.words}`);
      expect(joined).toContain(picture.address);
    }
    expect(joined).toContain(answer);
    if (footnote) expect(joined).toMatch(new RegExp(`\\[\\^\\d+\\] ${footnote}`));
  }

  it('keeps its pictures small', () => {
    const files = readdirSync(path.join('examples', name), { recursive: true }).map(String);
    const pictures = files.filter((file) => file.endsWith('.png'));
    expect(pictures).not.toHaveLength(0);
    for (const file of pictures) {
      expect(existsSync(path.join('examples', name, file))).toBe(true);
      expect(readFileSync(path.join('examples', name, file)).byteLength).toBeLessThan(10_000);
    }
  });
});
