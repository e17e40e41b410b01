/**
 * The results of `act` in the order of the items, some of which are worked on ahead: a file is read while the thread is
 * busy with the one before. Rejects with the first failure in that order.
 *
 * @param ahead how many may be under way at once
 */
export async function* mapAhead<Item, Result>(
  items: AsyncIterable<Item>,
  ahead: number,
  act: (item: Item) => Promise<Result>,
): AsyncGenerator<Result> {
  const underway: Promise<Result>[] = [];
  for await (const item of items) {
    const result = act(item);
    // Whoever awaits it later is told; until then a failure must not end the process.
    result.catch(() => undefined);
    underway.push(result);
    const first = underway.length >= ahead ? underway.shift() : undefined;
    if (first) yield await first;
  }
  for (const last of underway) yield await last;
}
