import { dayText, TODAY } from '../draw/calendar.ts';
import type { Person } from '../people/person.ts';
import { hospitalOf, writeBirth, writeClaim } from '../registers/health.ts';
import { registerIdentityChange } from '../registers/household-registration.ts';
import { writeVehicle } from '../registers/vehicles.ts';
import type { CaseKind, Label, Planting, Scene } from './planting.ts';

const planting = (
  kind: CaseKind,
  compositions: Planting['compositions'],
  plant: Planting['plant'],
): Planting => ({ kind, exemption: null, standing: 'ORDINARY', compositions, plant });

/** Gives the spouse a number of another kind: a foreigner's or a compatriot's. */
function plantSpouse(scene: Scene, kind: 'PASSPORT' | 'HMT'): Label | null {
  const spouse = scene.household.people[1];
  if (spouse === undefined) return null;
  const person: Person = { ...spouse, identity: scene.desk.office.other(kind), died: null };
  scene.household.people[1] = person;
  return { person, detail: { relation: 'SPOUSE' } };
}

function plantNewborn(scene: Scene): Label | null {
  const { desk, household, head } = scene;
  const mother = household.people.find(
    (person) => person.sex === 'FEMALE' && person.age >= 20 && person.age < 60,
  );
  if (mother === undefined) return null;
  const identity = desk.office.other('BIRTH');
  const child: Person = {
    ...head,
    identity,
    name: `${head.name.charAt(0)}宝宝`,
    sex: desk.rng.pick(['MALE', 'FEMALE'] as const),
    born: TODAY - desk.rng.between(8, 30),
    age: 0,
    relation: 'CHILD',
    work: { kind: 'INFANT' },
    disability: null,
    illness: null,
    died: null,
  };
  household.people.push(child);
  writeBirth(desk, { child, mother, town: household.town, certificate: identity });
  return { person: child, detail: { born_on: dayText(child.born), mother: mother.identity.key } };
}

function plantPatient(scene: Scene): Label {
  const { desk, head, household } = scene;
  const patient: Person = { ...head, identity: desk.office.other('HOSP'), name: '无名氏', illness: null };
  const on = TODAY - desk.rng.between(10, 300);
  writeClaim(desk, {
    person: patient,
    assisted: false,
    on,
    totalFen: desk.rng.between(900, 9000) * 100,
    hospital: hospitalOf(desk, household.town),
    town: household.town,
  });
  return { person: patient, detail: { visited_on: dayText(on) } };
}

/** The number was changed because its birth date was wrong; an old record still has the former one. */
function plantChange(scene: Scene): Label {
  const { desk, head, household } = scene;
  const { born, ...former } = desk.office.resident(head.born + 31, head.sex);
  const on = TODAY - desk.rng.between(40, 900);
  registerIdentityChange(desk, {
    person: head,
    former,
    on,
    reason: 'CHANGED',
    division: household.town.code,
  });
  const plate = writeVehicle(desk, {
    owner: { ...head, identity: former, born },
    town: household.town,
    kind: 'CAR',
    use: 'PRIVATE',
    status: 'NORMAL',
    firstRegisteredOn: on - 300,
    wealth: household.wealth,
  });
  return { person: head, detail: { former_key: former.key, plate } };
}

function plantShared(scene: Scene): Label | null {
  const first = scene.group[0];
  const second = scene.household.people[0];
  if (first === undefined || second === undefined || first === scene) return null;
  const owner = first.household.people[0];
  if (owner === undefined) return null;
  owner.sharedNumber = true;
  scene.household.people[0] = { ...second, identity: owner.identity, sharedNumber: true };
  return { person: owner, detail: { names: [owner.name, second.name] } };
}

export const identityPlantings: readonly Planting[] = [
  planting('NEWBORN', ['NUCLEAR', 'COUPLE'], plantNewborn),
  planting('FOREIGNER', ['COUPLE'], (scene) => plantSpouse(scene, 'PASSPORT')),
  planting('HMT_PERMIT_HOLDER', ['COUPLE'], (scene) => plantSpouse(scene, 'HMT')),
  planting('UNIDENTIFIED_PATIENT', ['ADULT'], plantPatient),
  planting('CHANGED_NUMBER', ['ADULT', 'NUCLEAR'], plantChange),
  { ...planting('SHARED_NUMBER', ['ADULT', 'COUPLE'], plantShared), households: 2 },
];
