import type { Publisher } from './page-layout.tsx';

export function Mailto({ to, subject }: { readonly to: string; readonly subject: string }) {
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
