import { dayText, LAST_MONTH, monthText, TODAY, type Day } from '../draw/calendar.ts';
import type { Town } from '../draw/towns.ts';
import type { Household, Person } from '../people/person.ts';
import { recordedIdentity } from '../people/recorded-identity.ts';
import { homeTable, housingFundAccountTable } from './agency-tables.ts';
import type { BlockDesk } from './block-desk.ts';
import { publicUnit } from './business-registry.ts';

export interface HomeFacts {
  /** Each with a share in percent. */
  readonly owners: readonly { readonly person: Person; readonly share: number }[];
  readonly town: Town;
  readonly use: 'RESIDENTIAL' | 'SHOP' | 'OFFICE' | 'GARAGE';
  readonly area: number;
  readonly acquiredBy: 'PURCHASE' | 'DEMOLITION' | 'INHERITANCE' | 'GIFT' | 'SELF_BUILT';
  readonly registeredOn: Day;
  /** The day on which the area on record was corrected. */
  readonly correctedOn?: Day;
}

/** Dataset 10: one unit, a row for each owner; returns its unit number. */
export function writeHome(desk: BlockDesk, home: HomeFacts): string {
  const { rng, rows } = desk;
  const unit = `U${home.town.county}${String(desk.office.serial()).padStart(9, '0')}`;
  const sold = home.acquiredBy === 'PURCHASE' && home.town.setting === 'URBAN';
  const shared = {
    unit_number: unit,
    right_type: 'OWNERSHIP',
    use: home.use,
    area_square_metres: home.area,
    acquired_by: home.acquiredBy,
    registered_on: dayText(home.registeredOn),
    address: rng.chance(0.02)
      ? null
      : `${home.town.countyName}${home.town.name}合成路${rng.between(1, 400)}号`,
    contract_number: sold ? `HT2399${desk.office.serial()}` : null,
    contract_price_fen: sold ? Math.round(home.area) * rng.between(3500, 9000) * 100 : null,
    division: home.town.county,
  };
  for (const { person, share } of home.owners) {
    const as = recordedIdentity(rng, person);
    const row = {
      ...shared,
      owner_person_key: as.key,
      owner_id_kind: as.kind,
      owner_id_number: as.number,
      owner_name: person.name,
      share_percent: share,
    };
    const stamp = { validFrom: home.registeredOn, flag: as.flag };
    if (home.correctedOn === undefined) rows.write(homeTable, stamp, row);
    else {
      rows.write(
        homeTable,
        { ...stamp, recordedFrom: home.registeredOn, recordedTo: home.correctedOn },
        { ...row, area_square_metres: home.area + 10 },
      );
      rows.write(homeTable, { ...stamp, recordedFrom: home.correctedOn }, row);
    }
  }
  return unit;
}

/** What a household lives in and owns besides. On assistance: at most one small home. */
export function writeOrdinaryHomes(desk: BlockDesk, household: Household): void {
  const { rng } = desk;
  const adults = household.people.filter((person) => person.age >= 18);
  const owner = adults[0];
  if (owner === undefined || !household.ordinaryHome) return;
  const size = household.people.length;
  const { town, wealth, poor } = household;
  const count = poor ? (rng.chance(0.55) ? 1 : 0) : drawHomeCount(rng.unit(), wealth);
  const spouse = adults[1]?.relation === 'SPOUSE' ? adults[1] : undefined;
  for (let i = 0; i < count; i++) {
    const area = poor
      ? rng.between(18, 22) * size + 12
      : rng.between(45, 75) + size * 9 + Math.round(wealth * 12);
    const age = rng.between(100, Math.min(7000, (owner.age - 17) * 365));
    const corrected = age > 400 && rng.chance(0.012);
    writeHome(desk, {
      owners:
        spouse !== undefined && rng.chance(0.45)
          ? [
              { person: owner, share: 50 },
              { person: spouse, share: 50 },
            ]
          : [{ person: owner, share: 100 }],
      town,
      use: i > 1 && rng.chance(0.3) ? 'SHOP' : 'RESIDENTIAL',
      area: Math.max(20, area) + rng.between(0, 99) / 100,
      acquiredBy: town.setting === 'RURAL' ? 'SELF_BUILT' : rng.chance(0.85) ? 'PURCHASE' : 'INHERITANCE',
      registeredOn: TODAY - age,
      ...(corrected ? { correctedOn: TODAY - rng.between(10, 90) } : {}),
    });
  }
}

function drawHomeCount(at: number, wealth: number): number {
  const none = 0.2 - wealth * 0.08;
  if (at < none) return 0;
  return at < 0.86 - wealth * 0.1 ? 1 : at < 0.97 ? 2 : 3;
}

/** Dataset 11: the housing-fund account of somebody employed. */
export function writeHousingFund(desk: BlockDesk, household: Household, person: Person): void {
  const { work } = person;
  if (work.kind !== 'EMPLOYEE' && work.kind !== 'PUBLIC') return;
  const { rng } = desk;
  if (work.kind === 'EMPLOYEE' && !rng.chance(0.55)) return;
  const opened = Math.max(TODAY - (LAST_MONTH - work.since) * 30, person.born + 6600);
  writeHousingFundAccount(desk, {
    person,
    town: household.town,
    unitName: work.kind === 'PUBLIC' ? publicUnit(household.town) : rng.pick(desk.employers).name,
    openedOn: Math.min(opened, TODAY - 1),
    baseFen: work.wageFen,
    sealed: rng.chance(0.04),
  });
}

/** Dataset 11: an account; nothing was paid into a sealed one for some months. */
export function writeHousingFundAccount(
  desk: BlockDesk,
  account: {
    readonly person: Person;
    readonly town: Town;
    readonly unitName: string;
    readonly openedOn: Day;
    readonly baseFen: number;
    readonly sealed: boolean;
  },
): void {
  const { rng } = desk;
  const as = recordedIdentity(rng, account.person);
  const monthly = Math.round(account.baseFen * 0.2);
  desk.rows.write(
    housingFundAccountTable,
    { validFrom: account.openedOn, flag: as.flag },
    {
      person_key: as.key,
      id_kind: as.kind,
      id_number: as.number,
      unit_name: account.unitName,
      base_fen: account.baseFen,
      monthly_fen: monthly,
      balance_fen: monthly * rng.between(2, 60),
      status: account.sealed ? 'SEALED' : 'PAYING',
      last_month: monthText(account.sealed ? LAST_MONTH - rng.between(3, 20) : LAST_MONTH),
      division: account.town.county,
    },
  );
}
