/** Why a report is disposed of as it is, where the breaker or a person says so; a report that is moved gets these. */
export const dispositionWords = {
  quarantined: 'The provider returns too many at once to be believed: a person decides.',
  suppressed: 'The address is refused for good: the provider does not return too many at once, after all.',
  confirmed: 'A person has said that the mailbox is gone.',
  undone: 'A person has taken back what came back of this issue.',
  released: 'A person has said that the provider was at fault, not the reader.',
} as const;
