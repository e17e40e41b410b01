import { delimiterName } from './mime-limits.ts';

const copyType = /^content-type:[ \t]*message\/(?:rfc822|global)(?![\w-])/i;
const encodedCopy = /^content-transfer-encoding:[ \t]*(?:base64|quoted-printable)/i;
/** A field that a report has and a newsletter has not: its type, the null return path, the name of a mail system. */
export const reportField =
  /^(?:content-type:\s{0,9}multipart\/report|return-path:[ \t]*<[ \t]*>|from:.{0,80}mailer-daemon|x-failed-recipients:)/im;

/** Where a line stands: in text, in the header of a part (which may announce a copy), or in a returned copy. */
type Place = 'text' | 'part header' | 'header of a copy' | 'copy header' | 'copy body';

/**
 * A message without the bodies of the copies it returns (RFC 3462 section 2 would have had their headers do). A
 * newsletter that comes back whole is a hundred kilobytes of what we wrote ourselves, and costs a parser more than the
 * report does. A copy that is itself a report stays: it was forwarded by somebody who got it.
 *
 * @param boundaries those that the message declares
 */
export function withoutCopiedBodies(source: string, boundaries: ReadonlySet<string>): string {
  const kept: string[] = [];
  let place: Place = 'text';
  let outer = '';
  for (const line of source.split('\n')) {
    const name = delimiterName(line, boundaries);
    const isInCopy = place === 'copy header' || place === 'copy body';
    if (name === null || (isInCopy && name !== outer)) place = placeAfter(line, place);
    else [place, outer] = ['part header', name];
    if (place !== 'copy body') kept.push(line);
  }
  return kept.join('\n');
}

function placeAfter(line: string, place: Place): Place {
  const isBlank = line === '' || line === '\r';
  switch (place) {
    case 'part header':
      if (isBlank || encodedCopy.test(line)) return 'text';
      return copyType.test(line) ? 'header of a copy' : place;
    case 'header of a copy':
      if (encodedCopy.test(line)) return 'text';
      return isBlank ? 'copy header' : place;
    case 'copy header':
      if (reportField.test(line)) return 'text';
      return isBlank ? 'copy body' : place;
    default:
      return place;
  }
}
