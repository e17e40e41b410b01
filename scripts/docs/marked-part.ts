/**
 * The page with `text` between `<!-- npm run docs: NAME -->` and `<!-- end of NAME -->`, in the place of what was there.
 *
 * @throws where the page does not have both marks, once
 */
export function replacePart(page: string, name: string, text: string): string {
  const [begin, end] = [`<!-- npm run docs: ${name} -->`, `<!-- end of ${name} -->`];
  const [before, within, ...more] = page.split(begin);
  const [, after, ...others] = within?.split(end) ?? [];
  if (before === undefined || after === undefined || more.length + others.length > 0)
    throw new Error(`The page needs ${begin} and ${end}, each once.`);
  return `${before}${begin}\n\n${text}\n\n${end}${after}`;
}
