import { dayText, LAST_MONTH, TODAY, type Day } from '../draw/calendar.ts';
import type { Disability, Person } from '../people/person.ts';
import { writeAidGrant } from '../registers/civil-affairs.ts';
import { hospitalOf, writeClaim, writeDeathCertificate } from '../registers/health.ts';
import { writeVehicle } from '../registers/vehicles.ts';
import type { CaseKind, Label, Planting, Scene } from './planting.ts';

const planting = (
  kind: CaseKind,
  exemption: string | null,
  rest: Pick<Planting, 'standing' | 'compositions' | 'plant'>,
): Planting => ({ kind, exemption, ...rest });

interface Bills {
  readonly selfPaidFen: number;
  /** Days before today; of the last twelve months where absent. */
  readonly daysAgo?: readonly [number, number];
}

/** Four bills, and no other visit to a doctor. */
function plantBills(scene: Scene, { selfPaidFen, daysAgo = [3, 350] }: Bills): Label {
  const { desk, adult, household } = scene;
  adult.unseen = true;
  adult.illness = null;
  for (let i = 0; i < 4; i++) {
    writeClaim(desk, {
      person: adult,
      assisted: household.assisted,
      on: TODAY - desk.rng.between(...daysAgo),
      totalFen: selfPaidFen,
      selfPaidFen: selfPaidFen / 4,
      hospital: hospitalOf(desk, household.town),
      town: household.town,
    });
  }
  return { person: adult, detail: { self_paid_fen: selfPaidFen } };
}

const bills = (exemption: string | null, plant: Planting['plant']): Planting =>
  planting('POVERTY_BY_ILLNESS', exemption, {
    standing: 'ORDINARY',
    compositions: ['COUPLE', 'NUCLEAR'],
    plant,
  });

const yuan = (scene: Scene, low: number, high: number): number => scene.desk.rng.between(low, high) * 10_000;

export const illnessPlantings: readonly Planting[] = [
  bills(null, (scene) => plantBills(scene, { selfPaidFen: yuan(scene, 310, 560) })),
  bills(null, (scene) => plantBills(scene, { selfPaidFen: yuan(scene, 640, 1500) })),
  bills('OVER_A_YEAR_AGO', (scene) =>
    plantBills(scene, { selfPaidFen: yuan(scene, 400, 900), daysAgo: [380, 700] }),
  ),
  bills('UNDER_LIMIT', (scene) => plantBills(scene, { selfPaidFen: yuan(scene, 150, 280) })),
  {
    ...bills('IN_SCHEME', (scene) => plantBills(scene, { selfPaidFen: yuan(scene, 350, 900) })),
    standing: 'ASSISTED',
  },
  bills('AID_GRANTED', (scene) => {
    const { desk, adult, household } = scene;
    const on = TODAY - desk.rng.between(20, 300);
    writeAidGrant(desk, { person: adult, kind: 'RIGID_EXPENDITURE', on, division: household.town.code });
    return plantBills(scene, { selfPaidFen: yuan(scene, 350, 900) });
  }),
];

/** Makes the head disabled, the other grown-up an earner: the household itself lacks nothing. */
function plantCertificate(scene: Scene, disability: Disability, issuedOn: Day): Label {
  const { head, adult } = scene;
  if (!scene.household.assisted) adult.work = { kind: 'EMPLOYEE', wageFen: 520_000, since: LAST_MONTH - 30 };
  head.disability = disability;
  head.certifiedOn = issuedOn;
  return { person: head, detail: { grade: disability.grade, issued_on: dayText(issuedOn) } };
}

const severe = (scene: Scene): Disability => ({
  kind: scene.desk.rng.pick(['LIMB', 'SIGHT', 'MENTAL', 'HEARING'] as const),
  grade: scene.desk.rng.pick([1, 2] as const),
});
const lately = (scene: Scene): Day => TODAY - scene.desk.rng.between(12, 150);

const certificate = (exemption: string | null, plant: Planting['plant']): Planting =>
  planting('NEW_SEVERE_DISABILITY', exemption, {
    standing: 'ORDINARY',
    compositions: ['COUPLE', 'NUCLEAR'],
    plant,
  });

export const disabilityPlantings: readonly Planting[] = [
  certificate(null, (scene) => plantCertificate(scene, severe(scene), lately(scene))),
  certificate('OLD_CERTIFICATE', (scene) =>
    plantCertificate(scene, severe(scene), TODAY - scene.desk.rng.between(200, 900)),
  ),
  certificate('MILDER_GRADE', (scene) => plantCertificate(scene, { kind: 'LIMB', grade: 3 }, lately(scene))),
  {
    ...certificate('IN_SCHEME', (scene) => plantCertificate(scene, severe(scene), lately(scene))),
    standing: 'ASSISTED',
  },
];

