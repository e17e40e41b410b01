import type { Context, Hono } from 'hono';
import { exportPage } from './preview-export.tsx';
import { htmlPart } from './preview-frame.ts';
import { linksByHost } from './preview-links.ts';
import type { CheckedLink, PreviewSource } from './preview-source.ts';
import { readView } from './preview-view.ts';
import { readForm } from './read-form.ts';

/** What the page does beside showing: each only when asked. */
export function previewActions(app: Hono, source: PreviewSource): void {
  app.post('/test', (c) => sendTest(c, source));
  app.post('/links', (c) => checkLinks(c, source));
  app.get('/export.html', (c) => showExport(c, source));
}

async function sendTest(c: Context, source: PreviewSource): Promise<Response> {
  const { email } = source.edition();
  const form = await readForm(c.req.raw);
  const address = form?.value('address') ?? '';
  if (email === null) return c.json({ isAccepted: false, said: 'Nothing has been rendered yet.' }, 503);
  const { fields } = readView(new URL(c.req.url).searchParams);
  const outcome = await source.sendTest(email, address, fields);
  if (c.req.header('accept')?.includes('json')) return c.json(outcome);
  return c.text(`${outcome.said}\n`);
}

/** One line of JSON a link, as soon as it is known. */
async function checkLinks(c: Context, source: PreviewSource): Promise<Response> {
  const { email } = source.edition();
  if (email === null || source.checkLinks === null) return c.text('There is nothing to check.\n', 503);
  const view = readView(new URL(c.req.url).searchParams);
  const mail = await source.mail(email, { address: view.as, fields: view.fields });
  const own = new Set([mail.values['unsubscribeUrl'], mail.values['preferencesUrl']]);
  const urls = linksByHost(htmlPart(email, mail))
    .flatMap(({ links }) => links.map(({ url }) => url))
    .filter((url) => /^https?:/i.test(url) && !own.has(url));
  const leaving = new AbortController();
  const checked = source.checkLinks(urls, AbortSignal.any([leaving.signal, c.req.raw.signal]));
  return c.body(
    jsonLines(checked, () => leaving.abort()),
    200,
    { 'Content-Type': 'application/x-ndjson' },
  );
}

function jsonLines(links: AsyncIterable<CheckedLink>, onCancel: () => void): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const iterator = links[Symbol.asyncIterator]();
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await iterator.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(`${JSON.stringify(value)}\n`));
    },
    cancel: onCancel,
  });
}

async function showExport(c: Context, source: PreviewSource): Promise<Response> {
  const edition = source.edition();
  const { email } = edition;
  if (email === null) return c.text('Nothing has been rendered yet.\n', 503);
  const view = readView(new URL(c.req.url).searchParams);
  const mail = await source.mail(email, { address: view.as, fields: view.fields });
  const recipients = await source.countReaders();
  const name = `preview-${email.issue.key.replace(/[^A-Za-z0-9._-]+/g, '-')}.html`;
  c.header('Content-Disposition', `attachment; filename="${name}"`);
  return c.html(await exportPage({ edition, email, mail, recipients }));
}
