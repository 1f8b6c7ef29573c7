import type { CreditCode } from '../../identifiers/credit-code.ts';
import type { PersonKey } from '../../identifiers/person-key.ts';
import type { Jobseeker } from '../../subgraphs/matching/market/jobseeker.ts';
import type { Vacancy } from '../../subgraphs/matching/market/vacancy.ts';
import type { GivenContact } from '../../subgraphs/matching/service/consents/give-consent.ts';
import { dayText, TODAY } from '../draw/calendar.ts';
import { vacancyIdAt } from './draw-vacancy.ts';
import { tradeOf } from './trades.ts';

/** The firm and the person of the demonstration tokens: the same in every province, whatever its seed. */
export const DEMONSTRATION_EMPLOYER = '91239900DEMFRM015E' as CreditCode;
export const DEMONSTRATION_JOBSEEKER = 'RID:23999919780615998X' as PersonKey;

export const DEMONSTRATION_CONTACT: GivenContact = { surname: '王', givenName: '秀兰', phone: '10009999999' };

/** Somebody who would go for most of what the demonstration's firm offers. */
export const demonstrationJobseeker: Jobseeker = {
  personKey: DEMONSTRATION_JOBSEEKER,
  county: '230102',
  birthDate: '1978-06-15',
  occupations: ['4-02-06-01', '4-02-06-02'],
  skills: ['stocktaking', 'inventory-control', 'office-software', 'forklift-driving'],
  licences: ['FORKLIFT', 'DRIVER_C1'],
  text: '做过八年仓库保管，会盘点、叉车驾驶，想要双休，最好有班车',
  years: 8,
  education: 'SENIOR',
  maxCommuteMinutes: 60,
  wageFloorFen: 350_000,
  shifts: ['DAY'],
  contracts: ['FULL_TIME', 'PART_TIME'],
  needsLodging: false,
  cannot: [],
  needs: [],
  groups: ['OVER_50_40'],
  declined: [],
};

const OFFERS = [
  {
    occupation: '4-02-06-01',
    county: '230102',
    text: '负责原料收发、盘点，熟悉库存管理，每周双休，有班车',
    places: 2,
  },
  {
    occupation: '6-30-05-02',
    county: '230103',
    text: '厂区叉车驾驶，配合装卸，缴纳五险，提供工作餐',
    places: 1,
  },
  { occupation: '4-02-06-02', county: '230104', text: '理货上架，核对单据，准时下班，团队氛围好', places: 3 },
  { occupation: '6-18-02-04', county: '230102', text: '车间氩弧焊、电弧焊，会看图纸，多劳多得', places: 2 },
] as const;

/** What the demonstration's firm offers; numbered from a place of the market on. */
export function demonstrationVacancies(firstIndex: number): readonly Vacancy[] {
  return OFFERS.map(({ occupation, county, text, places }, i) => {
    const trade = tradeOf(occupation);
    return {
      vacancyId: vacancyIdAt(firstIndex + i),
      employer: DEMONSTRATION_EMPLOYER,
      title: trade.name,
      text,
      occupation,
      skills: trade.skills.slice(0, 3),
      licences: trade.licences,
      county,
      shift: 'DAY',
      contract: 'FULL_TIME',
      wageFen: { low: 420_000, high: 560_000 },
      lodging: false,
      demands: [],
      accommodations: ['STEP_FREE', 'SEATED', 'SIGN_LANGUAGE', 'FLEXIBLE_HOURS'],
      minimumAge: trade.adult ? 18 : 16,
      wanted: { years: 2, education: 'JUNIOR' },
      places,
      filled: 0,
      openFrom: dayText(TODAY - 20),
      openUntil: dayText(TODAY + 365),
      status: 'OPEN',
    };
  });
}
