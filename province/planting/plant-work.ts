import { FIRST_MONTH, LAST_MONTH, TODAY } from '../draw/calendar.ts';
import { ASSISTANCE_LINE_FEN } from '../people/assistance-lines.ts';
import { publicUnit, writeSalary } from '../registers/business-registry.ts';
import { writeHousingFundAccount } from '../registers/housing.ts';
import { writeBenefit, writeInsurance, type InsuranceFacts } from '../registers/labour.ts';
import type { Label, Planting, Scene } from './planting.ts';

/** One member's insurance under a scene's adult; from and to are months. */
function insure(scene: Scene, facts: Pick<InsuranceFacts, 'baseFen' | 'from' | 'to'>): void {
  const { desk, adult, household } = scene;
  const unit = desk.rng.pick(desk.employers);
  const kinds = ['PENSION', 'UNEMPLOYMENT'] as const;
  writeInsurance(desk, { person: adult, town: household.town, kinds, unit, ...facts });
}

/** A base between three and four times the line, which a family of four bears without being over it; else the fund's. */
function plantBase(scene: Scene): Label {
  const { desk, household, adult } = scene;
  if (household.people.length < 4) return plantFund(scene, { baseFen: desk.rng.between(320, 600) * 1000 });
  const baseFen = household.town.setting === 'URBAN' ? 265_000 : 190_000;
  insure(scene, { baseFen, from: LAST_MONTH - desk.rng.between(3, 30), to: null });
  return { person: adult, detail: { source: 'PENSION', base_fen: baseFen } };
}

function plantFund(scene: Scene, fund: { readonly baseFen: number; readonly sealed?: boolean }): Label {
  const { desk, adult, household } = scene;
  writeHousingFundAccount(desk, {
    person: adult,
    town: household.town,
    unitName: desk.rng.pick(desk.employers).name,
    openedOn: TODAY - desk.rng.between(500, 1500),
    baseFen: fund.baseFen,
    sealed: fund.sealed ?? false,
  });
  return { person: adult, detail: { source: 'HOUSING_FUND', base_fen: fund.baseFen } };
}

const base = (exemption: string | null, plant: Planting['plant']): Planting => ({
  kind: 'BASE_OVER_LINE',
  exemption,
  standing: 'ASSISTED',
  compositions: ['THREE_GENERATIONS'],
  plant,
});

export const basePlantings: readonly Planting[] = [
  base(null, plantBase),
  { ...base(null, (scene) => plantFund(scene, { baseFen: 380_000 })), compositions: ['ADULT', 'COUPLE'] },
  base('UNDER_THREE_TIMES', (scene) =>
    plantFund(scene, { baseFen: ASSISTANCE_LINE_FEN[scene.household.town.setting] * 2 }),
  ),
  base('SEALED_ACCOUNT', (scene) => plantFund(scene, { baseFen: 420_000, sealed: true })),
  base('JOB_ENDED_BEFORE', (scene) => {
    insure(scene, { baseFen: 520_000, from: FIRST_MONTH - 40, to: FIRST_MONTH - 3 });
    return { person: scene.adult, detail: { base_fen: 520_000 } };
  }),
];

/** Pay small enough that the family stays under the line: a post of public benefit. */
function smallPay({ household }: Scene): number {
  const heads = Math.min(household.people.length, 3);
  return Math.round((ASSISTANCE_LINE_FEN[household.town.setting] * heads * 0.85) / 1000) * 1000;
}

const publicPay = (exemption: string | null, plant: Planting['plant']): Planting => ({
  kind: 'PUBLIC_PAY_IN_FAMILY',
  exemption,
  standing: 'ASSISTED',
  compositions: ['NUCLEAR', 'THREE_GENERATIONS'],
  plant,
});

export const publicPayPlantings: readonly Planting[] = [
  publicPay(null, (scene) => {
    const wageFen = smallPay(scene);
    scene.adult.work = { kind: 'PUBLIC', wageFen, since: LAST_MONTH - scene.desk.rng.between(3, 9) };
    return { person: scene.adult, detail: { gross_fen: wageFen } };
  }),
  publicPay('LEFT_BEFORE', (scene) => {
    const { desk, adult, household } = scene;
    const months = [FIRST_MONTH - 5, FIRST_MONTH - 4, FIRST_MONTH - 3];
    const grossFen = smallPay(scene);
    writeSalary(desk, { person: adult, town: household.town, months, grossFen });
    return { person: adult, detail: { gross_fen: grossFen } };
  }),
  publicPay('NAMESAKE_ON_PAYROLL', (scene) => {
    const { desk, adult, household } = scene;
    const { born, ...identity } = desk.office.resident(adult.born, adult.sex);
    const namesake = { ...adult, identity, born };
    writeSalary(desk, { person: namesake, town: household.town, months: [LAST_MONTH], grossFen: 480_000 });
    return { person: adult, detail: { unit: publicUnit(household.town), namesake: identity.key } };
  }),
];

