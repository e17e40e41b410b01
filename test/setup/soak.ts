const isSoak = process.env['PENNYPOST_SOAK'] !== undefined;

/** How often or how much of what is long by nature: so much in `npm test`, so much in `npm run soak`. */
export function rounds(usual: number, soak: number): number {
  return isSoak ? soak : usual;
}
