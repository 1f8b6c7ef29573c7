import { dayText, TODAY, type Day } from '../draw/calendar.ts';
import { drawTownElsewhere, type Town } from '../draw/towns.ts';
import type { Household, Person } from '../people/person.ts';
import { recordedIdentity } from '../people/recorded-identity.ts';
import { vehicleTable } from './agency-tables.ts';
import type { BlockDesk } from './block-desk.ts';

export interface VehicleFacts {
  readonly owner: Person;
  readonly town: Town;
  readonly kind: 'CAR' | 'SUV' | 'VAN' | 'TRUCK' | 'BUS' | 'MOTORCYCLE' | 'MOBILITY_SCOOTER' | 'TRICYCLE';
  readonly use: 'PRIVATE' | 'FREIGHT' | 'TAXI' | 'SOLE_LIVELIHOOD' | 'COACH';
  readonly status: 'NORMAL' | 'SCRAPPED' | 'TRANSFERRED' | 'STOLEN';
  readonly firstRegisteredOn: Day;
  readonly wealth: number;
  /** The day on which a version with status NORMAL was superseded by this one. */
  readonly changedOn?: Day;
}

const BRANDS = ['合成一号', '合成二号', '合成三号', '合成电动', '合成越野', '合成货运'];

/** Dataset 8: one vehicle; returns its plate. */
export function writeVehicle(desk: BlockDesk, facts: VehicleFacts): string {
  const { rng, rows } = desk;
  const as = recordedIdentity(rng, facts.owner);
  const small = facts.kind === 'MOBILITY_SCOOTER' || facts.kind === 'MOTORCYCLE' || facts.kind === 'TRICYCLE';
  const plate = desk.office.plate(facts.town.plateLetter);
  const row = {
    plate_type: small ? 'MOTORCYCLE' : facts.kind === 'TRUCK' || facts.kind === 'BUS' ? 'LARGE' : 'SMALL',
    plate,
    owner_person_key: as.key,
    owner_id_kind: as.kind,
    owner_id_number: as.number,
    owner_name: rng.chance(0.01) ? null : facts.owner.name,
    vehicle_kind: facts.kind,
    use: facts.use,
    status: facts.status,
    brand: rng.chance(0.03) ? null : rng.pick(BRANDS),
    first_registered_on: dayText(facts.firstRegisteredOn),
    displacement_ml: small ? rng.pick([0, 50, 125]) : rng.pick([0, 1400, 1500, 1600, 2000, 2400]),
    value_class: small ? 'E' : valueClass(facts.wealth + rng.bell() * 0.5),
    division: facts.town.county,
  };
  const validFrom = facts.firstRegisteredOn;
  const gone =
    facts.status === 'NORMAL'
      ? null
      : (facts.changedOn ?? Math.min(validFrom + rng.between(200, 3000), TODAY - 3));
  if (facts.changedOn === undefined) {
    rows.write(vehicleTable, { validFrom, validTo: gone, flag: as.flag }, row);
    return plate;
  }
  const closed = { validFrom, recordedFrom: validFrom, recordedTo: facts.changedOn, flag: as.flag };
  rows.write(vehicleTable, closed, { ...row, status: 'NORMAL' });
  rows.write(vehicleTable, { validFrom, validTo: gone, recordedFrom: facts.changedOn, flag: as.flag }, row);
  return plate;
}

function valueClass(wealth: number): string {
  if (wealth > 2) return 'A';
  if (wealth > 1.1) return 'B';
  if (wealth > 0.3) return 'C';
  return wealth > -0.6 ? 'D' : 'E';
}

/** The vehicles of a household outside assistance: the richer, the likelier. */
export function writeOrdinaryVehicles(desk: BlockDesk, household: Household): void {
  const { rng } = desk;
  for (const owner of household.people) {
    if (owner.age < 20 || owner.age > 74 || !rng.chance(0.24 + household.wealth * 0.12)) continue;
    const at = rng.unit();
    const kind =
      at < 0.62 ? 'CAR' : at < 0.8 ? 'SUV' : at < 0.86 ? 'VAN' : at < 0.92 ? 'TRUCK' : 'MOTORCYCLE';
    const status = drawStatus(rng.unit());
    const age = rng.between(60, Math.min(5000, (owner.age - 18) * 365));
    const corrected = status === 'TRANSFERRED' && age > 400 && rng.chance(0.4);
    writeVehicle(desk, {
      owner,
      town: rng.chance(0.03) ? drawTownElsewhere(rng, household.town) : household.town,
      kind,
      use: kind === 'TRUCK' ? 'FREIGHT' : kind === 'CAR' && rng.chance(0.02) ? 'TAXI' : 'PRIVATE',
      status,
      firstRegisteredOn: TODAY - age,
      wealth: household.wealth,
      ...(corrected ? { changedOn: TODAY - rng.between(10, 300) } : {}),
    });
  }
}

function drawStatus(at: number): VehicleFacts['status'] {
  if (at < 0.92) return 'NORMAL';
  if (at < 0.955) return 'SCRAPPED';
  return at < 0.997 ? 'TRANSFERRED' : 'STOLEN';
}
