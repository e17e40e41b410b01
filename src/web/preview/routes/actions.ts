import type { Context, Hono } from 'hono';
import type { LinkCheck } from '../../../content/links/link-check.ts';
import { readForm } from '../../http/read-form.ts';
import { linksByHost } from '../facts/links.ts';
import { htmlPart } from '../looks/frame.ts';
import { exportPage } from '../pages/export.tsx';
import type { PreviewSource } from '../source.ts';
import { readView } from '../view.ts';

/** What the page does beside showing: each only when asked. */
export function previewActions(app: Hono, source: PreviewSource): void {
  app.post('/test', (c) => sendTest(c, source));
  app.post('/links', (c) => checkLinks(c, source));
  app.get('/export.html', (c) => showExport(c, source));
}

async function sendTest(c: Context, source: PreviewSource): Promise<Response> {
  const { email } = source.revision();
  const form = await readForm(c.req.raw);
  const address = form?.value('address') ?? '';
  if (email === null) return c.json({ isAccepted: false, said: 'Nothing has been rendered yet.' }, 503);
  const { fields } = readView(new URL(c.req.url).searchParams);
  const outcome = await source.sendTest(email, address, fields);
  if (c.req.header('accept')?.includes('json')) return c.json(outcome);
  return c.text(`${outcome.said}\n`);
}

/** One line of JSON a link, as soon as it is known; a later line about the same link is the one that holds. */
async function checkLinks(c: Context, source: PreviewSource): Promise<Response> {
  const { email } = source.revision();
  if (email === null) return c.text('Nothing has been rendered yet.\n', 503);
  const view = readView(new URL(c.req.url).searchParams);
  const mail = await source.mail(email, { address: view.as, fields: view.fields });
  // A reader's own links lead to pages of theirs, and are not for asking.
  const own = new Set([mail.values['unsubscribeUrl'], mail.values['preferencesUrl']]);
  const urls = linksByHost(htmlPart(email, mail))
    .flatMap(({ links }) => links.map(({ url }) => url))
    .filter((url) => /^https?:/i.test(url) && !own.has(url));
  return c.body(checksOf(urls, source), 200, { 'Content-Type': 'application/x-ndjson' });
}

function checksOf(
  urls: readonly string[],
  { checkLinks: check, closing }: PreviewSource,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const leaving = new AbortController();
  return new ReadableStream({
    async start(controller) {
      const told = new Map<string, string>();
      const tell = (one: LinkCheck) => {
        const line = `${JSON.stringify(one)}\n`;
        if (told.get(one.url) !== line) controller.enqueue(encoder.encode(line));
        told.set(one.url, line);
      };
      const signal = AbortSignal.any([leaving.signal, closing]);
      try {
        for (const one of await check(urls, { signal, onProgress: (progress) => tell(progress.check) }))
          tell(one);
        controller.close();
      } catch (error) {
        // Nobody reads on after leaving.
        if (!signal.aborted) controller.error(error);
      }
    },
    cancel: () => leaving.abort(),
  });
}

async function showExport(c: Context, source: PreviewSource): Promise<Response> {
  const revision = source.revision();
  const { email } = revision;
  if (email === null) return c.text('Nothing has been rendered yet.\n', 503);
  const view = readView(new URL(c.req.url).searchParams);
  const mail = await source.mail(email, { address: view.as, fields: view.fields });
  const recipients = await source.countReaders();
  const name = `preview-${email.issue.key.replace(/[^A-Za-z0-9._-]+/g, '-')}.html`;
  c.header('Content-Disposition', `attachment; filename="${name}"`);
  return c.html(await exportPage({ revision, email, mail, recipients }));
}
