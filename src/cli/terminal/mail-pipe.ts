/**
 * Whether a command line stands in the pipe of a mail system, right or wrong: that keeps a message for later on 75
 * (EX_TEMPFAIL of sysexits.h), and on any other code but 0 returns it, a bounce to nobody, which loses it.
 */
export function isMailPipe(args: readonly string[]): boolean {
  if (args.includes('classify')) return false;
  return (
    args.includes('-') || (args.includes('process') && args.some((arg) => /^--recipient(?:=|$)/.test(arg)))
  );
}
