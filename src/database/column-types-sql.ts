import pg from 'pg';

const int8 = 20;
const int8Array = 1016;

/**
 * How values come out of either database: as pg reads them, but int8 as a number. Ours are ids and counts, far below
 * the 2^53 up to which a number is exact.
 */
export const columnTypes: pg.CustomTypesConfig = {
  getTypeParser: (typeId, format) => {
    const oid: number = typeId;
    if (format === 'binary') return pg.types.getTypeParser(typeId, format);
    if (oid === int8) return Number;
    if (oid === int8Array) return readInt8Array;
    return pg.types.getTypeParser(typeId, 'text');
  },
};

// {1,NULL,3} differs from JSON in its brackets and its NULL alone.
function readInt8Array(text: string): unknown {
  return JSON.parse(text.replaceAll('{', '[').replaceAll('}', ']').replaceAll('NULL', 'null'));
}
