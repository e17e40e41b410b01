import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { account, type Newsletter, newsletter } from './newsletter.ts';

let letters: Newsletter;
afterEach(() => letters.remove());

const one = 'lists:\n  weekly:\n    title: The weekly letter\n';
const two = `${one}  events:\n    title: Events\n`;

async function open(lists: string, backend: 'embedded' | 'postgres' = 'postgres'): Promise<void> {
  letters = await newsletter(backend);
  letters.configure(lists);
}

async function importText(text: string, ...more: readonly string[]) {
  letters.write('people.csv', text);
  return letters.run(['subscribers', 'import', 'people.csv', '--json', ...more]);
}

async function reader(address: string) {
  return account(await letters.run(['reader', address, '--json'])) as unknown as {
    readonly mailed: boolean;
    readonly why: string;
    readonly lists: readonly { readonly list: string; readonly state: string }[];
    readonly consent: readonly { readonly evidence: Record<string, unknown> }[];
  };
}

describe.each(['embedded', 'postgres'] as const)('over %s, an import', (backend) => {
  it('balances, names each refused row, and brings nobody back who left', async () => {
    await open(one, backend);
    const first = await importText(
      'email,name,status,ip\na@x.example,Ada,subscribed,192.0.2.1\nb@x.example,Bob,unsubscribed,\nA@X.example,Ada L,subscribed,\nc@x.example,Cyd,gold,\n"=1@x",,subscribed,\n',
    );
    expect(account(first)).toMatchObject({
      rows: 5,
      added: 1,
      updated: 0,
      merged: 1,
      already: 0,
      left: 1,
      suppressed: 0,
      refused: 2,
    });
    const file = account(first)['refusedRows'] as unknown as string;
    const refused = readFileSync(file, 'utf8').trim().split('\n');
    expect(refused).toHaveLength(3);
    expect(refused[1]).toMatch(/^people\.csv,5,.*gold/);
    expect(refused[2]).toMatch(/,'=1@x$/);
    expect(await reader('a@x.example')).toMatchObject({
      mailed: true,
      consent: [{ evidence: { from: '192.0.2.1' } }],
    });

    const second = await importText(
      'email,name\na@x.example,Ada Lovelace\nb@x.example,Bob\nd@x.example,Dan\n',
      '--because',
      'They asked at the fair.',
    );
    expect(account(second)).toMatchObject({ rows: 3, added: 1, updated: 1, left: 1 });
    expect(await reader('b@x.example')).toMatchObject({
      mailed: false,
      lists: [{ list: 'weekly', state: 'left' }],
    });
  });

  it('changes nothing where a file is refused as a whole, and nothing in a dry run', async () => {
    await open(one, backend);
    letters.write('none.csv', 'name,town\nAda,Lampton\nBob,Lampton\n');
    letters.write('good.csv', 'email\na@x.example\n');
    const refused = await letters.run(['subscribers', 'import', 'good.csv', 'none.csv', '--json']);
    expect(refused).toMatchObject({ code: 1, out: '' });
    expect(refused.err).toContain('its columns are "name", "town"');
    const dry = await letters.run(['subscribers', 'import', 'good.csv', '--dry-run', '--json']);
    expect(account(dry)).toMatchObject({ rows: 1, added: 1 });
    expect((await letters.run(['reader', 'a@x.example'])).code).toBe(1);
  });
});

it('whoever left or is suppressed is not mailed again by any imports, adds and leavings', async () => {
  await open(one);
  const people = ['a', 'b', 'c'];
  const step = fc.tuple(
    fc.constantFrom(...people),
    fc.constantFrom('subscribed', 'unsubscribed', 'bounced', 'unconfirmed', 'add', 'remove', 'erase'),
  );
  let run = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 6 }), async (steps) => {
      run += 1;
      const gone = new Set<string>();
      for (const [person, what] of steps) {
        const address = `${person}${run}@x.example`;
        if (what === 'add' || what === 'remove') await letters.run(['subscribers', what, address]);
        else if (what === 'erase') await letters.run(['subscribers', 'erase', address, '--yes']);
        else await importText(`email,status\n${address},${what}\n`);
        const known = await letters.run(['reader', address, '--json']);
        const isMailed = known.code === 0 && JSON.parse(known.out).mailed === true;
        if (what === 'unsubscribed' || what === 'bounced' || what === 'erase') gone.add(person);
        if (what === 'remove' && known.code === 0) gone.add(person);
        if (gone.has(person)) expect({ steps, isMailed }).toEqual({ steps, isMailed: false });
      }
    }),
    { numRuns: 12 },
  );
});

