import { dayText, dayOfMonth, MONTHS, monthText, TODAY, type Day, type Month } from '../draw/calendar.ts';
import type { Town } from '../draw/towns.ts';
import type { Household, Person } from '../people/person.ts';
import { recordedIdentity } from '../people/recorded-identity.ts';
import { enterpriseTable, holdingTable, publicPayrollTable, taxMonthTable } from './agency-tables.ts';
import type { BlockDesk } from './block-desk.ts';

export interface FirmFacts {
  readonly creditCode: string;
  readonly name: string;
  readonly town: Town;
  readonly kind: 'COMPANY' | 'SOLE_PROPRIETORSHIP' | 'PARTNERSHIP' | 'STALL';
  readonly status: 'OPEN' | 'CANCELLED' | 'REVOKED';
  readonly registeredOn: Day;
  readonly cancelledOn: Day | null;
  readonly employees: number;
  readonly legalRepresentative: Person | null;
  readonly holders: readonly HolderFacts[];
}

export interface HolderFacts {
  readonly holder: Person | { readonly creditCode: string };
  readonly sharePercent: number;
  readonly role: 'SHAREHOLDER' | 'CONTROLLER' | 'MANAGER';
  /** The day on which the share was sold and the record closed. */
  readonly soldOn?: Day;
}

const TRADES = ['商贸', '餐饮', '建筑', '运输', '农机', '食品', '信息技术', '服装', '家政', '建材'];
const WORDS = ['祥瑞', '宏达', '北方', '松江', '龙兴', '丰收', '瑞雪', '长青', '明珠', '金谷'];

export function firmName(desk: BlockDesk, town: Town, kind: FirmFacts['kind']): string {
  const stem = `${town.countyName}合成${desk.rng.pick(WORDS)}${desk.rng.pick(TRADES)}`;
  if (kind === 'COMPANY') return `${stem}有限公司`;
  return kind === 'STALL' ? `${stem}店` : `${stem}${kind === 'PARTNERSHIP' ? '合伙企业' : '工作室'}`;
}

/** Dataset 9 and the taxes of dataset 17: a firm, who holds it, and its twelve months. */
export function writeFirm(desk: BlockDesk, firm: FirmFacts): void {
  const { rng, rows } = desk;
  const representative = firm.legalRepresentative;
  const as = representative === null ? null : recordedIdentity(rng, representative);
  rows.write(
    enterpriseTable,
    { validFrom: firm.registeredOn, validTo: firm.cancelledOn, flag: as?.flag ?? null },
    {
      credit_code: firm.creditCode,
      name: firm.name,
      kind: firm.kind,
      status: firm.status,
      registered_on: dayText(firm.registeredOn),
      cancelled_on: firm.cancelledOn === null ? null : dayText(firm.cancelledOn),
      capital_fen: firm.kind === 'STALL' ? null : rng.between(3, 500) * 1_000_000,
      employees: firm.employees,
      industry: rng.pick(TRADES),
      legal_representative_person_key: as?.key ?? null,
      legal_representative_id_kind: as?.kind ?? null,
      legal_representative_id_number: as?.number ?? null,
      legal_representative_name: representative?.name ?? null,
      division: firm.town.county,
    },
  );
  for (const holder of firm.holders) writeHolding(desk, firm, holder);
  if (firm.status === 'OPEN') writeTaxes(desk, firm);
}

function writeHolding(desk: BlockDesk, firm: FirmFacts, facts: HolderFacts): void {
  const { holder } = facts;
  const as = 'identity' in holder ? recordedIdentity(desk.rng, holder) : null;
  desk.rows.write(
    holdingTable,
    {
      validFrom: firm.registeredOn,
      validTo: facts.soldOn ?? firm.cancelledOn,
      recordedTo: facts.soldOn ?? null,
      ...(facts.soldOn === undefined ? {} : { recordedFrom: firm.registeredOn }),
      flag: as?.flag ?? null,
    },
    {
      credit_code: firm.creditCode,
      holder_kind: 'identity' in holder ? 'PERSON' : 'ENTERPRISE',
      holder_person_key: as?.key ?? null,
      holder_id_kind: as?.kind ?? null,
      holder_id_number: as?.number ?? null,
      holder_credit_code: 'identity' in holder ? null : holder.creditCode,
      share_percent: facts.sharePercent,
      role: facts.role,
      division: firm.town.county,
    },
  );
}

