import type { FeedbackIntake, ReturnedMail } from '../../src/feedback/feedback-intake.ts';

/** An intake that remembers what it was given; for a while it cannot be reached, where a test wants that. */
export interface RecordingIntake extends FeedbackIntake {
  readonly mails: readonly ReturnedMail[];
  /** Each message, as text, by the address that it came to. */
  recipients(): (string | null)[];
  isDown: boolean;
  /** Awaited before a message counts as recorded. */
  hold: Promise<unknown>;
  forget(): void;
}

export function recordingIntake(): RecordingIntake {
  const mails: ReturnedMail[] = [];
  const intake: RecordingIntake = {
    mails,
    isDown: false,
    hold: Promise.resolve(),
    recipients: () => mails.map(({ envelopeRecipient }) => envelopeRecipient),
    forget: () => void mails.splice(0),
    takeMail: async (mail) => {
      await intake.hold;
      if (intake.isDown) throw new Error('password=sesame: the database cannot be asked');
      mails.push(mail);
      return [{ became: 'noted', address: null, category: 'not_feedback', why: 'Recorded by a test.' }];
    },
    takeEvents: async () => [],
  };
  return intake;
}