it('an export comes back as it went in, formulas and all, as CSV and as JSON', async () => {
  await open(one);
  await importText(
    'email,name,note,status\na@x.example,=1+1,"\'@x, ""y""",subscribed\nb@x.example,-Bob,+44,unsubscribed\nc@x.example,Cyd,,bounced\n',
  );
  const csv = await letters.run(['subscribers', 'export', '--format', 'csv']);
  const ndjson = await letters.run(['subscribers', 'export']);
  expect(csv.out).toContain("'=1+1");
  const people = (text: string) =>
    text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
      .map(({ email, name, fields, lists, suppression }) => ({
        email,
        name,
        fields,
        lists,
        reason: suppression?.reason,
      }));
  const before = people(ndjson.out);
  await letters.remove();
  for (const [name, text] of [
    ['people.csv', csv.out],
    ['people.ndjson', ndjson.out],
  ] as const) {
    await open(one);
    letters.write(name, text);
    const ran = await letters.run(['subscribers', 'import', name, '--json']);
    expect(account(ran)).toMatchObject({ rows: 3, added: 1, left: 1, suppressed: 1, refused: 0 });
    expect(people((await letters.run(['subscribers', 'export'])).out)).toEqual(before);
    if (name === 'people.csv') await letters.remove();
  }
});

it('a send goes to the lists that are named, asks where none is, and is extended by others', async () => {
  await open(two);
  await importText('email\na@x.example\nb@x.example\n', '--list', 'weekly');
  await importText('email\nb@x.example\nc@x.example\n', '--list', 'events');
  const asked = await letters.run(['send', '10', '--yes', '--catch']);
  expect(asked.code).toBe(1);
  expect(asked.err).toContain('Which list?');
  const plan = async (...lists: readonly string[]) =>
    account(
      await letters.run(['send', '10', ...lists.flatMap((list) => ['--list', list]), '--dry-run', '--json']),
    );
  expect(await plan('weekly')).toMatchObject({ audience: 2, wouldSend: 2 });
  expect(await plan('weekly', 'events')).toMatchObject({ audience: 3, wouldSend: 3 });
  expect(await plan('readers')).toMatchObject({ audience: 3, wouldSend: 3 });
  const send = ['send', '10', '--yes', '--catch', '--json'];
  expect(account(await letters.run([...send, '--list', 'weekly']))).toMatchObject({
    audience: 2,
    accepted: 2,
  });
  const extended = account(await letters.run([...send, '--list', 'events']));
  expect(extended).toMatchObject({ audience: 3, accepted: 3 });
  expect(letters.caught()).toHaveLength(3);
  expect((await letters.run(['lists'])).out).toMatch(/weekly\s+kept\s+2 active/);
});

it('an issue names its lists, and a default answers where it does not', async () => {
  await open(`${two}    default: true\n`);
  await importText('email\na@x.example\n', '--list', 'weekly');
  await importText('email\nb@x.example\nc@x.example\n');
  const plan = async () => account(await letters.run(['send', '10', '--dry-run', '--json']));
  expect(await plan()).toMatchObject({ wouldSend: 2 });
  const issue = readFileSync(`${letters.folder}/issues/010-wicks.md`, 'utf8');
  letters.write('issues/010-wicks.md', issue.replace('issue: 10', 'issue: 10\nlists: [weekly]'));
  expect(await plan()).toMatchObject({ wouldSend: 1 });
});

it('an import that is killed amid it ends with the same state when it is run again', async () => {
  await open(one);
  const rows = Array.from({ length: 20_000 }, (_, n) => `r${n}@d${n % 97}.example,Reader ${n}`);
  letters.write('people.csv', `email,name\n${rows.join('\n')}\n`);
  const args = ['subscribers', 'import', 'people.csv', '--json'];
  const killed = letters.startProcess(args);
  let count = 0;
  while (count === 0) {
    const { out } = await letters.run(['lists', '--json']);
    count = JSON.parse(out || '[]')[0]?.active ?? 0;
  }
  killed.child.kill('SIGKILL');
  await killed.ended;
  const again = account(await letters.run(args));
  expect(again).toMatchObject({ rows: 20_000, refused: 0, left: 0, merged: 0 });
  expect((again['added'] ?? 0) + (again['already'] ?? 0)).toBe(20_000);
  expect(JSON.parse((await letters.run(['lists', '--json'])).out)[0]).toMatchObject({ active: 20_000 });
});
