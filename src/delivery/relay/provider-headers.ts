/**
 * Providers that replace both the Message-ID and the return path, and what they hand back with each event instead.
 * https://postmarkapp.com/developer/webhooks/bounce-webhook (Metadata), https://developers.brevo.com/docs/transactional-webhooks
 */
const headers = [
  { host: /(^|\.)postmarkapp\.com$/i, name: 'X-PM-Metadata-pennypost' },
  { host: /(^|\.)(brevo|sendinblue)\.com$/i, name: 'X-Mailin-custom' },
];

/** The header fields that must hold our Message-ID where these relays are used, so that their webhooks name a delivery. */
export function idHeaders(relays: readonly { readonly host: string }[]): readonly string[] {
  return headers.filter(({ host }) => relays.some((relay) => host.test(relay.host))).map(({ name }) => name);
}

/** https://docs.aws.amazon.com/ses/latest/dg/header-fields.html: it writes its own Date and Message-ID. */
const rewriting = /(^|\.)amazonaws\.com$/i;
/** Those of Microsoft write a Message-ID of their own and put ours into `X-Microsoft-Original-Message-ID`. */
const keepingId = /^(smtp\.office365|smtp-mail\.outlook)\.com$/i;

/** Whether it is known of a host that it puts another Message-ID, and perhaps Date, in the place of ours. */
export function isKnownToRewrite(host: string): boolean {
  return rewriting.test(host) || isKnownToKeepId(host);
}

/** Whether it is known of a host that our Message-ID is still in what it sends on, though in another field. */
export function isKnownToKeepId(host: string): boolean {
  return keepingId.test(host);
}
