import type { DivisionCode, IsoDate } from '../market/measures.ts';
import type { Words } from '../occupations/words.ts';

/** The datasets that groups rest on, as people read of them. */
export const PRIORITY_DATASETS = {
  POPULATION: { en: 'Population register', zh: '人口登记' },
  HOUSEHOLD: { en: 'Household register', zh: '户籍登记' },
  EMPLOYMENT_REGISTRATION: { en: 'Employment and unemployment register', zh: '就业失业登记' },
  SOCIAL_INSURANCE: { en: 'Social insurance', zh: '社会保险参保记录' },
  BENEFITS: { en: 'Social-insurance benefits', zh: '社会保险待遇' },
  DISABILITY: { en: 'Register of disability certificates', zh: '残疾人证登记' },
  ASSISTANCE: { en: 'Minimum living allowance', zh: '最低生活保障' },
  EDUCATION: { en: 'Register of students', zh: '学籍登记' },
  LAND: { en: 'Register of requisitioned land', zh: '征地登记' },
} as const satisfies Readonly<Record<string, Words>>;
export type PriorityDataset = keyof typeof PRIORITY_DATASETS;

/**
 * Something that a source says, or does not. WHY no null for the latter: what a source did not give is not false, and
 * must not become it on the way.
 */
export type Known<T> =
  | {
      readonly known: true;
      readonly value: T;
      readonly dataset: PriorityDataset;
      /** Up to which day the source is known to be complete. */
      readonly asOf: IsoDate;
    }
  | { readonly known: false; readonly dataset: PriorityDataset };

/** From a day on; `until`: the last day, null while it runs. */
export interface Span {
  readonly from: IsoDate;
  readonly until: IsoDate | null;
}

export interface HouseholdMemberFacts {
  /** Null where the recorded number is unsound. */
  readonly personKey: string | null;
  readonly birthDate: Known<IsoDate>;
  /** Since when registered as unemployed; null: is not. */
  readonly unemployedSince: Known<IsoDate | null>;
  /** Registered as working, or insured through work. */
  readonly working: Known<boolean>;
  /** At school, drawing a pension, or without work by a certificate of severe disability: nobody who is asked to work. */
  readonly excused: Known<boolean>;
}

export interface HouseholdFacts {
  readonly householdNumber: string;
  readonly setting: 'URBAN' | 'RURAL';
  /** All of them, the person included. */
  readonly members: readonly HouseholdMemberFacts[];
}

/** What the groups of a person are concluded from. Values stay here: a conclusion names datasets and days alone. */
export interface PriorityFacts {
  readonly personKey: string;
  /** Where the person lives. */
  readonly division: Known<DivisionCode>;
  readonly birthDate: Known<IsoDate>;
  readonly sex: Known<'MALE' | 'FEMALE'>;
  /** Since when registered as unemployed; null: is not. */
  readonly unemployedSince: Known<IsoDate | null>;
  /** While a certificate of disability is valid. */
  readonly disability: Known<Span | null>;
  /** While the family draws minimum living allowance. */
  readonly dibao: Known<Span | null>;
  /** Since the land was requisitioned. */
  readonly landless: Known<Span | null>;
  /** The last day at a college or university; null: never was at one, or still is. */
  readonly graduatedOn: Known<IsoDate | null>;
  /** Null: is registered in none. */
  readonly household: Known<HouseholdFacts | null>;
}
