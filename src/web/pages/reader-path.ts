/**
 * From one page of a reader to another. Relative, since a proxy may put the pages below a folder of its own; each of
 * them stands one folder deep.
 */
export const readerPath = {
  unsubscribe: (token: string) => `../u/${encodeURIComponent(token)}`,
  preferences: (token: string) => `../p/${encodeURIComponent(token)}`,
} as const;