function writeTaxes(desk: BlockDesk, firm: FirmFacts): void {
  const { rng } = desk;
  const turnover = (firm.kind === 'STALL' ? 2 : 30 + firm.employees * 3) * 1_000_000;
  for (const month of MONTHS) {
    const on = dayOfMonth(month, 28);
    if (on < firm.registeredOn) continue;
    const turnoverFen = Math.round(turnover * (0.6 + rng.unit() * 0.8));
    desk.rows.write(
      taxMonthTable,
      { validFrom: on },
      {
        credit_code: firm.creditCode,
        tax_month: monthText(month),
        turnover_fen: turnoverFen,
        tax_fen: firm.kind === 'STALL' ? 0 : Math.round(turnoverFen * 0.03),
        division: firm.town.county,
      },
    );
  }
}

/** Firms and stalls of a household outside assistance; takes over an employer of the block that has no owner yet. */
export function writeOrdinaryFirms(desk: BlockDesk, household: Household): void {
  const { rng } = desk;
  for (const person of household.people) {
    if (person.age < 22 || person.age > 68 || person.died !== null || person.work.kind === 'PUBLIC') continue;
    if (household.wealth > 0.5 && rng.chance(0.4)) {
      const free = desk.employers.find((employer) => employer.owner === null);
      if (free !== undefined && free.openedOn > person.born + 7500) free.owner = person;
    } else if (person.work.kind === 'FLEXIBLE' && rng.chance(0.35)) {
      writeStall(desk, household.town, person);
    }
  }
}

function writeStall(desk: BlockDesk, town: Town, owner: Person): void {
  const { rng } = desk;
  const kind = rng.chance(0.85) ? 'STALL' : 'SOLE_PROPRIETORSHIP';
  const registeredOn = TODAY - rng.between(30, Math.min(4000, (owner.age - 20) * 365));
  const closed = rng.chance(0.15);
  writeFirm(desk, {
    creditCode: desk.office.creditCode('92'),
    name: firmName(desk, town, kind),
    town,
    kind,
    status: closed ? 'CANCELLED' : 'OPEN',
    registeredOn,
    cancelledOn: closed ? Math.min(registeredOn + rng.between(20, 2000), TODAY - 5) : null,
    employees: rng.between(0, 4),
    legalRepresentative: owner,
    holders: [{ holder: owner, sharePercent: 100, role: 'CONTROLLER' }],
  });
}

/** The block's employers, once everybody is made; the owner holds most, another employer of the block at times the rest. */
export function writeEmployers(desk: BlockDesk): void {
  const { rng, employers } = desk;
  for (const employer of employers) {
    const other = rng.pick(employers);
    const share = other === employer || employer.owner === null ? 100 : rng.between(51, 95);
    const holders: HolderFacts[] = [];
    if (employer.owner !== null) {
      holders.push({ holder: employer.owner, sharePercent: share, role: 'CONTROLLER' });
    }
    if (share < 100) holders.push({ holder: other, sharePercent: 100 - share, role: 'SHAREHOLDER' });
    writeFirm(desk, {
      creditCode: employer.creditCode,
      name: employer.name,
      town: employer.town,
      kind: 'COMPANY',
      status: 'OPEN',
      registeredOn: employer.openedOn,
      cancelledOn: null,
      employees: rng.between(3, 60),
      legalRepresentative: employer.owner,
      holders,
    });
  }
}

/** Dataset 17: the salary of somebody whom the treasury pays, for twelve months. */
export function writePublicPay(desk: BlockDesk, household: Household, person: Person): void {
  if (person.work.kind !== 'PUBLIC') return;
  const { since, wageFen } = person.work;
  const months = MONTHS.filter((month) => month >= since);
  writeSalary(desk, { person, town: household.town, months, grossFen: wageFen });
}

/** Dataset 17: a salary from the treasury in the given months. */
export function writeSalary(
  desk: BlockDesk,
  salary: {
    readonly person: Person;
    readonly town: Town;
    readonly months: readonly Month[];
    readonly grossFen: number;
  },
): void {
  for (const month of salary.months) {
    const as = recordedIdentity(desk.rng, salary.person);
    desk.rows.write(
      publicPayrollTable,
      { validFrom: dayOfMonth(month, 15), flag: as.flag },
      {
        person_key: as.key,
        id_kind: as.kind,
        id_number: as.number,
        unit_name: publicUnit(salary.town),
        pay_month: monthText(month),
        gross_fen: salary.grossFen,
        division: salary.town.county,
      },
    );
  }
}

export function publicUnit(town: Town): string {
  return `${town.countyName}合成事业单位`;
}
