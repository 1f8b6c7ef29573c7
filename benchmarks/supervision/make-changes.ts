import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';

/** A car that was registered and perhaps struck off again. */
export interface MadeChange {
  /** Families that the owner belongs to. */
  readonly caseNumbers: readonly string[];
  /** In evidence, the car's own record. */
  readonly recordKey: string;
  readonly committedAt: number;
  /** Null where it stays. */
  readonly reversedAt: number | null;
}

export interface MadeChanges {
  /** All rows that were written or superseded, at every agency. */
  readonly changes: number;
  readonly cars: readonly MadeChange[];
}

interface Owner {
  readonly person: string;
  readonly caseNumbers: readonly string[];
}

const TICK_MS = 50;
const FIRST_RECORD = 800_000_000;
/** Of ten changes two are about families on assistance; the others concern somebody else, as most of a day's do. */
const OF_FAMILIES = 0.2;

/** Commits changes at a steady rate, each in a transaction of its own, at three agencies. */
export async function makeChanges(
  connect: (database: string) => Promise<pg.Client>,
  load: { readonly rate: number; readonly seconds: number; readonly onSecond: (made: number) => void },
): Promise<MadeChanges> {
  const [vehicles, businesses, housing, families] = await Promise.all(
    ['vehicles', 'business_registry', 'housing', 'civil_affairs'].map(connect),
  );
  if (!vehicles || !businesses || !housing || !families) throw new Error('an agency has no database');
  const owners = await ownersOf(families);
  const cars: { -readonly [Key in keyof MadeChange]: MadeChange[Key] }[] = [];
  const toReverse: (typeof cars)[number][] = [];
  let made = 0;
  let record = FIRST_RECORD;
  const changeOne = async (): Promise<void> => {
    const draw = (made * 0.618_033_988_749_895) % 1;
    made += 1;
    if (draw >= OF_FAMILIES) return elsewhere(draw < 0.6 ? businesses : housing, draw < 0.6);
    const old = made % 2 === 0 ? toReverse.shift() : undefined;
    if (old !== undefined) {
      await vehicles.query('UPDATE vehicle SET recorded_to = now() WHERE record_id = $1', [old.recordKey]);
      old.reversedAt = Date.now();
      return;
    }
    const owner = owners[(record * 7_919) % owners.length];
    if (owner === undefined) throw new Error('there is nobody on assistance');
    record += 1;
    await vehicles.query(REGISTER, [record, `X${record}`, owner.person]);
    const car = {
      caseNumbers: owner.caseNumbers,
      recordKey: String(record),
      committedAt: Date.now(),
      reversedAt: null,
    };
    cars.push(car);
    // A car stays for a while, so that it can have been found before it goes.
    if (record % 2 === 0) setTimeout(() => toReverse.push(car), 5_000).unref();
  };
  const startedAt = performance.now();
  for (let second = 0; performance.now() - startedAt < load.seconds * 1_000;) {
    const due = Math.floor(((performance.now() - startedAt) / 1_000) * load.rate) - made;
    await Promise.all(Array.from({ length: Math.max(0, due) }, changeOne));
    await sleep(TICK_MS);
    const passed = Math.floor((performance.now() - startedAt) / 1_000);
    if (passed >= second + 10) {
      second = passed;
      load.onSecond(made);
    }
  }
  await Promise.all([vehicles, businesses, housing, families].map((client) => client.end()));
  return { changes: made, cars };
}

const REGISTER = `
INSERT INTO vehicle (
  record_id, valid_from, recorded_from, plate_type, plate, owner_person_key, vehicle_kind, use, status,
  first_registered_on, division
) VALUES ($1, '2026-10-01', now(), '02', $2, $3, 'CAR', 'PRIVATE', 'NORMAL', '2026-10-01', '230102')`;

/** A row is written down again as it stands: an event like any other. */
async function elsewhere(client: pg.Client, isBusiness: boolean): Promise<void> {
  const table = isBusiness ? 'enterprise' : 'home';
  await client.query(
    `UPDATE ${table} SET quality_flag = quality_flag WHERE record_id = (
       SELECT record_id FROM ${table} WHERE record_id >= (
         SELECT (random() * max(record_id))::bigint FROM ${table}
       ) ORDER BY record_id LIMIT 1)`,
  );
}

async function ownersOf(families: pg.Client): Promise<readonly Owner[]> {
  const { rows } = await families.query<Owner>(
    `SELECT person_key AS person, array_agg(DISTINCT case_number) AS "caseNumbers"
     FROM assistance_member AS member JOIN assistance_family AS family USING (case_number)
     WHERE family.status = 'ACTIVE' AND family.recorded_to IS NULL AND member.recorded_to IS NULL
       AND family.quality_flag IS NULL AND member.quality_flag IS NULL
       AND member.valid_to IS NULL AND person_key LIKE 'RID:%'
     GROUP BY person_key HAVING count(*) = 1 ORDER BY 1`,
  );
  return rows;
}