/** The grown-up child at a university. */
function plantStudent(scene: Scene, schooling: { readonly left: boolean; readonly granted: boolean }): Label {
  const student = scene.household.people.at(-1) ?? scene.head;
  student.work = { kind: 'STUDENT' };
  student.schooling = { stage: scene.desk.rng.pick(['COLLEGE', 'UNIVERSITY'] as const), ...schooling };
  return { person: student, detail: { stage: student.schooling.stage } };
}

const student = (
  exemption: string | null,
  schooling: { readonly left: boolean; readonly granted: boolean },
): Planting =>
  planting('STUDENT_WITHOUT_GRANT', exemption, {
    standing: 'ASSISTED',
    compositions: ['WITH_STUDENT'],
    plant: (scene) => plantStudent(scene, schooling),
  });

export const studentPlantings: readonly Planting[] = [
  student(null, { left: false, granted: false }),
  student('GRANTED', { left: false, granted: true }),
  student('LEFT_SCHOOL', { left: true, granted: false }),
  { ...student('NOT_ON_ASSISTANCE', { left: false, granted: false }), standing: 'ORDINARY' },
];

/** An old person of whom no doctor knows; an employee's pension, so that money is not what is missing. */
function plantUnseen(scene: Scene, change: (person: Person) => void = () => undefined): Label {
  const elder = scene.head;
  elder.work = { kind: 'PENSIONER', pensionFen: 260_000 };
  elder.illness = null;
  elder.unseen = true;
  change(elder);
  return { person: elder, detail: { age: elder.age } };
}

const unseen = (exemption: string | null, plant: Planting['plant']): Planting =>
  planting('LONELY_ELDER', exemption, { standing: 'ORDINARY', compositions: ['OLD_ELDER'], plant });

export const elderPlantings: readonly Planting[] = [
  unseen(null, (scene) => plantUnseen(scene)),
  unseen('SEEN_BY_A_DOCTOR', (scene) =>
    plantUnseen(scene, (elder) => {
      elder.unseen = false;
    }),
  ),
  { ...unseen('UNDER_EIGHTY', (scene) => plantUnseen(scene)), compositions: ['ADULT'] },
  { ...unseen('LIVES_WITH_SOMEBODY', (scene) => plantUnseen(scene)), compositions: ['ELDER_COUPLE'] },
  unseen('DIED', (scene) => {
    const died = TODAY - scene.desk.rng.between(20, 200);
    writeDeathCertificate(scene.desk, scene.head, died, scene.household.town);
    scene.head.registered = { status: 'NORMAL', on: null, movedTo: null };
    return plantUnseen(scene);
  }),
];

/** Poor, alone and unable to work by certificate, but not severely disabled: that is the missed household's. */
function plantAlone(scene: Scene, disability: Disability | null): Label {
  const { head } = scene;
  head.disability = disability;
  head.work = head.age >= 60 ? { kind: 'RESIDENT_PENSIONER', pensionFen: 15_000 } : { kind: 'NONE' };
  return { person: head, detail: { age: head.age } };
}

const tekun = (
  exemption: string | null,
  compositions: Planting['compositions'],
  plant: Planting['plant'],
): Planting => ({
  ...planting('MISSED_TEKUN', exemption, { standing: 'POOR', compositions, plant }),
  hardship: true,
});

export const missedTekunPlantings: readonly Planting[] = [
  tekun(null, ['ELDER'], (scene) => plantAlone(scene, null)),
  tekun(null, ['ADULT'], (scene) =>
    plantAlone(scene, { kind: scene.desk.rng.pick(['MENTAL', 'INTELLECTUAL']), grade: 3 }),
  ),
  tekun('ABLE_TO_WORK', ['ADULT'], (scene) => plantAlone(scene, { kind: 'LIMB', grade: 3 })),
  tekun('EMPLOYEES_PENSION', ['ELDER'], (scene) => {
    const label = plantAlone(scene, null);
    scene.head.work = { kind: 'PENSIONER', pensionFen: 230_000 };
    return label;
  }),
  tekun('LIVES_WITH_SPOUSE', ['ELDER_COUPLE'], (scene) => plantAlone(scene, null)),
  tekun('OWNS_VEHICLE', ['ELDER'], (scene) => {
    const { desk, head, household } = scene;
    const facts = { kind: 'CAR', use: 'PRIVATE', status: 'NORMAL', wealth: 0 } as const;
    writeVehicle(desk, { owner: head, town: household.town, firstRegisteredOn: TODAY - 900, ...facts });
    return plantAlone(scene, null);
  }),
  { ...tekun('IN_SCHEME', ['ELDER'], (scene) => plantAlone(scene, null)), standing: 'ASSISTED' },
];
