import { dayOfMonth, dayText, FIRST_MONTH, LAST_MONTH, monthOf, TODAY } from '../draw/calendar.ts';
import { drawTownElsewhere, drawTownNearby } from '../draw/towns.ts';
import { makeFamily, paymentsOf, stopFamily } from '../people/assistance-family.ts';
import { ASSISTANCE_LINE_FEN } from '../people/assistance-lines.ts';
import { writeAidGrant, writeFamily } from '../registers/civil-affairs.ts';
import { writeBenefit, writeInsurance } from '../registers/labour.ts';
import { writeVehicle } from '../registers/vehicles.ts';
import type { Planting, Scene } from './planting.ts';

const OUTSIDE = ['110105', '210102', '310115', '370102', '440305'] as const;

function overLine(scene: Scene): number {
  const line = ASSISTANCE_LINE_FEN[scene.household.town.setting];
  return Math.max(450_000, Math.round(line * scene.household.people.length * 1.5));
}

export const incomePlantings: readonly Planting[] = [
  {
    kind: 'INCOME_OVER_LINE',
    exemption: null,
    standing: 'ASSISTED',
    compositions: ['ADULT', 'COUPLE', 'NUCLEAR'],
    plant(scene) {
      const monthlyFen = overLine(scene);
      const kind = scene.desk.rng.chance(0.8) ? 'EMPLOYEE' : 'PUBLIC';
      scene.adult.work = { kind, wageFen: monthlyFen, since: LAST_MONTH - scene.desk.rng.between(2, 9) };
      const person = scene.adult;
      return {
        person: scene.head,
        detail: { source: kind, monthly_fen: monthlyFen, earner: person.identity.key },
        also: [
          { kind: 'BASE_OVER_LINE', person },
          ...(kind === 'PUBLIC' ? [{ kind: 'PUBLIC_PAY_IN_FAMILY' as const, person }] : []),
        ],
      };
    },
  },
  {
    kind: 'INCOME_OVER_LINE',
    exemption: null,
    standing: 'ASSISTED',
    compositions: ['ELDER'],
    plant(scene) {
      const monthlyFen = scene.desk.rng.between(2200, 4100) * 100;
      scene.head.work = { kind: 'PENSIONER', pensionFen: monthlyFen };
      return { person: scene.head, detail: { source: 'PENSION', monthly_fen: monthlyFen } };
    },
  },
  {
    kind: 'INCOME_OVER_LINE',
    exemption: 'BASIC_PENSION_DISREGARDED',
    standing: 'ASSISTED',
    compositions: ['ELDER'],
    plant(scene) {
      const monthlyFen = ASSISTANCE_LINE_FEN[scene.household.town.setting] + 10_000;
      scene.head.work = { kind: 'RESIDENT_PENSIONER', pensionFen: monthlyFen };
      return { person: scene.head, detail: { source: 'RESIDENT_PENSION', monthly_fen: monthlyFen } };
    },
  },
  {
    kind: 'INCOME_OVER_LINE',
    exemption: 'JOB_ENDED_BEFORE',
    standing: 'ASSISTED',
    compositions: ['ADULT', 'COUPLE'],
    plant(scene) {
      const { desk, adult, household, family } = scene;
      const to = Math.min(monthOf(family.appliedOn), FIRST_MONTH) - 2;
      const unit = desk.rng.pick(desk.employers);
      const baseFen = overLine(scene);
      writeInsurance(desk, {
        person: adult,
        town: household.town,
        kinds: ['PENSION', 'UNEMPLOYMENT'],
        baseFen,
        from: to - 11,
        to,
        unit,
      });
      return { person: adult, detail: { monthly_fen: baseFen } };
    },
  },
  {
    kind: 'INCOME_OVER_LINE',
    exemption: 'UNDER_LINE_PER_HEAD',
    standing: 'ASSISTED',
    compositions: ['NUCLEAR'],
    plant(scene) {
      const { desk, adult, household } = scene;
      const from = LAST_MONTH - 3;
      const monthlyFen = 126_000;
      writeBenefit(desk, {
        person: adult,
        town: household.town,
        kind: 'UNEMPLOYMENT',
        monthlyFen,
        from,
        to: null,
      });
      return { person: adult, detail: { monthly_fen: monthlyFen } };
    },
  },
];

/** A second case for the head alone, in another county. */
function secondCase(scene: Scene) {
  const { desk, household, head } = scene;
  const town = drawTownElsewhere(desk.rng, household.town);
  const second = makeFamily(desk.rng, desk.office, household, { settled: true, town, members: [head] });
  if (head.age >= 60) {
    second.scheme = 'TEKUN';
    second.payments = paymentsOf(desk.rng, second);
  }
  return second;
}

export const schemePlantings: readonly Planting[] = [
  {
    kind: 'DOUBLE_SCHEME',
    exemption: null,
    standing: 'ASSISTED',
    compositions: ['ELDER', 'ADULT'],
    plant(scene) {
      const second = secondCase(scene);
      writeFamily(scene.desk, second);
      return {
        person: scene.head,
        detail: { second_case: second.caseNumber, second_scheme: second.scheme },
        also: [{ caseNumber: second.caseNumber }],
      };
    },
  },
  {
    kind: 'DOUBLE_SCHEME',
    exemption: 'ONE_AFTER_THE_OTHER',
    standing: 'ASSISTED',
    compositions: ['ELDER', 'ADULT'],
    plant(scene) {
      const second = secondCase(scene);
      const stopped = Math.min(second.approvedOn, scene.family.appliedOn) - 30;
      const former = { ...second, appliedOn: stopped - 400, approvedOn: stopped - 370 };
      stopFamily(former, stopped);
      writeFamily(scene.desk, former);
      return { person: scene.head, detail: { second_case: former.caseNumber, stopped_on: dayText(stopped) } };
    },
  },
  {
    kind: 'DOUBLE_SCHEME',
    exemption: 'TEMPORARY_AID',
    standing: 'ASSISTED',
    compositions: ['ADULT', 'NUCLEAR'],
    plant(scene) {
      const { desk, head, household } = scene;
      const on = TODAY - desk.rng.between(20, 300);
      writeAidGrant(desk, { person: head, kind: 'TEMPORARY', on, division: household.town.code });
      return { person: head, detail: { granted_on: dayText(on) } };
    },
  },
];

