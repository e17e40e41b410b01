import { generateKeyPairSync } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { settingsOf } from '../../scripts/docs/configuration-page.ts';
import { stalePages, writtenPages } from '../../scripts/docs/written-pages.ts';
import * as rooms from '../../scripts/rooms.ts';
import { allRules } from '../../src/cli/issues/lint-rules.ts';
import { exitCode } from '../../src/cli/terminal/exit-code.ts';
import { readEnvironment, variables } from '../../src/config-environment.ts';
import { fileSchema } from '../../src/config-schema.ts';
import { defaultTheme, fontStacks } from '../../src/email/template/theme.ts';
import { readWebhookSettings } from '../../src/web/webhooks/webhook-settings.ts';
import { webhookSources } from '../../src/web/webhooks/webhook-sources.ts';
import { filesBelow, isPath, knownNames, read } from './known.ts';
import {
  firstCells,
  linksOf,
  newestSection,
  type Page,
  sectionsOf,
  spansOf,
  tablesOf,
} from './markdown-page.ts';
import {
  commandFaults,
  differences,
  exitCodeFaults,
  type Known,
  linkFaults,
  nameFaults,
  optionFaults,
  pathFaults,
  referenceFaults,
  scriptFaults,
  settingFaults,
  variableFaults,
} from './page-faults.ts';

const pages: Page[] = [...readdirSync('.'), ...filesBelow('docs')]
  .filter((path) => path.endsWith('.md'))
  .map((path) => ({ path, text: path === 'CHANGELOG.md' ? newestSection(read(path)) : read(path) }));

/** The members of a union of strings in the tables. */
function statesOf(type: string): string[] {
  const union = new RegExp(`type ${type} =([^;]+);`).exec(read('src/database/column-values.ts'))?.[1] ?? '';
  return [...union.matchAll(/'(\w+)'/g)].map(([, state = '']) => state);
}

/** What it asks of an environment that has nothing. */
function variablesReadBy(readFrom: (env: Record<string, string>, faults: string[]) => unknown): string[] {
  const names = new Set<string>();
  const get = (_env: object, name: string | symbol) => void names.add(String(name));
  readFrom(new Proxy({}, { get }), []);
  return [...names];
}

describe('every page', () => {
  let known: Known;
  beforeAll(() => {
    known = knownNames();
  });

  it.each(pages)('$path names nothing that there is not', ({ path, text }) => {
    const faults = [
      commandFaults,
      optionFaults,
      scriptFaults,
      variableFaults,
      settingFaults,
      pathFaults,
      nameFaults,
      exitCodeFaults,
    ].flatMap((faultsOf) => faultsOf(text, known));
    expect(faults.map((fault) => `${path}: ${fault}`)).toEqual([]);
  });

  it.each(pages)('$path links to pages and headings that there are', (page) => {
    expect(linkFaults(page, isPath, read)).toEqual([]);
  });

  it('leaves each command, option, setting and variable to the one page that is its reference', () => {
    expect(referenceFaults(pages, known.program)).toEqual([]);
  });

  it('is as `npm run docs` writes it', () => {
    const stale = stalePages(writtenPages(), (path) => (existsSync(path) ? read(path) : null));
    expect(stale.map((path) => `${path} is not as the program is: run \`npm run docs\`.`)).toEqual([]);
  });

  it('is in the list of docs/README.md', () => {
    const listed = linksOf(read('docs/README.md')).filter((link) => !link.startsWith('..'));
    const there = readdirSync('docs').filter(
      (name) => /\.md$|^decisions$/.test(name) && name !== 'README.md',
    );
    expect(differences(listed, there)).toEqual([]);
  });
});

