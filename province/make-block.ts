import { FIRST_MONTH, TODAY } from './draw/calendar.ts';
import { NumberOffice } from './draw/numbers.ts';
import { Prng } from './draw/prng.ts';
import { drawTowns, type Town } from './draw/towns.ts';
import { RowWriter, type RowSink } from './load/row-text.ts';
import { keepOutOfHardship } from './people/keep-out-of-hardship.ts';
import { makeFamily, type AssistanceFamily } from './people/assistance-family.ts';
import { makeHousehold, type HouseholdWish } from './people/make-household.ts';
import type { Household, Person } from './people/person.ts';
import { plantingsOf } from './planting/plan.ts';
import type { Planting, Scene } from './planting/planting.ts';
import type { BlockDesk, Employer } from './registers/block-desk.ts';
import {
  firmName,
  writeEmployers,
  writeOrdinaryFirms,
  writePublicPay,
} from './registers/business-registry.ts';
import { writeCivilStatus, writeCremation, writeFamily } from './registers/civil-affairs.ts';
import { writeSchooling } from './registers/education.ts';
import {
  writeBirth,
  writeDeathCertificate,
  writeIllness,
  writeMedicalInsurance,
} from './registers/health.ts';
import { registerHousehold } from './registers/household-registration.ts';
import { writeHousingFund, writeOrdinaryHomes } from './registers/housing.ts';
import { writeLabour } from './registers/labour.ts';
import { writeTrainings } from './registers/training.ts';
import { writeOrdinaryVehicles } from './registers/vehicles.ts';
import { plantedCaseTable, truthLines, type PlacedLabel } from './truth/planted-case.ts';

/** A block is a few hundred neighbours made together; blocks know nothing of each other. */
export interface BlockPlan {
  readonly block: number;
  readonly blocks: number;
  readonly seed: number;
  /** Of the whole province. */
  readonly residents: number;
  /** Of all residents, those on assistance: at least, since planted cases come on top in a small province. */
  readonly assistedShare: number;
}

interface Made {
  readonly household: Household;
  readonly family: AssistanceFamily | null;
}

const RESIDENTS_PER_EMPLOYER = 40;
const OFFICIALS = 4;
const SMALLEST_WITH_OFFICIALS = 50;

/** Makes one block and writes its rows; the same plan always makes the same rows. */
export function makeBlock(plan: BlockPlan, sink: RowSink): void {
  const { block, blocks, seed, residents } = plan;
  const quota = Math.floor(((block + 1) * residents) / blocks) - Math.floor((block * residents) / blocks);
  const { desk, officials } = openDesk(plan, sink, quota);
  const homes: Household[] = [];
  let people = 0;
  let assisted = 0;
  const settle = (made: readonly Made[]): void => {
    for (const { household, family } of made) {
      writeEverything(desk, household, family);
      homes.push(household);
      people += household.people.length;
      if (family !== null) assisted += household.people.length;
    }
  };
  // Below that many people an office has officials from elsewhere, on no register.
  if (quota >= SMALLEST_WITH_OFFICIALS) settle(officials);
  let nth = 0;
  for (const planting of plantingsOf(block, blocks, residents)) {
    nth += 1;
    const { made, labels } = plantCase(desk, planting, quota - people);
    settle(made);
    for (const line of truthLines({ id: `${seed}-${block}-${nth}`, planting, labels })) {
      sink.write(plantedCaseTable, line);
    }
  }
  while (assisted < quota * plan.assistedShare - 1) settle([makeAssisted(desk, quota - people)]);
  while (people < quota) {
    const wish = { poor: false, assisted: false, severe: true, room: quota - people };
    const home = household(desk, wish);
    keepOutOfHardship(home);
    settle([{ household: home, family: null }]);
  }
  writeEmployers(desk);
  writeTrainings(desk, homes);
}

function openDesk(
  { block, blocks, seed }: BlockPlan,
  sink: RowSink,
  quota: number,
): { readonly desk: BlockDesk; readonly officials: readonly Made[] } {
  const rng = new Prng(seed, block);
  const office = new NumberOffice(block, blocks, seed);
  const towns = drawTowns(rng);
  const employers: Employer[] = [];
  const officials = Array.from({ length: OFFICIALS }, () => makeOfficial(rng, office, towns));
  const desk: BlockDesk = {
    block,
    rng,
    office,
    rows: new RowWriter(sink, rng, block),
    towns,
    employers,
    officials: officials.flatMap(({ people }) => people),
  };
  for (let i = 0; i < Math.max(2, quota / RESIDENTS_PER_EMPLOYER); i++) {
    const town = rng.pick(towns);
    employers.push({
      creditCode: office.creditCode('91'),
      name: firmName(desk, town, 'COMPANY'),
      town,
      openedOn: TODAY - rng.between(400, 6000),
      owner: null,
    });
  }
  return { desk, officials: officials.map((each) => ({ household: each, family: null })) };
}

