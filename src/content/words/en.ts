/** The words around a newsletter's own, in English: every key that there is. `{name}` is filled in. */
export const en = {
  // Around an issue.
  viewInBrowser: 'View in browser',
  issueNumber: 'Issue {number}',
  stampNumber: 'No.',
  letterNumber: 'No. {number}',
  letterFor: 'A letter for {name}',
  inThisIssue: 'In this issue',
  forwardedToYou: 'Was this forwarded to you?',
  subscribe: 'Subscribe',
  forward: 'Forward it',
  sentTo: 'It was sent to {address}.',
  unsubscribe: 'Unsubscribe',
  preferences: 'Preferences',
  allIssues: 'All issues',
  // Above a callout that has no title of its own.
  calloutNote: 'Note',
  calloutTip: 'Tip',
  calloutImportant: 'Important',
  calloutWarning: 'Warning',
  calloutCaution: 'Caution',
  calloutSponsor: 'Sponsored',
  // For whom a screen is read aloud.
  table: 'Table',
} as const;
