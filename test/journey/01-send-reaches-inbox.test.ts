import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { header, openInbox, parseMail, unsubscribeUrl } from './inbox.ts';
import { account, backends, longIssueFolder, type Newsletter, newsletter, readers } from './newsletter.ts';

let gazette: Newsletter;
afterEach(() => gazette.remove());

describe.each(backends)('a send over %s', (backend) => {
  it('brings issue 10 to each of a thousand readers once, with a link of their own', async () => {
    gazette = await newsletter(backend, true);
    gazette.write('subscribers/readers.csv', readers(1000));
    const content = longIssueFolder(gazette.folder);
    // The newsletter this grew from has two addresses glued together in its tenth issue.
    const send = ['send', '--issue', '10', '--content', content, '--despite', 'glued-url'];
    const ran = await gazette.startProcess([...send, '--catch', '--yes', '--json']).ended;
    expect(ran.err).toContain('Recipients  1000');
    expect(account(ran)).toMatchObject({
      issue: '10',
      audience: 1000,
      accepted: 1000,
      deferred: 0,
      failed: 0,
      skipped: 0,
      inDoubt: 0,
    });
    expect(ran.code).toBe(0);

    const mails = await Promise.all(gazette.caught().map(parseMail));
    const distinct = (values: (string | undefined)[]) => new Set(values).size;
    expect(mails).toHaveLength(1000);
    expect(distinct(mails.map(({ to }) => to?.[0]?.address))).toBe(1000);
    expect(distinct(mails.map(({ messageId }) => messageId))).toBe(1000);
    expect(distinct(mails.map(unsubscribeUrl))).toBe(1000);
    for (const mail of mails) {
      expect(mail.html).toContain(unsubscribeUrl(mail).replaceAll('&', '&amp;'));
      expect(mail.text).toContain(unsubscribeUrl(mail));
    }

    const again = await gazette.run([...send, '--catch', '--yes']);
    expect(again.code).toBe(5);
    expect(gazette.caught()).toHaveLength(1000);
  });

  it('counts a recipient that the relay refuses, keeps what it said, and mails the others', async () => {
    gazette = await newsletter(backend);
    const inbox = await openInbox({
      refuse: (recipient) =>
        recipient === 'reader1@example.com'
          ? Object.assign(new Error('5.1.1 no such reader'), { responseCode: 550 })
          : recipient === 'reader2@example.com'
            ? Object.assign(new Error('4.2.1 too busy'), { responseCode: 450 })
            : null,
    });
    const ran = await gazette.run(['send', '--issue', '10', '--yes', '--json'], { SMTP_URL: inbox.url });
    expect(ran.code).toBe(4);
    expect(account(ran)).toMatchObject({ audience: 3, accepted: 1, failed: 1, deferred: 1 });
    expect(ran.err).toContain('550 5.1.1 no such reader');
    const status = await gazette.run(['status', '10']);
    expect(status.out).toContain('reader1@example.com  550 5.1.1 no such reader');
    expect(status.out).toContain('running');
    await inbox.close();
  });
});

