import type { FollowedPreferences, ReaderPreferences } from '../../feedback/consent/preferences-link.ts';
import type { DeadLink } from '../../feedback/consent/unsubscribe-link.ts';
import { ExpiredLinkPage } from './fresh-link-page.tsx';
import { GlimpsePage, UnsubscribeForm } from './glimpse-page.tsx';
import { MailtoPublisher } from './mailto.tsx';
import { Page, type Publisher, wordsOf } from './page-layout.tsx';
import { Knowledge } from './reader-knowledge.tsx';
import { say } from './say.tsx';
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
  const words = wordsOf(publisher);
  const who = <strong>{reader.address}</strong>;
  return (
    <Page publisher={publisher} section={words.preferences} title={words.subscribedTitle}>
      <p>{say(hasReturned ? words.nextIssue : words.everyIssue, { name: publisher.name, who })}</p>
      <LeaveForm publisher={publisher} />
      <Knowledge publisher={publisher} reader={reader} />
    </Page>
  );
}

function LeftPage({ publisher, reader, since }: ReaderProps & { readonly since: Date }) {
  const words = wordsOf(publisher);
  const values = {
    date: writtenDate(since, publisher.language),
    who: <strong>{reader.address}</strong>,
    name: publisher.name,
  };
  const address = <MailtoPublisher publisher={publisher} subject={words.subjectBack} />;
  return (
    <Page publisher={publisher} section={words.preferences} title={words.leftTitle} isDone>
      <p>{say(words.leftOn, values)}</p>
      <p>{reader.lists.length > 0 ? words.comeBack : say(words.comeBackTwo, { address })}</p>
      <form method="post">
        <input type="hidden" name="act" value="subscribe" />
        <button type="submit">{words.subscribeAgain}</button>
      </form>
      <Knowledge publisher={publisher} reader={reader} />
    </Page>
  );
}

function TestPage({ publisher, token }: { readonly publisher: Publisher; readonly token: string }) {
  const words = wordsOf(publisher);
  return (
    <Page publisher={publisher} section={words.preferences} title={words.testTitle}>
      <p class="note">{words.testOwn}</p>
      <p>{say(words.testOwnReader, { name: publisher.name })}</p>
      <UnsubscribeForm publisher={publisher} token={token} />
    </Page>
  );
}

function ForgottenPage({ publisher }: { readonly publisher: Publisher }) {
  const words = wordsOf(publisher);
  const address = <MailtoPublisher publisher={publisher} subject={words.subjectOn} />;
  return (
    <Page publisher={publisher} section={words.preferences} title={words.forgottenTitle}>
      <p>{say(words.forgotten, { name: publisher.name })}</p>
      <p class="quiet">{say(words.forgottenBack, { address })}</p>
    </Page>
  );
}
