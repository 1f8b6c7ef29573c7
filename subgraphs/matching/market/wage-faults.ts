import { minimumWageFen } from './minimum-wage.ts';
import type { Fen, IsoDate } from './measures.ts';
import type { VacancyFault } from './vacancy-fault.ts';
import type { Vacancy } from './vacancy.ts';

/** Nobody is hired through a public employment service for more a month than this: a slip of the pen, or bait. */
const BEYOND_SENSE_FEN: Fen = 20_000_000;
/** A span wider than this says nothing about the wage. */
const WIDEST_SPAN = 10;
/** Part-time work is at most 24 hours of a week of 40 (劳动合同法 第六十八条). */
const PART_TIME_SHARE = 24 / 40;

/** What is wrong with a vacancy's wage on a day: below the county's minimum, or beyond any sense. */
export function wageFaults(
  { wageFen: { low, high }, county, contract }: Pick<Vacancy, 'wageFen' | 'county' | 'contract'>,
  day: IsoDate,
): readonly VacancyFault[] {
  if (!isAmount(low) || !isAmount(high) || low > high)
    return [
      fault('WAGE_ORDER', {
        en: 'the wage is no span of two amounts, the lower first',
        zh: '工资不是由低到高的两个金额',
      }),
    ];
  const faults: VacancyFault[] = [];
  const monthly = minimumWageFen(county, day);
  const least =
    monthly === null ? null : Math.round(monthly * (contract === 'PART_TIME' ? PART_TIME_SHARE : 1));
  if (least !== null && low < least)
    faults.push(
      fault(
        'WAGE_BELOW_MINIMUM',
        {
          en: `the wage begins at ${yuan(low)} yuan a month, below the minimum of ${yuan(least)} here`,
          zh: `月工资最低为 ${yuan(low)} 元，低于当地最低工资标准 ${yuan(least)} 元`,
        },
        '劳动法 第四十八条；最低工资规定 第十二条',
      ),
    );
  if (high > BEYOND_SENSE_FEN || high > low * WIDEST_SPAN)
    faults.push(
      fault('WAGE_ABSURD', {
        en: `a wage of ${yuan(low)} to ${yuan(high)} yuan a month makes no sense`,
        zh: `月工资 ${yuan(low)} 至 ${yuan(high)} 元明显不合理`,
      }),
    );
  return faults;
}

function isAmount(fen: Fen): boolean {
  return Number.isSafeInteger(fen) && fen > 0;
}

function yuan(fen: Fen): string {
  return String(fen / 100);
}

function fault(
  code: VacancyFault['code'],
  words: VacancyFault['words'],
  statute: string | null = null,
): VacancyFault {
  return { code, effect: 'REFUSED', words, statute, found: null };
}