// The same for every backend: what a message says, and which send it belongs to.
describe('a send', () => {
  beforeEach(async () => {
    gazette = await newsletter('postgres');
  });

  it('sends through a relay a message that owes its reader nothing', async () => {
    const inbox = await openInbox();
    const ran = await gazette.run(['send', '--issue', '10', '--yes', '--json'], { SMTP_URL: inbox.url });
    await inbox.close();
    expect(account(ran)).toMatchObject({ audience: 3, accepted: 3 });
    const received = inbox.mails.find(({ recipient }) => recipient === 'reader1@example.com');
    if (!received) throw new Error('reader 1 got nothing');
    const mail = await parseMail(received.raw);
    expect(mail.subject).toBe('The Lamplighter 10: oil & wicks');
    expect(mail.from).toMatchObject({ name: 'The Lamplighter', address: 'letters@lamplighter.example' });
    expect(mail.to).toMatchObject([{ name: 'Reader, №1', address: 'reader1@example.com' }]);
    expect(header(mail, 'list-id')).toContain('<the-lamplighter.lamplighter.example>');
    // No mailbox that nobody reads.
    expect(header(mail, 'list-unsubscribe')).toMatch(
      /^<https:\/\/letters\.lamplighter\.example\/u\/[\w-]{40}>$/,
    );
    expect(header(mail, 'list-unsubscribe-post')).toBe('List-Unsubscribe=One-Click');
    expect(header(mail, 'feedback-id')).toMatch(/^10\.([\w-]{5,15}):[^:]+:newsletter\.\1:\1$/);
    expect(mail.html).toContain('<a href="https://example.org/wicks?a=1&amp;b=2"');
    expect(mail.text).toContain('https://example.org/wicks?a=1&b=2');
    expect(mail.text).toContain('grüße');
    expect(mail.text).toContain('1 Wick Street, Lampton');
    expect(received.raw.indexOf('text/plain')).toBeLessThan(received.raw.indexOf('text/html'));
    expect(received.returnPath).toMatch(/^b\+[0-9a-z.]+@bounces\.lamplighter\.example$/);
    // Signed for purposes of their own, so that no answer to the one is a bounce at the other.
    expect(mail.messageId).toMatch(/^<[0-9a-z.]+@lamplighter\.example>$/);
    expect(mail.messageId).not.toContain(/\+(.*)@/.exec(received.returnPath)?.[1]);
  });

  it('rehearses without touching the real send', async () => {
    const inbox = await openInbox();
    const rehearsal = await gazette.run(['send', '--issue', '10', '--yes', '--catch', '--json'], {
      SMTP_URL: inbox.url,
    });
    expect(account(rehearsal)).toMatchObject({ accepted: 3 });
    expect(inbox.mails).toHaveLength(0);
    const real = await gazette.run(['send', '--issue', '10', '--yes', '--json'], { SMTP_URL: inbox.url });
    expect(account(real)).toMatchObject({ accepted: 3 });
    expect(inbox.mails).toHaveLength(3);
    await inbox.close();
  });

  it('sends a test to one address, marked as one, beside every send', async () => {
    const inbox = await openInbox();
    const verb = await gazette.run(['test', '10', 'Reader2@example.com', '--json'], { SMTP_URL: inbox.url });
    expect(verb.code).toBe(0);
    expect(JSON.parse(verb.out)).toMatchObject({ test: true, to: 'Reader2@example.com', issue: '10' });
    const before = ['send', '--issue', '10', '--to', 'Reader2@example.com'];
    expect((await gazette.run(before, { SMTP_URL: inbox.url })).code).toBe(0);
    expect(inbox.mails.map(({ recipient }) => recipient)).toEqual([
      'Reader2@example.com',
      'Reader2@example.com',
    ]);
    const [mail] = await Promise.all(inbox.mails.map(({ raw }) => parseMail(raw)));
    expect(mail?.subject).toBe('[Test] The Lamplighter 10: oil & wicks');
    expect(mail?.to?.[0]?.name).toBe('Reader, №2');
    const real = await gazette.run(['send', '10', '--yes', '--json'], { SMTP_URL: inbox.url });
    expect(account(real)).toMatchObject({ audience: 3, accepted: 3 });
    await inbox.close();
  });

  it('shows in a dry run who would get it, who not and why, and changes nothing', async () => {
    const ran = await gazette.run(['send', '--issue', '10', '--dry-run', '--json']);
    expect(ran.code).toBe(0);
    const plan = JSON.parse(ran.out);
    expect(plan).toMatchObject({ issue: '10', audience: 3, wouldSend: 3, alreadySent: 0, skipped: {} });
    const human = await gazette.run(['send', '--issue', '10', '--dry-run']);
    expect(human.out).toContain('reader0@example.com');
    expect((await gazette.run(['status', '10'])).code).toBe(1);
  });
});
