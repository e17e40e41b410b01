import { type Context, Hono } from 'hono';
import { isFailure } from '../failure.ts';
import { answerPage, notAllowed } from './http/answer.ts';
import { stateMaker } from './preview/facts/state.ts';
import { frameHtml, htmlPart, textPart } from './preview/looks/frame.ts';
import { PreviewPage } from './preview/pages/page.tsx';
import { SourcePage } from './preview/pages/source-page.tsx';
import { previewStyle } from './preview/pages/style.ts';
import { previewActions } from './preview/routes/actions.ts';
import { changeEvents } from './preview/routes/events.ts';
import { isToken, loopbackOnly, privateHeaders } from './preview/routes/guard.ts';
import type { PreviewEmail, PreviewMail, PreviewSource, ReaderRequest } from './preview/source.ts';
import { looks, type PageView, type PaneView, paneKinds, readView } from './preview/view.ts';

export interface PreviewApp {
  readonly source: PreviewSource;
  /** The first part of every path: who does not know it learns nothing. */
  readonly token: string;
  report(error: unknown): void;
}

const pagePolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "connect-src 'self'",
  "frame-src 'self'",
  "img-src 'self' data:",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The email itself: no script, no form, and no request unless the editor asks for its images. */
function emailPolicy(images: boolean): string {
  const sources = images ? ['img-src https: http: data:'] : [];
  return [
    "default-src 'none'",
    "style-src 'unsafe-inline'",
    ...sources,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'self'",
    // As its pane does, for whoever opens it by itself.
    'sandbox allow-same-origin',
  ].join('; ');
}

/** The preview of one issue. Every path begins with the token; nothing is answered to anybody from elsewhere. */
export function previewApp({ source, token, report }: PreviewApp): Hono {
  const app = new Hono();
  app.use(privateHeaders, loopbackOnly);
  app.use('/:token/*', async (c, next) => {
    if (!isToken(c.req.param('token'), token)) return lost(c);
    return await next();
  });
  const base = app.basePath('/:token');
  const given = { source, state: stateMaker() };
  app.get('/:token/', (c) => showPage(c, given));
  base.get('/state.json', (c) => showState(c, given));
  base.get('/email.html', (c) =>
    withMail(c, source, (email, mail, query) => showEmail(c, email, mail, query)),
  );
  base.get('/pane/:what', (c) => withMail(c, source, (email, mail) => showPane(c, email, mail)));
  base.get('/email.txt', (c) => withMail(c, source, (email, mail) => c.text(textPart(email, mail))));
  base.get('/html.txt', (c) => withMail(c, source, (email, mail) => c.text(htmlPart(email, mail))));
  base.get('/headers.txt', (c) => withMail(c, source, (_, mail) => c.text(headersOf(mail.message))));
  base.get('/message.txt', (c) =>
    withMail(c, source, (_, mail) => c.text(Buffer.from(mail.message).toString())),
  );
  base.get('/message.eml', (c) => withMail(c, source, (email, mail) => download(c, email, mail)));
  base.get('/readers.json', async (c) => c.json(await source.findReaders(c.req.query('q') ?? '', 20)));
  base.get('/events', (c) => changeEvents(c, source));
  base.get('/style.css', (c) => c.body(previewStyle, 200, { 'Content-Type': 'text/css; charset=utf-8' }));
  base.get('/client/:name', (c) => showScript(c, source));
  previewActions(base, source);
  app.all('/:token/*', notAllowed('GET, HEAD, POST'));
  app.notFound(lost);
  app.onError((error, c) => answerError(error, c, report));
  return app;
}

interface Given {
  readonly source: PreviewSource;
  readonly state: ReturnType<typeof stateMaker>;
}

function lost(c: Context): Response {
  return c.text('There is nothing here. The address of the preview stands in the terminal.\n', 404);
}

/** What an editor can mend is said; everything else is our bug. */
function answerError(error: Error, c: Context, report: (error: unknown) => void): Response {
  if (isFailure(error)) return c.text(`${error.faults.join('\n')}\n`, 422);
  report(error);
  return c.text('The preview failed in a way that it should not; the terminal says more.\n', 500);
}

function viewOf(c: Context): PageView {
  return readView(new URL(c.req.url).searchParams);
}

