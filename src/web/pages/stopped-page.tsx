import type { ReaderPreferences, Standing, StopReason } from '../../feedback/consent/preferences-link.ts';
import { MailtoPublisher } from './mailto.tsx';
import { Page, type Publisher } from './page-layout.tsx';
import { Knowledge } from './reader-knowledge.tsx';
import { writtenDate } from './written-date.ts';

interface ReaderProps {
  readonly publisher: Publisher;
  readonly reader: ReaderPreferences;
}

interface StoppedProps extends ReaderProps {
  readonly stopped: Extract<Standing, { kind: 'stopped' }>;
}

const stops: Readonly<Record<StopReason, string>> = {
  'hard-bounce': 'mail to it came back, because its provider could not deliver it',
  'repeated-soft-bounce': 'mail to it came back again and again',
  complaint: 'an issue was reported as spam from there',
  manual: 'the publisher has stopped sending to it',
};

/** For whom no issue reaches for a reason that is not theirs to lift. */
export function StoppedPage({ publisher, reader, stopped }: StoppedProps) {
  const { reason, since, hasLeft } = stopped;
  return (
    <Page publisher={publisher} section="Preferences" title="No issues go to you">
      <p>
        Since {writtenDate(since)} no issues of {publisher.name} go to <strong>{reader.address}</strong>:{' '}
        {stops[reason]}.{hasLeft && ' You have unsubscribed besides.'}
      </p>
      <p>
        Only the publisher can undo that. If you want it again, write to{' '}
        <MailtoPublisher publisher={publisher} subject="Please put me back on the list" /> from this very
        address, which also shows that it works.
      </p>
      {!hasLeft && <StayAway />}
      <Knowledge publisher={publisher} reader={reader} />
    </Page>
  );
}

/** For whom nothing stops issues, but whom no list names. */
export function UnlistedPage({ publisher, reader }: ReaderProps) {
  return (
    <Page publisher={publisher} section="Preferences" title="You are on no list">
      <p>
        No issues of {publisher.name} go to <strong>{reader.address}</strong>. If you want them, write to{' '}
        <MailtoPublisher publisher={publisher} subject="Please put me on the list" />.
      </p>
      <StayAway />
      <Knowledge publisher={publisher} reader={reader} />
    </Page>
  );
}

/** A way to say no for good, for those who get nothing anyway: a list may name them again. */
function StayAway() {
  return (
    <>
      <p class="quiet">If you want none ever again, say so:</p>
      <LeaveForm isQuiet />
    </>
  );
}

/** To the address the page has, which is the reader's own. */
export function LeaveForm({ isQuiet = false }: { readonly isQuiet?: boolean }) {
  return (
    <form method="post">
      <input type="hidden" name="act" value="leave" />
      <button type="submit" class={isQuiet ? 'second' : undefined}>
        Unsubscribe
      </button>
    </form>
  );
}
