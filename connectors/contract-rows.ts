import type { SourceRow } from './contract.ts';

/** What breaks sources and those who write to them: other scripts, quotes, wildcards, a second statement. */
export const CONTRACT_TEXTS: readonly (string | null)[] = [
  '王小明',
  '𠮷野家 🐉👩‍👩‍👧',
  "O'Brien",
  '"; drop table contract_row; --',
  "' or '1'='1",
  '100%_\\',
  '$1 ? ?? :name',
  'línea\nnueva\t{1,2}',
  '',
  null,
];

const padded = (value: number): string => String(value).padStart(2, '0');

/** The relation `contract_row` that every source under test keeps, as a connector must show it. */
export const CONTRACT_ROWS: readonly SourceRow[] = Array.from({ length: 60 }, (_, index) => ({
  record_id: index + 1,
  family: `f${index % 7}`,
  label: CONTRACT_TEXTS[index % CONTRACT_TEXTS.length] ?? null,
  amount: index === 3 ? Number.MAX_SAFE_INTEGER : (index % 20) * 100,
  // Nulls among numbers, and a family that has nothing else.
  ratio: index === 0 || index % 7 === 6 ? null : index / 8,
  day: `2026-${padded(1 + (index % 12))}-15`,
  month: `2026-${padded(1 + (index % 12))}`,
  seen_at: `2026-11-01T08:00:${padded(index)}.25Z`,
  is_open: index % 2 === 0,
  division: `2399${padded(index % 4)}001`,
}));
