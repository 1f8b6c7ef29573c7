import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';

/** A car that was registered and perhaps struck off again; times by the source's clock, in ms, just before the commit. */
export interface MadeCar {
  /** In evidence, the car's own record. */
  readonly recordKey: string;
  readonly plate: string;
  readonly registeredAt: number;
  /** Null where it stays. */
  readonly struckOffAt: number | null;
}

export interface MadeChanges {
  /** All rows that were written or superseded, at every agency. */
  readonly changes: number;
  readonly seconds: number;
  readonly cars: readonly MadeCar[];
}

export interface ChangeLoad {
  /** Changes a second. */
  readonly rate: number;
  readonly seconds: number;
  /** Records of cars come after this one. */
  readonly lastRecord: number;
  readonly onProgress: (made: number) => void;
}

interface Sources {
  readonly vehicles: pg.Pool;
  readonly businesses: OtherRecords;
  readonly housing: OtherRecords;
  /** Members of families on assistance. */
  readonly owners: readonly string[];
}

/** Records of a table that concern somebody else. */
interface OtherRecords {
  readonly pool: pg.Pool;
  readonly table: 'enterprise' | 'home';
  readonly records: readonly string[];
}

type GrowingCar = { -readonly [Key in keyof MadeCar]: MadeCar[Key] };

/** No car of the province has so high a number. */
export const NO_RECORD_YET = 800_000_000;

const TICK_MS = 20;
const TOLD_EVERY_S = 10;
/** Of ten changes two are about families on assistance; the others concern somebody else, as most of a day's do. */
const OF_FAMILIES = 0.2;
const OF_FIRMS = 0.4;
/** A car stays for a while, so that it can have been found before it goes. */
const STAYS_MS = 5_000;
const GOLDEN_RATIO = 0.618_033_988_749_895;

/** Commits changes at a steady rate, each in a transaction of its own, at three agencies. */
export async function makeChanges(
  connect: (database: string) => pg.Pool,
  load: ChangeLoad,
): Promise<MadeChanges> {
  const vehicles = connect('vehicles');
  const businesses = connect('business_registry');
  const housing = connect('housing');
  const families = connect('civil_affairs');
  try {
    const owners = await ownersOf(families);
    if (owners.length === 0) throw new Error('there is nobody on assistance');
    const others = [
      await otherRecords(businesses, 'enterprise'),
      await otherRecords(housing, 'home'),
    ] as const;
    return await changeSteadily({ vehicles, businesses: others[0], housing: others[1], owners }, load);
  } finally {
    await Promise.all([vehicles, businesses, housing, families].map((pool) => pool.end()));
  }
}

async function changeSteadily(sources: Sources, load: ChangeLoad): Promise<MadeChanges> {
  const cars: GrowingCar[] = [];
  let kept = 0;
  let made = 0;
  let record = load.lastRecord;
  const changeOne = async (): Promise<void> => {
    const draw = (made * GOLDEN_RATIO) % 1;
    made += 1;
    if (draw >= OF_FAMILIES)
      return writeAgain(draw < OF_FAMILIES + OF_FIRMS ? sources.businesses : sources.housing, made);
    const oldest = cars[kept];
    if (made % 2 === 0 && oldest !== undefined && oldest.registeredAt < Date.now() - STAYS_MS) {
      // Every other car stays.
      kept += 2;
      oldest.struckOffAt = await strikeOff(sources.vehicles, oldest);
      return;
    }
    record += 1;
    cars.push(await register(sources, record));
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
  return { changes: made, seconds: passed(), cars };
}

const CLOCK = '(extract(epoch FROM clock_timestamp()) * 1000)::float8 AS at';

const REGISTER = `
INSERT INTO vehicle (
  record_id, valid_from, recorded_from, plate_type, plate, owner_person_key, vehicle_kind, use, status,
  first_registered_on, division
) VALUES ($1, '2026-10-01', now(), '02', $2, $3, 'CAR', 'PRIVATE', 'NORMAL', '2026-10-01', '230102')
RETURNING ${CLOCK}`;

async function register({ vehicles, owners }: Sources, record: number): Promise<GrowingCar> {
  const plate = `X${record}`;
  const owner = owners[(record * 7_919) % owners.length];
  const { rows } = await vehicles.query<{ at: number }>(REGISTER, [record, plate, owner]);
  return { recordKey: `vehicle:${record}`, plate, registeredAt: rows[0]?.at ?? NaN, struckOffAt: null };
}

async function strikeOff(vehicles: pg.Pool, { recordKey }: MadeCar): Promise<number> {
  const { rows } = await vehicles.query<{ at: number }>(
    `UPDATE vehicle SET recorded_to = now() WHERE record_id = $1 RETURNING ${CLOCK}`,
    [recordKey.split(':')[1]],
  );
  return rows[0]?.at ?? NaN;
}

async function otherRecords(pool: pg.Pool, table: OtherRecords['table']): Promise<OtherRecords> {
  const { rows } = await pool.query<{ id: string }>(`SELECT record_id AS id FROM ${table} ORDER BY 1`);
  return { pool, table, records: rows.map(({ id }) => id) };
}

/** A row, any of them, is written down again as it stands: a change like any other, of somebody else. */
async function writeAgain({ pool, table, records }: OtherRecords, which: number): Promise<void> {
  await pool.query(`UPDATE ${table} SET quality_flag = quality_flag WHERE record_id = $1`, [
    records[(which * 7_919) % records.length],
  ]);
}

async function ownersOf(families: pg.Pool): Promise<readonly string[]> {
  const { rows } = await families.query<{ person: string }>(
    `SELECT person_key AS person
     FROM assistance_member AS member JOIN assistance_family AS family USING (case_number)
     WHERE family.status = 'ACTIVE' AND family.recorded_to IS NULL AND member.recorded_to IS NULL
       AND family.quality_flag IS NULL AND member.quality_flag IS NULL
       AND member.valid_to IS NULL AND person_key LIKE 'RID:%'
     GROUP BY person_key HAVING count(*) = 1 ORDER BY 1`,
  );
  return rows.map(({ person }) => person);
}
