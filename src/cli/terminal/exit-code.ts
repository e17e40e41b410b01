/** What the shell is told. The numbers from 64 on are those of sysexits.h. A failure names its own. */
export const exitCode = {
  done: 0,
  mistake: 1,
  usage: 2,
  lint: 3,
  partial: 4,
  'already-sent': 5,
  bug: 70,
  temporary: 75,
} as const;

export type ExitCode = (typeof exitCode)[keyof typeof exitCode];

/** What each means, for docs/cli.md. */
export const exitMeanings: Readonly<Record<keyof typeof exitCode, string>> = {
  done: 'Done.',
  mistake: 'Something given is wrong. Nothing was sent, or the answer was no.',
  usage: 'The command line is wrong.',
  lint: 'Lint found an error, and nothing was sent.',
  partial: 'Not everybody was reached: paused, deferred, refused, or in doubt.',
  'already-sent': 'This issue was sent already.',
  bug: 'A bug of ours, with a stack. Please report it.',
  temporary: 'Not now: try again later.',
};
