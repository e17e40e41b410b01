import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { parseMail, unsubscribeUrl } from '../journey/inbox.ts';
import { account, type Newsletter, newsletter, readers } from '../journey/newsletter.ts';
import { newsletters } from './places.ts';

let gazette: Newsletter;

beforeEach(async () => {
  gazette = await newsletter('embedded');
});
afterEach(() => gazette.remove());

it('issue 10 of the newsletter that this grew from reaches each of a thousand readers once', async () => {
  gazette.write('subscribers/readers.csv', readers(1000));
  const content = path.join(newsletters, 'seed');
  // It has two addresses glued together.
  const send = ['send', '--issue', '10', '--content', content, '--despite', 'glued-url'];
  const ran = await gazette.run([...send, '--catch', '--yes', '--json']);
  expect(account(ran)).toMatchObject({ audience: 1000, accepted: 1000, inDoubt: 0 });
  const mails = await Promise.all(gazette.caught().map(parseMail));
  expect(new Set(mails.map(({ to }) => to?.[0]?.address)).size).toBe(1000);
  for (const mail of mails) expect(mail.text).toContain(unsubscribeUrl(mail));
  expect((await gazette.run([...send, '--catch', '--yes'])).code).toBe(5);
});
