import { dayOfMonth, LAST_MONTH, monthText, type Month } from '../draw/calendar.ts';
import { paymentsOf, type PaymentPlan } from '../people/assistance-family.ts';
import type { Disability } from '../people/person.ts';
import { writeCremation, writeMarriage } from '../registers/civil-affairs.ts';
import { writeDeathCertificate } from '../registers/health.ts';
import type { CaseKind, Label, Planting, Scene } from './planting.ts';

const planting = (kind: CaseKind, exemption: string | null, plant: Planting['plant']): Planting => ({
  kind,
  exemption,
  standing: 'ASSISTED',
  compositions: ['ADULT', 'COUPLE', 'NUCLEAR', 'SINGLE_PARENT'],
  plant,
});

/** Lets a month's payment come back. */
export function returnPayment(payment: PaymentPlan): void {
  payment.status = 'RETURNED';
  payment.paidFen = null;
  payment.paidOn = null;
}

/** Lets a month's payment come back, and be made once more a month later. */
export function repay(payments: readonly PaymentPlan[], payment: PaymentPlan): PaymentPlan[] {
  returnPayment(payment);
  const again: PaymentPlan = {
    ...payment,
    approvedOn: dayOfMonth(payment.month + 1, 3),
    paidFen: payment.approvedFen,
    paidOn: dayOfMonth(payment.month + 1, 12),
    status: 'PAID',
    again: true,
  };
  return [...payments, again];
}

function monthPaid(scene: Scene, month: Month): PaymentPlan {
  const payment = scene.family.payments.find((each) => each.month === month);
  if (payment === undefined) throw new RangeError('a settled case is paid in every month');
  return payment;
}

const someMonth = (scene: Scene): Month => LAST_MONTH - scene.desk.rng.between(2, 9);

const labelOf = (scene: Scene, month: Month): Label => ({
  person: scene.head,
  detail: { pay_month: monthText(month) },
});

export const returnPlantings: readonly Planting[] = [
  planting('RETURNED_NEVER_REPAID', null, (scene) => {
    const month = someMonth(scene);
    returnPayment(monthPaid(scene, month));
    return labelOf(scene, month);
  }),
  planting('RETURNED_NEVER_REPAID', 'REPAID', (scene) => {
    const month = someMonth(scene);
    scene.family.payments = repay(scene.family.payments, monthPaid(scene, month));
    return labelOf(scene, month);
  }),
  planting('RETURNED_NEVER_REPAID', 'RETURNED_RECENTLY', (scene) => {
    const last = { ...monthPaid(scene, LAST_MONTH), approvedOn: dayOfMonth(LAST_MONTH, 20) };
    returnPayment(last);
    scene.family.payments = [...scene.family.payments.slice(0, -1), last];
    return labelOf(scene, LAST_MONTH);
  }),
  {
    ...planting('RETURNED_NEVER_REPAID', 'RECIPIENT_DIED', (scene) => {
      const { desk, head, household } = scene;
      const died = dayOfMonth(LAST_MONTH - 3, desk.rng.between(1, 27));
      head.died = died;
      head.registered = { status: 'DECEASED', on: died + 12, movedTo: null };
      writeDeathCertificate(desk, head, died, household.town);
      writeCremation(desk, head, died, household.town);
      for (const payment of scene.family.payments) if (payment.month > LAST_MONTH - 3) returnPayment(payment);
      return labelOf(scene, LAST_MONTH - 2);
    }),
    compositions: ['ELDER'],
  },
];

/** An official of the office beside those who propose and approve; each is the relative in one way only. */
function officialOf(scene: Scene, place: 2 | 3) {
  const official = scene.desk.officials[place];
  if (official === undefined) throw new RangeError('an office has four officials');
  return official;
}

const related = (exemption: string | null, plant: Planting['plant']): Planting => ({
  ...planting('APPROVER_RELATED', exemption, plant),
  compositions: ['ADULT'],
});

export const approverPlantings: readonly Planting[] = [
  related(null, (scene) => {
    const { desk, family, head, household } = scene;
    const official = officialOf(scene, 2);
    family.approver = official;
    const [one, other] = desk.rng.chance(0.5) ? [official, head] : [head, official];
    const on = family.approvedOn - desk.rng.between(300, 900);
    writeMarriage(desk, { one, other, division: household.town.code, on });
    return { person: official, detail: { relation: 'SPOUSE' } };
  }),
  related('DIVORCED_BEFORE', (scene) => {
    const { desk, family, head, household } = scene;
    const official = officialOf(scene, 3);
    family.approver = official;
    const couple = { one: official, other: head, division: household.town.code };
    writeMarriage(desk, { ...couple, on: family.approvedOn - 900 });
    writeMarriage(desk, { ...couple, on: family.approvedOn - 200, event: 'DIVORCED' });
    return { person: official, detail: { relation: 'FORMER_SPOUSE' } };
  }),
  related('A_COLLEAGUE_APPROVED', (scene) => {
    const { desk, family, head, household } = scene;
    const official = officialOf(scene, 2);
    const on = family.approvedOn - desk.rng.between(300, 900);
    writeMarriage(desk, { one: official, other: head, division: household.town.code, on });
    return { person: official, detail: { relation: 'SPOUSE' } };
  }),
];

function plantTekun(scene: Scene, disability: Disability | null): Label {
  const { family, head, desk } = scene;
  head.disability = disability;
  family.scheme = 'TEKUN';
  family.payments = paymentsOf(desk.rng, family);
  return { person: head, detail: { age: head.age, grade: disability?.grade ?? 0 } };
}

const able = (exemption: string | null, plant: Planting['plant']): Planting => ({
  ...planting('TEKUN_ABLE_TO_WORK', exemption, plant),
  compositions: ['ADULT'],
});

export const tekunPlantings: readonly Planting[] = [
  able(null, (scene) => plantTekun(scene, scene.desk.rng.pick([null, { kind: 'LIMB', grade: 3 }]))),
  able('LIMB_DISABILITY', (scene) => plantTekun(scene, { kind: 'LIMB', grade: 2 })),
  able('MENTAL_DISABILITY', (scene) => plantTekun(scene, { kind: 'MENTAL', grade: 3 })),
  able('SIGHT_DISABILITY', (scene) => plantTekun(scene, { kind: 'SIGHT', grade: 1 })),
  able('SEVERAL_DISABILITIES', (scene) => plantTekun(scene, { kind: 'MULTIPLE', grade: 2 })),
  { ...able('OF_AGE', (scene) => plantTekun(scene, null)), compositions: ['ELDER'] },
];
