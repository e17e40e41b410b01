/** What the shell is told. The numbers from 64 on are those of sysexits.h. */
export const exitCode = {
  done: 0,
  /** Something that a person gave is wrong. */
  mistake: 1,
  /** The command line is wrong. */
  usage: 2,
  /** Lint errors block the send. */
  lint: 3,
  /** Not everybody was reached yet, or somebody is in doubt. */
  partial: 4,
  alreadySent: 5,
  /** Our bug. */
  bug: 70,
  /** Try again later. */
  temporary: 75,
} as const;

export type ExitCode = (typeof exitCode)[keyof typeof exitCode];