/** Somebody in the pay of the treasury who lives alone, so that nobody is related to the office unless planted so. */
function makeOfficial(rng: Prng, office: NumberOffice, towns: readonly Town[]): Household {
  const home = makeHousehold(rng, office, {
    poor: false,
    assisted: false,
    severe: false,
    composition: 'ADULT',
    town: rng.pick(towns),
    room: 1,
  });
  for (const person of home.people) {
    person.clean = true;
    person.died = null;
    person.work = { kind: 'PUBLIC', wageFen: 560_000, since: FIRST_MONTH - rng.between(12, 60) };
  }
  return home;
}

function household(desk: BlockDesk, wish: Omit<HouseholdWish, 'town'>, setting?: Town['setting']): Household {
  const towns = desk.towns.filter((town) => setting === undefined || town.setting === setting);
  return makeHousehold(desk.rng, desk.office, { ...wish, town: desk.rng.pick(towns) });
}

function makeAssisted(desk: BlockDesk, room: number): Made {
  const home = household(desk, { poor: true, assisted: true, severe: true, room });
  const family = makeFamily(desk.rng, desk.office, home, { settled: false });
  if (family.status !== 'ACTIVE') keepOutOfHardship(home);
  return { household: home, family };
}

/** Makes the households of one planted case and lets the planting change them before anything is written. */
function plantCase(
  desk: BlockDesk,
  planting: Planting,
  room: number,
): { readonly made: readonly Made[]; readonly labels: readonly PlacedLabel[] } {
  const made: Made[] = [];
  const labels: PlacedLabel[] = [];
  const group: Scene[] = [];
  let left = room;
  const poor = planting.standing !== 'ORDINARY';
  const assisted = planting.standing === 'ASSISTED';
  for (let i = 0; i < (planting.households ?? 1); i++) {
    const composition = desk.rng.pick(planting.compositions);
    const home = household(
      desk,
      { poor, assisted, severe: false, composition, room: left },
      planting.setting,
    );
    const family = assisted ? makeFamily(desk.rng, desk.office, home, { settled: true }) : null;
    for (const person of home.people) {
      person.clean = true;
      person.died = null;
    }
    const scene = sceneOf(desk, home, family, group);
    group.push(scene);
    made.push({ household: home, family });
    const label = planting.plant(scene);
    if (label !== null) labels.push({ label, household: home, family });
    left -= home.people.length;
  }
  for (const each of made)
    if (each.family?.status !== 'ACTIVE' && planting.hardship !== true) keepOutOfHardship(each.household);
  return { made, labels };
}

function sceneOf(
  desk: BlockDesk,
  home: Household,
  family: AssistanceFamily | null,
  group: readonly Scene[],
): Scene {
  const head = home.people[0];
  if (head === undefined) throw new RangeError('a household has a head');
  return {
    desk,
    household: home,
    head,
    adult: home.people.find((person) => person !== head && person.age >= 18) ?? head,
    get family() {
      if (family === null) throw new RangeError('this standing has no case');
      return family;
    },
    group,
  };
}

function writeEverything(desk: BlockDesk, home: Household, family: AssistanceFamily | null): void {
  registerHousehold(desk, home);
  if (family !== null) writeFamily(desk, family);
  writeCivilStatus(desk, home);
  writeOrdinaryHomes(desk, home);
  if (!home.poor) {
    writeOrdinaryVehicles(desk, home);
    writeOrdinaryFirms(desk, home);
  }
  for (const person of home.people) writePerson(desk, home, person);
}

function writePerson(desk: BlockDesk, home: Household, person: Person): void {
  writeLabour(desk, home, person);
  writePublicPay(desk, home, person);
  writeHousingFund(desk, home, person);
  writeMedicalInsurance(desk, home, person);
  writeIllness(desk, home, person);
  writeSchooling(desk, home, person);
  if (person.died !== null && !home.poor) {
    writeDeathCertificate(desk, person, person.died, home.town);
    if (desk.rng.chance(0.85)) writeCremation(desk, person, person.died, home.town);
  }
  if (person.age > 3 || person.identity.kind !== 'RID') return;
  const mother = home.people.find((each) => each.sex === 'FEMALE' && each.age >= person.age + 16);
  if (mother !== undefined) {
    writeBirth(desk, { child: person, mother, town: home.town, certificate: person.identity });
  }
}
