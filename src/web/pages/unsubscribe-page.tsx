import type { DeadLink, FollowedLink } from '../../feedback/consent/unsubscribe-link.ts';
import { MailtoLeave } from './mailto.tsx';
import { maskAddress } from './mask-address.ts';
import { Page, type Publisher, wordsOf } from './page-layout.tsx';
import { readerPath } from './reader-path.ts';
import { say } from './say.tsx';

/** A link that is one of ours. */
type OwnLink = Exclude<FollowedLink, DeadLink>;

interface LinkPageProps {
  readonly publisher: Publisher;
  readonly link: OwnLink;
  readonly token: string;
}

/** What GET shows: one button, which alone does something. */
export function ConfirmPage({ publisher, link, token }: LinkPageProps) {
  if (link.kind === 'reader' && (link.hasLeft || link.address === null))
    return <DonePage publisher={publisher} link={link} token={token} />;
  const words = wordsOf(publisher);
  return (
    <Page publisher={publisher} title={words.leaveTitle}>
      {link.kind === 'test' && <p class="note">{words.leaveTest}</p>}
      <p>{say(words.leaveAsk, { who: <Who link={link} publisher={publisher} />, name: publisher.name })}</p>
      <UnsubscribeForm label={words.unsubscribe} />
      <p class="quiet">{words.leaveStay}</p>
    </Page>
  );
}

/** What POST shows, however often it comes. */
export function DonePage({ publisher, link, token }: LinkPageProps) {
  if (link.kind === 'test') return <TestDonePage publisher={publisher} />;
  const words = wordsOf(publisher);
  const page = <a href={readerPath.preferences(token)}>{words.preferencesPage}</a>;
  return (
    <Page publisher={publisher} title={words.leftTitle} isDone>
      <p>{say(words.leftDone, { who: <Who link={link} publisher={publisher} />, name: publisher.name })}</p>
      {link.address !== null && <p class="quiet">{say(words.leftBack, { page })}</p>}
    </Page>
  );
}

function TestDonePage({ publisher }: { readonly publisher: Publisher }) {
  const words = wordsOf(publisher);
  return (
    <Page publisher={publisher} title={words.testTitle} isDone>
      <p>{words.testDone}</p>
      <p class="quiet">{words.testDoneReader}</p>
    </Page>
  );
}

/** One and the same page for every link that is not ours, whatever is wrong with it. */
export function InvalidLinkPage({ publisher }: { readonly publisher: Publisher }) {
  const words = wordsOf(publisher);
  return (
    <Page publisher={publisher} title={words.invalidTitle}>
      <p>{words.invalidWhy}</p>
      <p>{say(words.invalidWhat, { address: <MailtoLeave publisher={publisher} /> })}</p>
    </Page>
  );
}

/** For a link that is whole, and names nobody here: nobody who presses it may think that they have left. */
export function UnknownLinkPage({ publisher }: { readonly publisher: Publisher }) {
  const words = wordsOf(publisher);
  const nothing = <strong>{words.unknownNothing}</strong>;
  return (
    <Page publisher={publisher} title={words.unknownTitle}>
      <p>{say(words.unknownWhy, { name: publisher.name, nothing })}</p>
      <p>{say(words.unknownWhat, { address: <MailtoLeave publisher={publisher} /> })}</p>
    </Page>
  );
}

/** For a POST that does not say what it wants. */
export function UnclearRequestPage({ publisher }: { readonly publisher: Publisher }) {
  const words = wordsOf(publisher);
  return (
    <Page publisher={publisher} title={words.leaveTitle}>
      <p>{words.leaveUnclear}</p>
      <UnsubscribeForm label={words.unsubscribe} />
    </Page>
  );
}

/** While the database cannot be reached. */
export function UnavailablePage({ publisher }: { readonly publisher: Publisher }) {
  const words = wordsOf(publisher);
  return (
    <Page publisher={publisher} title={words.notNowTitle}>
      <p>{say(words.leaveNotNow, { nothing: <strong>{words.nothingChanged}</strong> })}</p>
      <UnsubscribeForm label={words.tryAgain} />
      <p class="quiet">{say(words.leaveWrite, { address: <MailtoLeave publisher={publisher} /> })}</p>
    </Page>
  );
}

export function NotFoundPage({ publisher }: { readonly publisher: Publisher }) {
  const words = wordsOf(publisher);
  return (
    <Page publisher={publisher} title={words.notFoundTitle}>
      <p>{words.notFound}</p>
    </Page>
  );
}

/** To the address the page has: the token is in it, and nowhere else. */
function UnsubscribeForm({ label }: { readonly label: string }) {
  return (
    <form method="post">
      <input type="hidden" name="via" value="page" />
      <button type="submit">{label}</button>
    </form>
  );
}

function Who({ link, publisher }: Pick<LinkPageProps, 'link' | 'publisher'>) {
  const address = link.kind === 'reader' ? link.address : null;
  return address === null ? (
    <span>{wordsOf(publisher).thisAddress}</span>
  ) : (
    <strong>{maskAddress(address)}</strong>
  );
}