function readerOf({ as, fields }: PageView): ReaderRequest {
  return { address: as, fields };
}

async function withMail(
  c: Context,
  source: PreviewSource,
  answer: (email: PreviewEmail, mail: PreviewMail, query: URLSearchParams) => Response | Promise<Response>,
): Promise<Response> {
  const { email } = source.revision();
  if (email === null) return c.text('Nothing has been rendered yet.\n', 503);
  const mail = await source.mail(email, readerOf(viewOf(c)));
  return answer(email, mail, new URL(c.req.url).searchParams);
}

async function showPage(c: Context, { source, state }: Given): Promise<Response> {
  c.header('Content-Security-Policy', pagePolicy);
  const revision = source.revision();
  const view = viewOf(c);
  const { email } = revision;
  const { mail, problem } = email ? await mailOrProblem(source, email, view) : { mail: null, problem: null };
  const shown = email && mail ? { email, mail, state: state(revision, email, mail) } : null;
  const { search } = view;
  const found = search === '' ? null : await source.findReaders(search, 20);
  const context = {
    fields: await source.listFields(),
    route: source.testRoute(),
  };
  return answerPage(
    c,
    <PreviewPage
      revision={revision}
      view={view}
      shown={shown}
      problem={problem}
      found={found}
      context={context}
    />,
  );
}

/** An address that is none, or a list that cannot be read, must not take the page away: it is shown as nobody's. */
async function mailOrProblem(source: PreviewSource, email: PreviewEmail, view: PageView) {
  try {
    return { mail: await source.mail(email, readerOf(view)), problem: null };
  } catch (error) {
    if (!isFailure(error)) throw error;
    return { mail: await source.mail(email, { address: null, fields: {} }), problem: error.faults.join(' ') };
  }
}

async function showState(c: Context, { source, state }: Given): Promise<Response> {
  const revision = source.revision();
  const { email, version, faults } = revision;
  if (email === null) return c.json({ version, faults });
  return c.json(state(revision, email, await source.mail(email, readerOf(viewOf(c)))));
}

function showEmail(c: Context, email: PreviewEmail, mail: PreviewMail, query: URLSearchParams): Response {
  const view: Omit<PaneView, 'what' | 'width'> = {
    look: looks.find((look) => look === query.get('look')) ?? 'light',
    images: query.get('images') === '1',
    styles: query.get('styles') !== '0',
    clip: query.get('clip') === '1',
  };
  c.header('Content-Security-Policy', emailPolicy(view.images));
  return c.body(frameHtml(htmlPart(email, mail), view), 200, { 'Content-Type': 'text/html; charset=utf-8' });
}

function showPane(c: Context, email: PreviewEmail, mail: PreviewMail): Response | Promise<Response> {
  const what = paneKinds.find((kind) => kind === c.req.param('what'));
  if (what === undefined || what === 'email') return lost(c);
  c.header('Content-Security-Policy', emailPolicy(false));
  const text = {
    text: () => textPart(email, mail),
    html: () => htmlPart(email, mail),
    headers: () => headersOf(mail.message),
    mime: () => Buffer.from(mail.message).toString(),
  }[what]();
  return answerPage(c, <SourcePage what={what} text={text} />);
}

function headersOf(message: Uint8Array): string {
  const text = Buffer.from(message).toString();
  return `${text.slice(0, text.indexOf('\r\n\r\n'))}\r\n`;
}

function download(c: Context, { issue }: PreviewEmail, mail: PreviewMail): Response {
  const name = `issue-${issue.key.replace(/[^A-Za-z0-9._-]+/g, '-')}.eml`;
  return c.body(new Uint8Array(mail.message), 200, {
    'Content-Type': 'message/rfc822',
    'Content-Disposition': `attachment; filename="${name}"`,
    'X-Pennypost-Ids': mail.ids.kind,
  });
}

async function showScript(c: Context, source: PreviewSource): Promise<Response> {
  const name = c.req.param('name') ?? '';
  const script = /^[a-z-]+\.js$/.test(name) ? await source.clientFile(name) : null;
  if (script === null) return lost(c);
  return c.body(script, 200, { 'Content-Type': 'text/javascript; charset=utf-8' });
}
