import type { PreviewState } from '../facts/state.ts';
import type { FoundReader, PreviewEmail, PreviewMail, PreviewRevision } from '../source.ts';
import type { PageView } from '../view.ts';

/** An email with everything there is to say of it. */
export interface ShownEmail {
  readonly email: PreviewEmail;
  readonly mail: PreviewMail;
  readonly state: PreviewState;
}

export interface PageContext {
  /** Columns of the lists. */
  readonly fields: readonly string[];
  /** Where a test goes. */
  readonly route: string;
}

export interface PageProps {
  readonly revision: PreviewRevision;
  readonly view: PageView;
  readonly shown: ShownEmail | null;
  /** Why the reader asked for cannot be shown. */
  readonly problem: string | null;
  /** What the search among the subscribers found; null where nothing was looked for. */
  readonly found: readonly FoundReader[] | null;
  readonly context: PageContext;
}