describe('the documents', () => {
  it('name the rooms in their order, and the home of every package', () => {
    const { dependencies } = JSON.parse(read('package.json'));
    expect(Object.keys(rooms.homes).sort()).toEqual(Object.keys(dependencies).sort());
    const packagesOf = (room: string) =>
      Object.keys(rooms.homes)
        .filter((name) => rooms.homes[name] === room)
        .sort();
    const [table] = tablesOf(read('ARCHITECTURE.md')).filter(({ head }) => head[0] === 'room');
    expect(table?.rows.map(([room, , packages]) => [room, packages])).toEqual(
      rooms.rooms.map((room) => [room, packagesOf(room).join(', ')]),
    );
  });

  it('name every state of a delivery and of a send, and no other', () => {
    const [ofDeliveries = '', ofSends = ''] = read('docs/delivery-states.md').split('# The states of a send');
    expect(differences(firstCells(ofDeliveries, 'state'), statesOf('DeliveryState'))).toEqual([]);
    expect(differences(firstCells(ofSends, 'state'), statesOf('SendState'))).toEqual([]);
  });

  it('draw every state of a delivery, and no other', () => {
    const arrows = read('docs/delivery-states.md').matchAll(/^ +(\S+) --> ([^\s:]+)/gm);
    const drawn = [...arrows].flatMap(([, from = '', to = '']) => [from, to]);
    const states = [...new Set(drawn)].filter((state) => state !== '[*]');
    expect(differences(states, statesOf('DeliveryState'))).toEqual([]);
    const [, inWords = ''] =
      /## The states of a delivery\n\n((?: {4}.*\n)+)/.exec(read('ARCHITECTURE.md')) ?? [];
    const labels = inWords.replace(/: .*$|, when .*$|─ lost .* ─►|─ lost ─/gm, '').match(/[a-z_]+/g) ?? [];
    expect(differences([...new Set(labels)], statesOf('DeliveryState'))).toEqual([]);
  });

  it('say of every rule of lint what the program says, errors apart from warnings', () => {
    const told = tablesOf(read('docs/lint.md'))
      .filter(({ head }) => head[0] === 'rule')
      .flatMap(({ rows }) => rows.map(([rule, what]) => [rule, what]));
    const rules = Object.entries(allRules).map(([rule, { severity, what }]) => ({ rule, severity, what }));
    const inOrder = (severity: string) =>
      rules
        .filter((one) => one.severity === severity)
        .sort((one, other) => one.rule.localeCompare(other.rule))
        .map(({ rule, what }) => [rule, what.replaceAll('`', '')]);
    expect(told).toEqual([...inOrder('error'), ...inOrder('warning')]);
  });

  it('know every rule that the source speaks of', () => {
    const rules = filesBelow('src')
      .filter((name) => /\.tsx?$/.test(name))
      .flatMap((name) => [...read(name).matchAll(/\brule: '([a-z-]+)'/g)])
      .map(([, rule = '']) => rule);
    expect(rules.length).toBeGreaterThan(30);
    for (const rule of rules) expect(Object.keys(allRules)).toContain(rule);
  });

  it('name the exit codes that there are, and no other', () => {
    const told = firstCells(read('docs/cli.md'), 'exit code');
    expect(differences(told, Object.values(exitCode).map(String))).toEqual([]);
  });

  it('name every setting, and no other', () => {
    const told = firstCells(read('docs/configuration.md'), 'setting');
    expect(
      differences(
        told,
        settingsOf(fileSchema).map(({ name }) => name),
      ),
    ).toEqual([]);
    expect(
      differences(
        told.filter((name) => !name.includes('.')),
        Object.keys(fileSchema.shape),
      ),
    ).toEqual([]);
  });

  it('name every variable that the program reads, and no other', () => {
    const told = firstCells(read('docs/configuration.md'), 'variable');
    expect(differences(told, variablesReadBy(readEnvironment))).toEqual([]);
    expect(differences(Object.keys(variables), variablesReadBy(readEnvironment))).toEqual([]);
    const inExample = read('.env.example').match(/^#?[A-Z_]+(?==)/gm) ?? [];
    for (const name of inExample) expect(told).toContain(name.replace('#', ''));
  });

  it('name every webhook, with its variable, and no other', () => {
    const [table] = tablesOf(read('docs/webhooks.md')).filter(({ head }) => head[1] === 'address');
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const values: Record<string, string> = {
      SES_TOPIC_ARN: 'arn:aws:sns:eu-west-1:123456789012:bounces',
      SES_SIGNATURE_VERSION: '2',
      SENDGRID_WEBHOOK_KEY: publicKey.export({ format: 'der', type: 'spki' }).toString('base64'),
    };
    const names = variablesReadBy(readWebhookSettings);
    const faults: string[] = [];
    // One webhook at a time, so that each is told with the variable that opens it.
    const there = names.flatMap((name) => {
      const settings = readWebhookSettings({ [name]: values[name] ?? 'a secret of sixteen' }, faults);
      const sources = webhookSources(settings, () => Promise.reject(new Error('nothing is fetched')));
      return sources.map(({ provider }) => `/webhooks/${provider} ${name}`);
    });
    expect(faults).toEqual([]);
    const told = table?.rows.map(([, address, variable]) => `${address} ${variable}`) ?? [];
    expect(differences(told, there)).toEqual([]);
  });

  it('name every colour and font of a theme, and no other', () => {
    const text =
      sectionsOf(read('docs/templates.md')).find(({ slug }) => slug === 'your-own-values')?.text ?? '';
    const [colours = '', ofCode = ''] = ['Colours are', 'Fenced code'].map((begin) =>
      text.split('\n\n').find((paragraph) => paragraph.startsWith(begin)),
    );
    const told = [...spansOf(colours), ...spansOf(ofCode).filter((name) => name.startsWith('code'))];
    const named = [...new Set(told)].filter((name) => !['#rrggbb', 'light', 'dark'].includes(name));
    expect(differences(named, Object.keys(defaultTheme.light))).toEqual([]);
    const fonts = /font: \w+ +# (.*)/.exec(text)?.[1]?.split(/, | or /) ?? [];
    expect(differences(fonts, Object.keys(fontStacks))).toEqual([]);
  });
});
