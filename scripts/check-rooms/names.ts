import type { Standing } from './source-file.ts';

/** Two names of the same words in another order, `send-control` and `control-send`: nobody remembers which is which. */
export function faultsOfNames(files: readonly Standing[]): string[] {
  const first = new Map<string, Standing>();
  return files.flatMap((file) => {
    const words = file.name.split('-').sort().join(' ');
    const earlier = first.get(words) ?? file;
    first.set(words, earlier);
    if (earlier.name === file.name) return [];
    return [
      `${file.path}:1: "${file.name}" is "${earlier.name}" (${earlier.path}) in another order: name each by what sets it apart.`,
    ];
  });
}