export const movePlantings: readonly Planting[] = [
  {
    kind: 'MOVED_AWAY',
    exemption: null,
    standing: 'ASSISTED',
    compositions: ['ADULT', 'ELDER', 'COUPLE'],
    plant(scene) {
      const on = TODAY - scene.desk.rng.between(95, 280);
      const movedTo = scene.desk.rng.pick(OUTSIDE);
      for (const person of scene.household.people) person.registered = { status: 'MOVED_OUT', on, movedTo };
      return {
        person: scene.head,
        detail: { moved_on: dayText(on), moved_to: movedTo },
        also: scene.household.people.slice(1).map((person) => ({ person })),
      };
    },
  },
  {
    kind: 'MOVED_AWAY',
    exemption: null,
    standing: 'ASSISTED',
    compositions: ['ADULT', 'COUPLE'],
    plant(scene) {
      const on = TODAY - scene.desk.rng.between(95, 280);
      scene.adult.registered = { status: 'CANCELLED', on, movedTo: null };
      return { person: scene.adult, detail: { cancelled_on: dayText(on) } };
    },
  },
  {
    kind: 'MOVED_AWAY',
    exemption: 'WITHIN_COUNTY',
    standing: 'ASSISTED',
    compositions: ['ADULT', 'ELDER'],
    plant(scene) {
      const on = TODAY - scene.desk.rng.between(95, 280);
      const movedTo = drawTownNearby(scene.desk.rng, scene.household.town).code;
      scene.head.registered = { status: 'MOVED_OUT', on, movedTo };
      return { person: scene.head, detail: { moved_on: dayText(on), moved_to: movedTo } };
    },
  },
  {
    kind: 'MOVED_AWAY',
    exemption: 'STUDENT_REGISTERED_AT_UNIVERSITY',
    standing: 'ASSISTED',
    compositions: ['WITH_STUDENT'],
    plant(scene) {
      const student = scene.household.people.at(-1) ?? scene.head;
      const on = TODAY - 60;
      const movedTo = scene.desk.rng.pick(OUTSIDE);
      student.schooling = { stage: 'UNIVERSITY', left: false, granted: true };
      student.work = { kind: 'STUDENT' };
      student.registered = { status: 'MOVED_OUT', on, movedTo };
      return { person: student, detail: { moved_on: dayText(on), moved_to: movedTo } };
    },
  },
  {
    kind: 'MOVED_AWAY',
    exemption: 'STOPPED_IN_MONTH_OF_MOVE',
    standing: 'ASSISTED',
    compositions: ['ADULT', 'ELDER'],
    plant(scene) {
      const month = LAST_MONTH - scene.desk.rng.between(2, 6);
      const on = dayOfMonth(month, 14);
      scene.head.registered = { status: 'MOVED_OUT', on, movedTo: scene.desk.rng.pick(OUTSIDE) };
      stopFamily(scene.family, dayOfMonth(month, 25));
      return { person: scene.head, detail: { moved_on: dayText(on) } };
    },
  },
];

/** Severely disabled, nobody at work, no pension: everything that assistance asks for. */
function makeNeedy(scene: Scene): void {
  for (const person of scene.household.people) {
    if (person.age >= 18 && person.age < 60) person.work = { kind: 'NONE' };
  }
  // None of those by which somebody alone would be in extreme hardship: that is planted of its own.
  scene.head.disability = scene.desk.rng.pick([
    { kind: 'HEARING', grade: 1 },
    { kind: 'SPEECH', grade: 2 },
    { kind: 'SIGHT', grade: 2 },
    { kind: 'MULTIPLE', grade: 1 },
  ] as const);
}

const missed = (exemption: string | null, plant: Planting['plant']): Planting => ({
  kind: 'MISSED_HOUSEHOLD',
  exemption,
  standing: 'POOR',
  hardship: true,
  compositions: exemption === null ? ['ADULT', 'COUPLE', 'SINGLE_PARENT'] : ['COUPLE'],
  plant,
});

export const missedPlantings: readonly Planting[] = [
  missed(null, (scene) => {
    makeNeedy(scene);
    return { person: scene.head, detail: { disability_grade: scene.head.disability?.grade ?? 0 } };
  }),
  missed('EARNER', (scene) => {
    makeNeedy(scene);
    scene.adult.work = { kind: 'EMPLOYEE', wageFen: 520_000, since: LAST_MONTH - 20 };
    return { person: scene.head, detail: { earner: scene.adult.identity.key } };
  }),
  missed('OWNS_VEHICLE', (scene) => {
    makeNeedy(scene);
    const { desk, adult, household } = scene;
    const plate = writeVehicle(desk, {
      owner: adult,
      town: household.town,
      kind: 'CAR',
      use: 'PRIVATE',
      status: 'NORMAL',
      firstRegisteredOn: TODAY - 800,
      wealth: 0,
    });
    return { person: scene.head, detail: { plate } };
  }),
];
