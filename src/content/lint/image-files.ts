import type { Finding } from '../finding.ts';
import { type ImageFile, type Issue, lineInFile } from '../issue.ts';
import { quoteValue } from '../text/quote-value.ts';

/** Readers on a phone wait for every image, and pay for it. */
const mostBytes = 200_000;
/** Twice the column, for screens of twice the density; a wider image only costs bytes. */
const mostPixels = 1200;

/** What is wrong with the image files of the issue's repository: missing, no image at all, too big for mail. */
export function imageFindings(issue: Pick<Issue, 'images' | 'markdown' | 'lines'>): Finding[] {
  return Object.entries(issue.images).flatMap(([src, file]) => {
    const at = placeOf(src, issue.markdown);
    const line = at < 0 ? null : lineInFile(issue, issue.markdown.slice(0, at).split('\n').length - 1);
    return faultsOf(src, file).map(
      ({ rule, message }): Finding => ({ rule, severity: 'warning', line, message }),
    );
  });
}

/** Where an address stands between brackets, quotes or blanks: `x` is a letter of many words, too. */
function placeOf(src: string, markdown: string): number {
  for (let at = markdown.indexOf(src); at >= 0; at = markdown.indexOf(src, at + 1)) {
    const around = `${markdown[at - 1] ?? ' '}${markdown[at + src.length] ?? ' '}`;
    if (/^[\s"'(<=][\s"')>]$/.test(around)) return at;
  }
  return markdown.indexOf(src);
}

function faultsOf(src: string, file: ImageFile | null): { rule: string; message: string }[] {
  const image = `The image ${quoteValue(src)}`;
  if (file === null)
    return [
      {
        rule: 'image-missing',
        message: `${image} is not in the folder where it should be: add the file, or mend its name.`,
      },
    ];
  if (file.width === 0 || file.height === 0)
    return [
      { rule: 'image-missing', message: `${image} is a file, but no image that can be read: replace it.` },
    ];
  const { width, bytes } = file;
  const faults = [
    ...(bytes > mostBytes ? [`weighs ${Math.round(bytes / 1000)} kB`] : []),
    ...(width > mostPixels ? [`is ${width} px wide`] : []),
  ];
  if (faults.length === 0) return [];
  const message = `${image} ${faults.join(' and ')}: in mail, ${mostBytes / 1000} kB and ${mostPixels} px are enough; scale it down.`;
  return [{ rule: 'image-size', message }];
}
