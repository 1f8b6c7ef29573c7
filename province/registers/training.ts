import { dayText, TODAY } from '../draw/calendar.ts';
import type { Household, Person, Work } from '../people/person.ts';
import { recordedIdentity } from '../people/recorded-identity.ts';
import { trainingRecordTable } from './agency-tables.ts';
import type { BlockDesk } from './block-desk.ts';

/** What is taught with public money: codes of the national classification, with the hours it takes. */
const COURSES = [
  { occupation: '4-10-01-05', hours: 120 },
  { occupation: '4-10-01-04', hours: 96 },
  { occupation: '4-10-01-06', hours: 80 },
  { occupation: '4-03-02-01', hours: 160 },
  { occupation: '6-18-02-04', hours: 240 },
  { occupation: '6-31-01-03', hours: 200 },
  { occupation: '6-30-05-02', hours: 60 },
  { occupation: '4-01-02-02', hours: 80 },
] as const;
const SHARE: Readonly<Partial<Record<Work['kind'], number>>> = {
  UNEMPLOYED: 0.25,
  FLEXIBLE: 0.12,
  FARMER: 0.06,
  EMPLOYEE: 0.04,
};
const FEN_AN_HOUR = 1_500;

/** Dataset 13 (training), for the people of a block. Last, so that no other row of a province depends on it. */
export function writeTrainings(desk: BlockDesk, households: readonly Household[]): void {
  for (const { people, town } of households)
    for (const person of people)
      if (person.died === null && desk.rng.chance(SHARE[person.work.kind] ?? 0))
        writeTraining(desk, person, town);
}

function writeTraining({ rng, rows }: BlockDesk, person: Person, town: Household['town']): void {
  const as = recordedIdentity(rng, person);
  const { occupation, hours } = rng.pick(COURSES);
  const started = TODAY - rng.between(5, 900);
  const ends = started + Math.ceil(hours / 6);
  const ended = ends < TODAY ? ends : null;
  const result = ended === null ? null : rng.chance(0.8) ? 'PASSED' : rng.chance(0.5) ? 'FAILED' : 'LEFT';
  rows.write(
    trainingRecordTable,
    { validFrom: started, flag: as.flag },
    {
      person_key: as.key,
      id_kind: as.kind,
      id_number: as.number,
      occupation,
      organiser: `${town.countyName}合成职业培训学校`,
      hours,
      started_on: dayText(started),
      ended_on: ended === null ? null : dayText(ended),
      result,
      subsidy_fen: result === 'PASSED' ? hours * FEN_AN_HOUR : null,
      division: town.county,
    },
  );
}
