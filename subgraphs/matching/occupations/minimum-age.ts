import type { Shift } from '../market/working-terms.ts';
import type { OccupationCode } from './occupation-tree.ts';

/**
 * Work that is barred to people under 18 (劳动法 第六十四条, 未成年工特殊保护规定 第三条): underground, on scaffolds, at
 * furnaces, with dangerous chemicals or high voltage, felling, heavy loads, guarding; and what needs a licence that is
 * given from 18 on. Beginnings of codes.
 */
const BARRED_TO_MINORS = [
  '3-02-02',
  '4-02-02',
  '4-02-05-01',
  '4-07-05',
  '5-02-03',
  '5-04-02',
  '5-05-02',
  '6-01-05-01',
  '6-10',
  '6-11',
  '6-16',
  '6-17',
  '6-18-02',
  '6-20-03',
  '6-28',
  '6-29',
  '6-30',
  '6-31-01-03',
] as const;

/**
 * The age from which the law lets somebody do this work. Nights are barred to minors everywhere: no article names them, and this
 * is how we read, cautiously, that hours must not harm them (未成年人保护法 第六十一条).
 */
export function minimumAgeFor(occupation: OccupationCode, shift: Shift): 16 | 18 {
  return isBarredToMinors(occupation) || shift !== 'DAY' ? 18 : 16;
}

/** What makes that age necessary. */
export function minimumAgeStatute(occupation: OccupationCode, shift: Shift): string {
  if (isBarredToMinors(occupation)) return '劳动法 第六十四条；未成年工特殊保护规定 第三条';
  return shift === 'DAY' ? '劳动法 第十五条' : '未成年人保护法 第六十一条';
}

function isBarredToMinors(occupation: OccupationCode): boolean {
  return BARRED_TO_MINORS.some((beginning) => occupation.startsWith(beginning));
}
