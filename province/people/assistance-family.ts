import {
  FIRST_MONTH,
  LAST_MONTH,
  TODAY,
  dayOfMonth,
  monthOf,
  type Day,
  type Month,
} from '../draw/calendar.ts';
import type { NumberOffice } from '../draw/numbers.ts';
import type { Prng } from '../draw/prng.ts';
import type { Town } from '../draw/towns.ts';
import { ASSISTANCE_LINE_FEN } from './assistance-lines.ts';
import type { Household, Person } from './person.ts';

export interface PaymentPlan {
  readonly month: Month;
  approvedFen: number;
  paidFen: number | null;
  readonly approvedOn: Day;
  paidOn: Day | null;
  /** Sent once more after it came back: another batch. */
  readonly again?: true;
  status: 'PAID' | 'APPROVED' | 'RETURNED' | 'STOPPED';
}

/** A family's case at civil affairs, while a planted case may still change it. */
export interface AssistanceFamily {
  readonly caseNumber: string;
  readonly householdNumber: string;
  readonly town: Town;
  scheme: 'DIBAO' | 'TEKUN' | 'EDGE' | 'RIGID';
  status: 'ACTIVE' | 'STOPPED' | 'APPLIED';
  readonly members: readonly Person[];
  /** Members taken off the case: their membership is closed in the register. */
  readonly removed: { readonly person: Person; readonly on: Day }[];
  amountFen: number;
  readonly incomePerHeadFen: number;
  readonly appliedOn: Day;
  readonly approvedOn: Day;
  stoppedOn: Day | null;
  careMode: 'HOME' | 'INSTITUTION';
  /** Who approved it, where that is not for the office to say. */
  approver: Person | null;
  card: string;
  payments: PaymentPlan[];
}

/** A case as it goes when nothing is wrong. `settled` ones were approved before the twelve months began. */
export function makeFamily(
  rng: Prng,
  office: NumberOffice,
  household: Household,
  options: { readonly settled: boolean; readonly town?: Town; readonly members?: readonly Person[] },
): AssistanceFamily {
  const town = options.town ?? household.town;
  const members = options.members ?? household.people;
  const line = ASSISTANCE_LINE_FEN[town.setting];
  const incomePerHeadFen = Math.round((line * rng.between(10, 82)) / 10_000) * 100;
  const approvedOn =
    options.settled || rng.chance(0.75) ? TODAY - rng.between(420, 2400) : TODAY - rng.between(45, 360);
  const family: AssistanceFamily = {
    caseNumber: `SA${town.county}${String(office.serial()).padStart(9, '0')}`,
    householdNumber: household.number,
    town,
    scheme: 'DIBAO',
    status: 'ACTIVE',
    members,
    removed: [],
    amountFen: (line - incomePerHeadFen) * members.length,
    incomePerHeadFen,
    appliedOn: approvedOn - rng.between(15, 40),
    approvedOn,
    stoppedOn: null,
    careMode: 'HOME',
    approver: null,
    card: rng.hex(32),
    payments: [],
  };
  if (!options.settled) drawCourse(rng, family);
  family.payments = paymentsOf(rng, family);
  return family;
}

/** Other schemes than dibao, and cases that were stopped or only applied for. */
function drawCourse(rng: Prng, family: AssistanceFamily): void {
  const at = rng.unit();
  const alone = family.members.length === 1 && (family.members[0]?.age ?? 0) >= 60;
  if (alone && at < 0.3) {
    family.scheme = 'TEKUN';
    family.careMode = rng.chance(0.3) ? 'INSTITUTION' : 'HOME';
    family.amountFen = Math.round(ASSISTANCE_LINE_FEN[family.town.setting] * 1.3);
  } else if (at < 0.06) family.scheme = 'EDGE';
  else if (at < 0.08) family.scheme = 'RIGID';
  if (rng.chance(0.95)) return;
  // Who could not do without it keeps it, so that no household is a missed one by accident.
  if (alone || family.members.some((member) => (member.disability?.grade ?? 4) <= 3)) return;
  if (rng.chance(0.5)) {
    family.status = 'APPLIED';
  } else {
    family.status = 'STOPPED';
    family.stoppedOn = Math.max(family.approvedOn + 40, TODAY - rng.between(1, 330));
  }
}

/** The monthly payments of a case within the twelve months; schemes other than dibao and tekun pay none. */
export function paymentsOf(rng: Prng, family: AssistanceFamily): PaymentPlan[] {
  if (family.status === 'APPLIED' || family.scheme === 'EDGE' || family.scheme === 'RIGID') return [];
  const first = Math.max(FIRST_MONTH, monthOf(family.approvedOn) + 1);
  const last = family.stoppedOn === null ? LAST_MONTH : Math.min(LAST_MONTH, monthOf(family.stoppedOn));
  const payments: PaymentPlan[] = [];
  for (let month = first; month <= last; month++) {
    payments.push({
      month,
      approvedFen: family.amountFen,
      paidFen: family.amountFen,
      approvedOn: dayOfMonth(month, rng.between(1, 6)),
      paidOn: dayOfMonth(month, rng.between(8, 16)),
      status: 'PAID',
    });
  }
  return payments;
}

/** Stops a case: no payment after the month of the day. */
export function stopFamily(family: AssistanceFamily, on: Day): void {
  family.status = 'STOPPED';
  family.stoppedOn = on;
  family.payments = family.payments.filter((payment) => payment.month <= monthOf(on));
}
