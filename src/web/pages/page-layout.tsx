import { raw } from 'hono/html';
import type { Child } from 'hono/jsx';
import { isRightToLeft } from '../../content/text/script.ts';
import { chooseWords, sayWords } from '../../content/words/choose-words.ts';
import type { Words } from '../../content/words/words.ts';
import type { Newsletter } from '../../email/rendered-issue.ts';
import { type PageColours, pageStyle } from './page-style.ts';

/** What the public pages say of the newsletter, and how. */
export interface Publisher
  extends Pick<Newsletter, 'name' | 'from' | 'replyTo' | 'siteUrl' | 'unsubscribeMailbox'> {
  /** Of the pages; English without it. */
  readonly language?: string;
  /** What the newsletter says in other words. */
  readonly words?: Partial<Words>;
  /** Of the newsletter's theme; without them the pages have colours of their own. */
  readonly colours?: PageColours;
}

/** The words of the newsletter's pages. */
export function wordsOf({ language = 'en', words }: Publisher): Words {
  return chooseWords(language, words).words;
}

interface PageProps {
  readonly publisher: Publisher;
  readonly title: string;
  /** Where in the newsletter's pages this is, where that is worth a word. */
  readonly section?: string;
  /** Whether the stamp is cancelled: what the reader came for is done. */
  readonly isDone?: boolean;
  readonly children: Child;
}

/** A whole page: no script, no cookie, nothing loaded from anywhere; in the newsletter's language where there is a catalogue. */
export function Page({ publisher, title, section, isDone = false, children }: PageProps) {
  const { language } = chooseWords(publisher.language ?? 'en');
  return (
    <html lang={language} dir={isRightToLeft(language) ? 'rtl' : undefined}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex" />
        <title>
          {title} · {publisher.name}
        </title>
        <style>{raw(pageStyle(publisher.colours))}</style>
      </head>
      <body>
        <main>
          <div class="top">
            <p class="newsletter">{section ? `${publisher.name} · ${section}` : publisher.name}</p>
            <Stamp initial={initialOf(publisher.name)} isCancelled={isDone} />
          </div>
          <h1>{title}</h1>
          {children}
        </main>
        {publisher.siteUrl && (
          <footer>
            <a href={publisher.siteUrl}>{sayWords(wordsOf(publisher).onTheWeb, { name: publisher.name })}</a>
          </footer>
        )}
      </body>
    </html>
  );
}

/** Of the first word that says something: L for The Lantern. */
function initialOf(name: string): string {
  const [initial = ''] = name.replace(/^(?:the|an?)\s+/i, '');
  return initial.toUpperCase();
}

function Stamp({ initial, isCancelled }: { readonly initial: string; readonly isCancelled: boolean }) {
  return (
    <svg class="stamp" viewBox="0 0 64 80" aria-hidden="true">
      <rect class="paper" width="64" height="80" />
      <rect class="holes" width="64" height="80" />
      <rect class="frame" x="7" y="7" width="50" height="66" />
      <text class="initial" x="32" y="52">
        {initial}
      </text>
      {isCancelled && (
        <g class="postmark">
          <circle cx="4" cy="64" r="19" />
          <circle cx="4" cy="64" r="12.5" />
          <path d="M24 55q8-5 16 0t16 0 16 0M25 62q8-5 16 0t16 0 16 0M24 69q8-5 16 0t16 0 16 0" />
        </g>
      )}
    </svg>
  );
}
