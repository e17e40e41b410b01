import { csvCell } from './csv-cell.ts';

/** The columns that every exported list begins with: by them an import knows that the file is ours. */
export const exportedColumns: readonly string[] = [
  'email',
  'name',
  'list',
  'state',
  'suppressed',
  'agreed_at',
  'agreed_by',
];

/** Whether a header is that of an export of ours, whose cells are guarded. */
export function isExported(header: readonly string[]): boolean {
  return exportedColumns.every((name, at) => header[at] === name);
}

export function csvLine(cells: readonly string[]): string {
  return cells.map(csvCell).join(',');
}
