import type {
  FeedbackIntake,
  NameDoubt,
  ReturnedMail,
  TakenFeedback,
} from '../../src/feedback/feedback-intake.ts';

/** An intake that remembers what it was given; for a while it cannot be reached, where a test wants that. */
export interface RecordingIntake extends FeedbackIntake {
  readonly mails: readonly ReturnedMail[];
  /** The address that each message came to. */
  recipients(): (string | null)[];
  isDown: boolean;
  /** What becomes of a message; it is not recorded where this throws. */
  became: (mail: ReturnedMail) => TakenFeedback['became'];
  /** What is to be said of the name that messages bear. */
  doubt: NameDoubt | null;
  /** Awaited before a message counts as recorded. */
  hold: Promise<unknown>;
}

export function recordingIntake(): RecordingIntake {
  const mails: ReturnedMail[] = [];
  const intake: RecordingIntake = {
    mails,
    isDown: false,
    became: () => 'noted',
    doubt: null,
    hold: Promise.resolve(),
    recipients: () => mails.map(({ envelopeRecipient }) => envelopeRecipient),
    takeMail: async (mail) => {
      await intake.hold;
      if (intake.isDown) throw new Error('password=sesame: the database cannot be asked');
      const became = intake.became(mail);
      mails.push(mail);
      const { doubt } = intake;
      const taken = { became, address: null, category: 'not_feedback', why: 'Recorded by a test.' } as const;
      return [{ ...taken, ...(doubt ? { doubt } : {}) }];
    },
    takeEvents: async () => [],
  };
  return intake;
}
