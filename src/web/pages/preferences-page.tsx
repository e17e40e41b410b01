import type { FollowedPreferences, ReaderPreferences } from '../../feedback/consent/preferences-link.ts';
import type { DeadLink } from '../../feedback/consent/unsubscribe-link.ts';
import { ExpiredLinkPage } from './fresh-link-page.tsx';
import { GlimpsePage, UnsubscribeForm } from './glimpse-page.tsx';
import { MailtoPublisher } from './mailto.tsx';
import { Page, type Publisher } from './page-layout.tsx';
import { Knowledge } from './reader-knowledge.tsx';
import { LeaveForm, StoppedPage, UnlistedPage } from './stopped-page.tsx';
import { writtenDate } from './written-date.ts';

interface PreferencesPageProps {
  readonly publisher: Publisher;
  /** A link that is one of ours. */
  readonly found: Exclude<FollowedPreferences, DeadLink>;
  readonly token: string;
}

interface ReaderProps {
  readonly publisher: Publisher;
  readonly reader: ReaderPreferences;
}

/** What GET shows: how things stand, one button at most, and what whoever has this link may know. */
export function PreferencesPage({ publisher, found, token }: PreferencesPageProps) {
  switch (found.kind) {
    case 'test':
      return <TestPage publisher={publisher} token={token} />;
    case 'forgotten':
      return <ForgottenPage publisher={publisher} />;
    case 'expired':
      return <ExpiredLinkPage publisher={publisher} found={found} token={token} />;
    case 'glimpse':
      return <GlimpsePage publisher={publisher} found={found} token={token} />;
    case 'reader':
      return <ReaderPage publisher={publisher} reader={found} />;
  }
}

function ReaderPage({ publisher, reader }: ReaderProps) {
  const { standing, lists } = reader;
  const props = { publisher, reader };
  if (standing.kind === 'left') return <LeftPage {...props} since={standing.since} />;
  if (standing.kind === 'stopped') return <StoppedPage {...props} stopped={standing} />;
  if (lists.length === 0) return <UnlistedPage {...props} />;
  return <SubscribedPage {...props} hasReturned={standing.hasReturned} />;
}

function SubscribedPage({ publisher, reader, hasReturned }: ReaderProps & { readonly hasReturned: boolean }) {
  return (
    <Page publisher={publisher} section="Preferences" title="You are subscribed">
      <p>
        {hasReturned ? 'You are back: the next issue' : 'Every new issue'} of {publisher.name} goes to{' '}
        <strong>{reader.address}</strong>.
      </p>
      <LeaveForm />
      <Knowledge publisher={publisher} reader={reader} />
    </Page>
  );
}

function LeftPage({ publisher, reader, since }: ReaderProps & { readonly since: Date }) {
  return (
    <Page publisher={publisher} section="Preferences" title="You are unsubscribed" isDone>
      <p>
        You left on {writtenDate(since)}. <strong>{reader.address}</strong> gets no more issues of{' '}
        {publisher.name}.
      </p>
      {reader.lists.length > 0 ? (
        <p>Changed your mind? Press the button, and the next issue comes to you again.</p>
      ) : (
        <p>
          You have been taken off the list as well, so coming back takes two steps: press the button, and
          write to <MailtoPublisher publisher={publisher} subject="Please put me back on the list" />.
        </p>
      )}
      <form method="post">
        <input type="hidden" name="act" value="subscribe" />
        <button type="submit">Subscribe again</button>
      </form>
      <Knowledge publisher={publisher} reader={reader} />
    </Page>
  );
}

function TestPage({ publisher, token }: { readonly publisher: Publisher; readonly token: string }) {
  return (
    <Page publisher={publisher} section="Preferences" title="This was a test">
      <p class="note">
        This link comes from a test email and belongs to no subscriber. You can press the button: it changes
        nothing.
      </p>
      <p>
        A reader sees here whether {publisher.name} goes to them and which lists they are on. What else is
        known of them, and the way back, they get by a link that is mailed to them.
      </p>
      <UnsubscribeForm token={token} />
    </Page>
  );
}

function ForgottenPage({ publisher }: { readonly publisher: Publisher }) {
  return (
    <Page publisher={publisher} section="Preferences" title="Nothing is known of you">
      <p>
        This link belonged to a subscriber of {publisher.name} of whom nothing is kept any more. No issues go
        to them.
      </p>
      <p class="quiet">
        To get them again, write to{' '}
        <MailtoPublisher publisher={publisher} subject="Please put me on the list" />.
      </p>
    </Page>
  );
}
