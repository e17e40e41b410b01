import type { DeadLink, FollowedLink } from '../../feedback/consent/unsubscribe-link.ts';
import { MailtoLeave } from './mailto.tsx';
import { maskAddress } from './mask-address.ts';
import { Page, type Publisher } from './page-layout.tsx';
import { readerPath } from './reader-path.ts';

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
  return (
    <Page publisher={publisher} title="Unsubscribe?">
      {link.kind === 'test' && (
        <p class="note">This link comes from a test email. You can press the button: it changes nothing.</p>
      )}
      <p>
        One click, and <Who link={link} /> gets no more issues of {publisher.name}.
      </p>
      <UnsubscribeForm label="Unsubscribe" />
      <p class="quiet">Want to stay? Close this page: nothing has changed.</p>
    </Page>
  );
}

/** What POST shows, however often it comes. */
export function DonePage({ publisher, link, token }: LinkPageProps) {
  if (link.kind === 'test') return <TestDonePage publisher={publisher} />;
  return (
    <Page publisher={publisher} title="You are unsubscribed" isDone>
      <p>
        <Who link={link} /> gets no more issues of {publisher.name}. If one was on its way at this very
        moment, it may still arrive.
      </p>
      {link.address !== null && (
        <p class="quiet">
          Changed your mind? The way back is on your{' '}
          <a href={readerPath.preferences(token)}>preferences page</a>.
        </p>
      )}
    </Page>
  );
}

function TestDonePage({ publisher }: { readonly publisher: Publisher }) {
  return (
    <Page publisher={publisher} title="This was a test" isDone>
      <p>
        The link works, and nobody was unsubscribed: it comes from a test email and belongs to no subscriber.
      </p>
      <p class="quiet">A reader who presses the button sees here that they get no more issues.</p>
    </Page>
  );
}

/** One and the same page for every link that is not ours, whatever is wrong with it. */
export function InvalidLinkPage({ publisher }: { readonly publisher: Publisher }) {
  return (
    <Page publisher={publisher} title="This link does not work">
      <p>It was probably cut short on its way to you. Nothing has changed.</p>
      <p>
        Open the newsletter once more and use the link in it. To unsubscribe, you can also reply to it with
        the word “unsubscribe”, or write to <MailtoLeave publisher={publisher} />.
      </p>
    </Page>
  );
}

/** For a link that is whole, and names nobody here: nobody who presses it may think that they have left. */
export function UnknownLinkPage({ publisher }: { readonly publisher: Publisher }) {
  return (
    <Page publisher={publisher} title="This link is not known here">
      <p>
        It comes from an email of before {publisher.name} moved, or of another newsletter.{' '}
        <strong>Nothing has changed, and nobody was unsubscribed.</strong>
      </p>
      <p>
        Use the link in the newest issue that you have. To unsubscribe, you can also reply to it with the word
        “unsubscribe”, or write to <MailtoLeave publisher={publisher} />.
      </p>
    </Page>
  );
}

/** For a POST that does not say what it wants. */
export function UnclearRequestPage({ publisher }: { readonly publisher: Publisher }) {
  return (
    <Page publisher={publisher} title="Unsubscribe?">
      <p>
        We did not understand what was asked, so nothing has changed. To get no more issues, press the button.
      </p>
      <UnsubscribeForm label="Unsubscribe" />
    </Page>
  );
}

/** While the database cannot be reached. */
export function UnavailablePage({ publisher }: { readonly publisher: Publisher }) {
  return (
    <Page publisher={publisher} title="Not just now">
      <p>
        Something is broken on our side, so we could not do it: <strong>nothing has changed</strong>. Please
        try again in a few minutes.
      </p>
      <UnsubscribeForm label="Try again" />
      <p class="quiet">
        You can also write to <MailtoLeave publisher={publisher} />, which works even now.
      </p>
    </Page>
  );
}

export function NotFoundPage({ publisher }: { readonly publisher: Publisher }) {
  return (
    <Page publisher={publisher} title="Nothing here">
      <p>There is no page at this address. To unsubscribe, use the link in the newsletter.</p>
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

function Who({ link }: { readonly link: OwnLink }) {
  const address = link.kind === 'reader' ? link.address : null;
  return address === null ? <>this address</> : <strong>{maskAddress(address)}</strong>;
}
