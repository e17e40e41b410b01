import type { Publisher } from './page-layout.tsx';

function Mailto({ to, subject }: { readonly to: string; readonly subject: string }) {
  return <a href={`mailto:${to}?subject=${encodeURIComponent(subject)}`}>{to}</a>;
}

/** To where a reader's reply to an issue goes. */
export function MailtoPublisher({
  publisher: { replyTo, from },
  subject,
}: {
  readonly publisher: Publisher;
  readonly subject: string;
}) {
  return <Mailto to={replyTo ?? from.address} subject={subject} />;
}

/** To whom a reader can write who cannot leave by a link: the mailbox for that, or else the publisher, who reads. */
export function MailtoLeave({ publisher }: { readonly publisher: Publisher }) {
  const { unsubscribeMailbox } = publisher;
  if (unsubscribeMailbox === null) return <MailtoPublisher publisher={publisher} subject="unsubscribe" />;
  return <Mailto to={unsubscribeMailbox} subject="unsubscribe" />;
}
