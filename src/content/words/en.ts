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
  // In place of what plays on a web page alone; the title or the file's name follows.
  embedWatch: 'Watch',
  embedWatchOn: 'Watch on {site}',
  embedPlaylist: 'Watch the playlist on {site}',
  embedVideo: 'Watch the video',
  embedListen: 'Listen',
  embedCode: 'See the code on {site}',
  embedPost: 'Post by {name}',
  embedElsewhere: 'See it on {site}',
  // On every page. The word “unsubscribe” in quotes stays English in every language: answers are read for it.
  onTheWeb: '{name} on the web',
  thisAddress: 'this address',
  nothingChanged: 'nothing has changed',
  tryAgain: 'Try again',
  notNowTitle: 'Not just now',
  notFoundTitle: 'Nothing here',
  notFound: 'There is no page at this address. To unsubscribe, use the link in the newsletter.',
  // Leaving.
  leaveTitle: 'Unsubscribe?',
  leaveTest: 'This link comes from a test email. You can press the button: it changes nothing.',
  leaveAsk: 'One click, and {who} gets no more issues of {name}.',
  leaveStay: 'Want to stay? Close this page: nothing has changed.',
  leaveUnclear:
    'We did not understand what was asked, so nothing has changed. To get no more issues, press the button.',
  leaveNotNow:
    'Something is broken on our side, so we could not do it: {nothing}. Please try again in a few minutes.',
  leaveWrite: 'You can also write to {address}, which works even now.',
  leftTitle: 'You are unsubscribed',
  leftDone:
    '{who} gets no more issues of {name}. If one was on its way at this very moment, it may still arrive.',
  leftBack: 'Changed your mind? The way back is on your {page}.',
  preferencesPage: 'preferences page',
  testTitle: 'This was a test',
  testDone:
    'The link works, and nobody was unsubscribed: it comes from a test email and belongs to no subscriber.',
  testDoneReader: 'A reader who presses the button sees here that they get no more issues.',
  invalidTitle: 'This link does not work',
  invalidWhy: 'It was probably cut short on its way to you. Nothing has changed.',
  invalidWhat:
    'Open the newsletter once more and use the link in it. To unsubscribe, you can also reply to it with the word “unsubscribe”, or write to {address}.',
  unknownTitle: 'This link is not known here',
  unknownWhy: 'It comes from an email of before {name} moved, or of another newsletter. {nothing}',
  unknownNothing: 'Nothing has changed, and nobody was unsubscribed.',
  unknownWhat:
    'Use the link in the newest issue that you have. To unsubscribe, you can also reply to it with the word “unsubscribe”, or write to {address}.',
  // What a reader has.
  subscribedTitle: 'You are subscribed',
  stoppedTitle: 'No issues go to you',
  unlistedTitle: 'You are on no list',
  everyIssue: 'Every new issue of {name} goes to {who}.',
  nextIssue: 'You are back: the next issue of {name} goes to {who}.',
  noMoreIssues: '{who} gets no more issues of {name}.',
  noIssues: '{who} gets no issues of {name}.',
  list: 'List',
  lists: 'Lists',
  neverAgain: 'If you want none ever again, {unsubscribe}.',
  neverAgainLink: 'unsubscribe',
  stayAway: 'If you want none ever again, say so:',
  leftOn: 'You left on {date}. {who} gets no more issues of {name}.',
  comeBack: 'Changed your mind? Press the button, and the next issue comes to you again.',
  comeBackTwo:
    'You have been taken off the list as well, so coming back takes two steps: press the button, and write to {address}.',
  subscribeAgain: 'Subscribe again',
  unlisted: 'No issues of {name} go to {who}. If you want them, write to {address}.',
  stopped: 'Since {date} no issues of {name} go to {who}: {why}.',
  stoppedLeft: 'You have unsubscribed besides.',
  stoppedBack:
    'Only the publisher can undo that. If you want it again, write to {address} from this very address, which also shows that it works.',
  stopHardBounce: 'mail to it came back, because its provider could not deliver it',
  stopSoftBounce: 'mail to it came back again and again',
  stopComplaint: 'an issue was reported as spam from there',
  stopManual: 'the publisher has stopped sending to it',
  testOwn:
    'This link comes from a test email and belongs to no subscriber. You can press the button: it changes nothing.',
  testOwnReader:
    'A reader sees here whether {name} goes to them and which lists they are on. What else is known of them, and the way back, they get by a link that is mailed to them.',
  forgottenTitle: 'Nothing is known of you',
  forgotten:
    'This link belonged to a subscriber of {name} of whom nothing is kept any more. No issues go to them.',
  forgottenBack: 'To get them again, write to {address}.',
  // What is known of a reader.
  knownTitle: 'What {name} knows of you',
  known:
    'It also keeps which issues were sent to you, when and how you left or came back, and perhaps more of the list than stands here. For a copy of everything, or to have it corrected or erased, write to {address}.',
  factAddress: 'Address',
  factName: 'Name',
  factNone: 'none',
  factSince: 'On record since',
  factAgain: 'Subscribed again',
  changeTitle: 'Nothing has changed',
  changeUnclear: 'We did not understand what was asked.',
  changeNotNow:
    'Something is broken on our side, so we cannot show your preferences, and {nothing}. Please try again in a few minutes.',
  showPreferences: 'Show my preferences',
  // The link that is mailed.
  changedMindTitle: 'Changed your mind?',
  ownPageTitle: 'Your own page',
  ownPageWhy:
    'What {name} knows of you is on a page of your own. This link came with an issue, which others may have by now, so the link to that page is mailed to the address above.',
  ownPageWhyLeft:
    'What {name} knows of you, and the way back, is on a page of your own. This link came with an issue, which others may have by now, so the link to that page is mailed to the address above.',
  mailLink: 'Mail me the link',
  mailNewLink: 'Mail me a new one',
  cannotMail: 'No link can be mailed just now. Write to {address}, and say what you want.',
  askedTitle: 'Look into your mailbox',
  asked:
    'If {who} can be mailed, a link to your own page is on its way to it. It works for two hours from when it leaves us.',
  addressOfLink: 'the address of this link',
  askedWait:
    'Some providers let a first mail wait for a quarter of an hour, and some take it for junk. No more than three a day are sent to one address. Nothing there? Write to {address}.',
  backBefore: 'Back to the page before',
  expiredTitle: 'This link has expired',
  expired:
    'Links to a reader’s own page work for two hours, since whoever has one can do what its reader can. Nothing has changed.',
  expiredLeave: 'To leave, you need none: the link in any issue works for ever.',
  // Subjects of mail to the publisher.
  subjectMine: 'My subscription',
  subjectKnown: 'What you know of me',
  subjectBack: 'Please put me back on the list',
  subjectOn: 'Please put me on the list',
  // The mail with that link.
  linkSubject: 'Your page at {name}',
  linkPreheader: 'The link that was asked for. It works for two hours.',
  linkTitle: 'Here is your link',
  linkText:
    'It opens your own page at {name}: what is known of you, your lists, the way out, and the way back.',
  linkAction: 'Open my page',
  linkWorks:
    'The link works for two hours, and as often as you like. Whoever has it can do what you can, so keep it to yourself.',
  linkNotAsked:
    'You did not ask for it? Then somebody did who has an issue that was sent to you. They have learned nothing, nothing has changed, and there is nothing for you to do.',
  linkReason: 'This is no issue of {name}: a link to this address was asked for on its pages.',
} as const;