interface Course {
  /** The last month of the job that ended. */
  readonly ended: number;
  /** What followed in the next month. */
  readonly then?: { readonly baseFen?: number; readonly pensionFen?: number };
}

const FORMER_BASE_FEN = 640_000;

/** A job that ended, and what came after it. Nobody in the household is disabled: that would be another hardship. */
function plantCourse(scene: Scene, { ended, then }: Course): Label {
  const { desk, adult, household } = scene;
  for (const person of household.people) person.disability = null;
  adult.work = { kind: 'NONE' };
  insure(scene, { baseFen: FORMER_BASE_FEN, from: ended - desk.rng.between(12, 40), to: ended });
  if (then?.baseFen !== undefined) insure(scene, { baseFen: then.baseFen, from: ended + 1, to: null });
  if (then?.pensionFen !== undefined)
    writeBenefit(desk, {
      person: adult,
      town: household.town,
      kind: 'PENSION',
      monthlyFen: then.pensionFen,
      from: ended + 1,
      to: null,
    });
  return { person: adult, detail: { former_base_fen: FORMER_BASE_FEN } };
}

const drop = (exemption: string | null, course: (scene: Scene) => Course): Planting => ({
  kind: 'INCOME_DROP',
  exemption,
  standing: 'ORDINARY',
  compositions: ['ADULT', 'COUPLE', 'NUCLEAR'],
  plant: (scene) => plantCourse(scene, course(scene)),
});

export const dropPlantings: readonly Planting[] = [
  drop(null, ({ desk }) => ({ ended: LAST_MONTH - desk.rng.between(2, 4) })),
  drop(null, () => ({ ended: LAST_MONTH - 2, then: { baseFen: FORMER_BASE_FEN / 2 } })),
  drop('CHANGED_JOB', () => ({ ended: LAST_MONTH - 3, then: { baseFen: 600_000 } })),
  drop('DOWN_BY_LESS', () => ({ ended: LAST_MONTH - 3, then: { baseFen: 360_000 } })),
  drop('ONE_MONTH_ONLY', () => ({ ended: LAST_MONTH - 1 })),
  drop('ENDED_LONG_AGO', () => ({ ended: LAST_MONTH - 10 })),
  {
    ...drop('RETIRED', () => ({ ended: LAST_MONTH - 3, then: { pensionFen: 390_000 } })),
    compositions: ['ELDER'],
  },
];

/** Everybody of working age is registered unemployed, but for what `change` makes of the grown-up. */
function plantJobless(scene: Scene, change: (scene: Scene) => void): Label {
  for (const person of scene.household.people) {
    person.disability = null;
    if (person.age >= 16) person.work = { kind: 'UNEMPLOYED' };
    if (person.age >= 60) person.work = { kind: 'RESIDENT_PENSIONER', pensionFen: 18_000 };
  }
  change(scene);
  return { person: scene.head, detail: { setting: scene.household.town.setting } };
}

const jobless = (exemption: string | null, change: (scene: Scene) => void = () => undefined): Planting => ({
  kind: 'ZERO_EMPLOYMENT',
  exemption,
  standing: 'ORDINARY',
  compositions: ['COUPLE', 'NUCLEAR'],
  setting: 'URBAN',
  hardship: true,
  plant: (scene) => plantJobless(scene, change),
});

export const joblessPlantings: readonly Planting[] = [
  jobless(null),
  { ...jobless(null), compositions: ['ADULT'] },
  jobless('ONE_WORKS', ({ adult, desk }) => {
    adult.work = { kind: 'EMPLOYEE', wageFen: 430_000, since: LAST_MONTH - desk.rng.between(5, 60) };
  }),
  jobless('WORKS_FOR_HERSELF', ({ adult }) => {
    adult.work = { kind: 'FLEXIBLE' };
  }),
  { ...jobless('RURAL_HOUSEHOLD'), setting: 'RURAL' },
  { ...jobless('ON_ASSISTANCE'), standing: 'ASSISTED' },
];
