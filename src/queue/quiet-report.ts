/**
 * Says a text once where it would come again and again: a text that was said less than `quietMs` ago is not repeated.
 * @param now the time in ms
 */
export function quietReport(
  say: (text: string) => void,
  now: () => number,
  quietMs: number,
): (text: string) => void {
  const saidAt = new Map<string, number>();
  return (text) => {
    for (const [old, at] of saidAt) if (now() - at >= quietMs) saidAt.delete(old);
    if (saidAt.has(text)) return;
    saidAt.set(text, now());
    say(text);
  };
}
