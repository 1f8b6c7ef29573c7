import { dayText, TODAY, type Day } from '../draw/calendar.ts';
import type { Identity } from '../draw/numbers.ts';
import type { Household, Person, Registered } from '../people/person.ts';
import { recordedIdentity, type RecordedIdentity } from '../people/recorded-identity.ts';
import { householdTable, identityChangeTable, residentTable } from './agency-tables.ts';
import type { BlockDesk } from './block-desk.ts';

const ETHNICITIES = [
  '汉族',
  '汉族',
  '汉族',
  '汉族',
  '汉族',
  '汉族',
  '汉族',
  '汉族',
  '汉族',
  '满族',
  '朝鲜族',
  '蒙古族',
];

/** Dataset 7: the household and its people. */
export function registerHousehold(desk: BlockDesk, household: Household): void {
  const { rng, rows } = desk;
  const { town } = household;
  const address = `${town.countyName}${town.name}合成路${rng.between(1, 400)}号`;
  const head = household.people[0];
  if (head === undefined) return;
  const registeredOn = Math.max(head.born, TODAY - rng.between(400, 9000));
  const headAs = trustedIdentity(desk, head);
  rows.write(
    householdTable,
    { validFrom: registeredOn, flag: headAs.flag },
    {
      household_number: household.number,
      setting: town.setting,
      address_division: town.code,
      address,
      head_person_key: headAs.key,
      head_id_kind: headAs.kind,
      head_id_number: headAs.number,
      division: town.code,
    },
  );
  for (const person of household.people) registerResident(desk, household, person, address);
}

function registerResident(desk: BlockDesk, household: Household, person: Person, address: string): void {
  const { rng, rows } = desk;
  const as = trustedIdentity(desk, person);
  const standing = person.registered ?? standingOf(person, household);
  const validFrom = Math.max(person.born, TODAY - rng.between(300, 9000));
  const row = {
    person_key: as.key,
    id_kind: as.kind,
    id_number: as.number,
    name: person.name,
    sex: person.sex,
    born_on: dayText(person.born),
    ethnicity: rng.chance(0.01) ? null : rng.pick(ETHNICITIES),
    household_number: household.number,
    relation: person.relation,
    address_division: household.town.code,
    address: rng.chance(0.01) ? null : address,
    phone:
      person.age < 14 || rng.chance(0.05)
        ? null
        : `100${String(rng.between(0, 99_999_999)).padStart(8, '0')}`,
    status: standing.status,
    status_on: standing.on === null ? null : dayText(standing.on),
    moved_to_division: standing.movedTo,
    division: household.town.code,
  };
  const changed = rng.chance(0.012) ? TODAY - rng.between(1, 290) : null;
  if (changed === null || changed <= validFrom) {
    rows.write(residentTable, { validFrom, flag: as.flag }, row);
    return;
  }
  // An earlier version, superseded when the telephone number changed.
  rows.write(
    residentTable,
    { validFrom, recordedFrom: validFrom, recordedTo: changed, flag: as.flag },
    { ...row, phone: null, status: 'NORMAL', status_on: null, moved_to_division: null },
  );
  rows.write(residentTable, { validFrom, recordedFrom: changed, flag: as.flag }, row);
}

/** A number that two people have names neither: without a key a record can not be taken for the other person's. */
function trustedIdentity(desk: BlockDesk, person: Person): RecordedIdentity {
  const as = recordedIdentity(desk.rng, person);
  return person.sharedNumber ? { ...as, key: null, flag: 'NUMBER_SHARED' } : as;
}

/** The police learn of most deaths; one in ten of those who leave somebody behind stays on the register as if alive. */
function standingOf(person: Person, household: Household): Registered {
  const leavesSomebody = household.people.some((each) => each.died === null);
  if (person.died === null || (leavesSomebody && person.identity.number.charCodeAt(14) % 10 === 0)) {
    return { status: 'NORMAL', on: null, movedTo: null };
  }
  return { status: 'DECEASED', on: Math.min(person.died + 15, TODAY - 1), movedTo: null };
}

/** Dataset 7: a number that was replaced. `former` may be one that is no sound number at all. */
export function registerIdentityChange(
  desk: BlockDesk,
  change: {
    readonly person: Person;
    readonly former: Identity;
    readonly on: Day;
    readonly reason: 'CHANGED' | 'MERGED' | 'SPLIT' | 'UPGRADED';
    readonly division: string;
  },
): void {
  desk.rows.write(
    identityChangeTable,
    { validFrom: change.on },
    {
      person_key: change.person.identity.key,
      id_kind: change.person.identity.kind,
      id_number: change.person.identity.number,
      former_person_key: change.former.key,
      former_id_kind: change.former.kind,
      former_id_number: change.former.number,
      changed_on: dayText(change.on),
      reason: change.reason,
      division: change.division,
    },
  );
}
