/** What an editor can do about a refusal, named so that providers' codes can share it. `DOMAIN` is that of From. */
export const remedies = {
  none: null,
  ptr: 'Ask whoever runs the relay to give its address a reverse DNS name that leads back to it, to greet with that name, and see that DOMAIN has an MX or A record. Nobody was suppressed for it.',
  spf: "The SPF record of the return path's domain does not name your relay: add it. Nobody was suppressed for it.",
  dkim: 'No DKIM signature of DOMAIN passed: see that the key is configured and its DNS record is there, as `pennypost dkim show` prints it. Nobody was suppressed for it.',
  'spf and dkim':
    'Neither SPF nor DKIM passed for DOMAIN, or its DMARC record is missing or says to refuse: check all three. Nobody was suppressed for it.',
  dmarc:
    'Your DMARC record is missing: add a TXT record `_dmarc.DOMAIN` with at least `v=DMARC1; p=none`. Nobody was suppressed for it.',
  align:
    'SPF and DKIM pass for another domain than that of From: sign with a DKIM key of DOMAIN. Nobody was suppressed for it.',
  microsoft:
    'Microsoft wants SPF, DKIM and DMARC of DOMAIN all to pass: add a TXT record `_dmarc.DOMAIN`, and see to the others. Nobody was suppressed for it.',
  tls: 'Ask whoever runs the relay to have it encrypt what it passes on, and to look at its TLS versions and certificate.',
  slow: 'Send more slowly to them. Nobody was suppressed for it.',
  list: "Ask whoever runs the relay to have its address taken off the list that they name; the list's page says why it is on it. Nobody was suppressed for it.",
  reputation:
    'Look at what this issue links to and how it is written, and mail first those who read you. Nobody was suppressed for it.',
  content:
    'Look at its links and pictures: they say what they do not like. The next issue may well be taken.',
  reader: 'Only the reader can let you in: leave it, or ask them. Nobody was suppressed for it.',
  relay: 'If many domains say so, your own relay refuses to pass mail on: look at its permissions and login.',
  ask: 'Write to their postmaster: they decide by a list of their own. Nobody was suppressed for it.',
} as const;

export type Remedy = keyof typeof remedies;
