import { columnPosition } from '../lists/read-list.ts';
import type { Spreadsheet } from '../lists/read-spreadsheet.ts';

export type Verdict = 'CONFIRMED' | 'NOT_CONFIRMED';

export interface ReadJudgement {
  readonly itemId: string;
  readonly verdict: Verdict;
  readonly reason: string;
}

/** Why a row says nothing that can be kept. */
export type VerdictFault =
  'ITEM_UNKNOWN' | 'OTHER_SAMPLE' | 'DOUBLE' | 'VERDICT_MISSING' | 'VERDICT_UNKNOWN' | 'REASON_MISSING';

export interface ReadVerdicts {
  readonly judgements: readonly ReadJudgement[];
  readonly faults: readonly { readonly row: number; readonly fault: VerdictFault }[];
}

/** As people write them, in letters of either case. */
const VERDICTS: Readonly<Record<string, Verdict>> = {
  confirmed: 'CONFIRMED',
  yes: 'CONFIRMED',
  属实: 'CONFIRMED',
  是: 'CONFIRMED',
  not: 'NOT_CONFIRMED',
  no: 'NOT_CONFIRMED',
  not_confirmed: 'NOT_CONFIRMED',
  'not confirmed': 'NOT_CONFIRMED',
  不属实: 'NOT_CONFIRMED',
  否: 'NOT_CONFIRMED',
};

/** The verdict that a word means; undefined where it means none. */
export function verdictCalled(word: string): Verdict | undefined {
  const text = word.trim().toLowerCase();
  return Object.hasOwn(VERDICTS, text) ? VERDICTS[text] : undefined;
}

/**
 * The sample that a sheet of verdicts is of: that of its first row.
 * @throws ColumnUnknown
 */
export function sampleIn(sheet: Spreadsheet): string {
  return sheet.rows[0]?.cells[columnPosition(sheet, 'sampleId')]?.text.trim() ?? '';
}

/**
 * What people filled in; what can not be kept is said by row.
 * @param reasonElse for rows without a reason of their own
 * @throws ColumnUnknown
 */
export function readVerdicts(
  sheet: Spreadsheet,
  sample: { readonly sampleId: string; readonly itemIds: ReadonlySet<string> },
  reasonElse: string,
): ReadVerdicts {
  const [item, of, verdict, reason] = ['itemId', 'sampleId', 'verdict', 'reason'].map((name) =>
    columnPosition(sheet, name),
  );
  const judgements = new Map<string, ReadJudgement>();
  const faults: { readonly row: number; readonly fault: VerdictFault }[] = [];
  for (const { row, cells } of sheet.rows) {
    const textAt = (at = -1): string => cells[at]?.text.trim() ?? '';
    const [itemId, word, why] = [textAt(item), textAt(verdict), textAt(reason) || reasonElse];
    const meant = verdictCalled(word);
    if (textAt(of) !== sample.sampleId) faults.push({ row, fault: 'OTHER_SAMPLE' });
    else if (!sample.itemIds.has(itemId)) faults.push({ row, fault: 'ITEM_UNKNOWN' });
    else if (judgements.has(itemId)) faults.push({ row, fault: 'DOUBLE' });
    else if (word === '') faults.push({ row, fault: 'VERDICT_MISSING' });
    else if (meant === undefined) faults.push({ row, fault: 'VERDICT_UNKNOWN' });
    else if (why === '') faults.push({ row, fault: 'REASON_MISSING' });
    else judgements.set(itemId, { itemId, verdict: meant, reason: why });
  }
  return { judgements: [...judgements.values()], faults };
}
