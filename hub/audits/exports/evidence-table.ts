import { unitWords } from '../unit-words.ts';
import type { ExportCell, ExportTable } from './export-book.ts';

export type ExportRow = Readonly<Record<string, string | number | null>>;

const EVIDENCE = [
  ...['path', 'sourceAgency', 'sourceDataset', 'sourceType', 'sourceField', 'sourceRecordKey', 'value'],
  ...['asOf', 'fetchedAt', 'matchTier', 'exchangeId'],
];
/** What an export asks of each piece of evidence. */
export const EVIDENCE_FIELDS = EVIDENCE.join(' ');
/** In what the value is counted. */
const UNIT = 'unit';

/**
 * All evidence as one table, with the unit of each value.
 * @param idColumn the first column of the main table, whose values name what each piece belongs to
 */
export function evidenceTable(
  idColumn: string,
  owners: readonly { readonly id: string; readonly evidence: readonly ExportRow[] }[],
): ExportTable {
  return {
    name: 'evidence',
    columns: [idColumn, ...EVIDENCE, UNIT],
    rows: owners.flatMap(({ id, evidence }) =>
      evidence.map((item) => [id, ...cellsOf(EVIDENCE, item), unitOf(item)]),
    ),
  };
}

function unitOf({ sourceType, sourceField }: ExportRow): string {
  return unitWords(String(sourceType ?? ''), String(sourceField ?? ''));
}

export function cellsOf(columns: readonly string[], row: ExportRow): readonly ExportCell[] {
  return columns.map((column) => row[column] ?? null);
}
