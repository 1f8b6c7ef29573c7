import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';

/** A registration of somebody out of work, told from every other by the occupation that it names. */
export interface MadeRegistration {
  readonly person: string;
  readonly occupation: string;
  /** By the source's clock, in ms, just before the commit. */
  readonly at: number;
}

export interface MadeChanges {
  /** All that were committed. */
  readonly changes: number;
  readonly seconds: number;
  /** In the order in which they were made. */
  readonly registrations: readonly MadeRegistration[];
}

export interface ChangeLoad {
  /** Changes a second. */
  readonly rate: number;
  readonly seconds: number;
  /** Records of registrations come after this one. */
  readonly lastRecord: number;
  /** Those of whom a picture is kept. */
  readonly people: readonly string[];
  readonly onProgress: (made: number) => void;
}

/** No registration of the province has so high a number. */
export const NO_RECORD_YET = 800_000_000;

const TICK_MS = 20;
const TOLD_EVERY_S = 10;
/** Steps of this size through the people meet everybody once before anybody twice: no province has a multiple of it. */
const STRIDE = 7_919;

/**
 * Commits changes at labour at a steady rate, each in a transaction of its own: every other one is a registration, the
 * others write somebody's insurance down again as it stands, of which the picture is read and found the same.
 */
export async function makeRegistrations(labour: pg.Pool, load: ChangeLoad): Promise<MadeChanges> {
  const registrations: MadeRegistration[] = [];
  const { people } = load;
  let made = 0;
  const changeOne = async (): Promise<void> => {
    made += 1;
    const number = load.lastRecord + made;
    const person = people[(number * STRIDE) % people.length] ?? '';
    if (made % 2 === 0) await writeAgain(labour, person);
    else registrations.push(await register(labour, number, person));
  };
  const startedAt = performance.now();
  const passed = (): number => (performance.now() - startedAt) / 1_000;
  for (let told = 0; passed() < load.seconds;) {
    const due = Math.floor(passed() * load.rate) - made;
    await Promise.all(Array.from({ length: Math.max(0, due) }, changeOne));
    await sleep(TICK_MS);
    if (passed() < told + TOLD_EVERY_S) continue;
    told += TOLD_EVERY_S;
    load.onProgress(made);
  }
  return { changes: made, seconds: passed(), registrations };
}

const REGISTER = `
INSERT INTO employment_registration (
  record_id, valid_from, recorded_from, person_key, status, registered_on, occupation, division
)
SELECT $1, today, now(), $2, 'UNEMPLOYED', today, $3, '230102'
FROM (SELECT (now() AT TIME ZONE 'Asia/Shanghai')::date AS today) AS china
RETURNING (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS at`;

async function register(labour: pg.Pool, record: number, person: string): Promise<MadeRegistration> {
  const occupation = `R${record}`;
  const { rows } = await labour.query<{ at: number }>(REGISTER, [record, person, occupation]);
  return { person, occupation, at: rows[0]?.at ?? NaN };
}

async function writeAgain(labour: pg.Pool, person: string): Promise<void> {
  await labour.query('UPDATE insurance_interval SET quality_flag = quality_flag WHERE person_key = $1', [
    person,
  ]);
}
