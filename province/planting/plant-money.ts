import { dayOfMonth, LAST_MONTH, MONTHS, monthText } from '../draw/calendar.ts';
import { paymentsOf, stopFamily } from '../people/assistance-family.ts';
import { repay } from './plant-office.ts';
import type { CaseKind, Label, Planting, Scene } from './planting.ts';

const planting = (kind: CaseKind, exemption: string | null, plant: Planting['plant']): Planting => ({
  kind,
  exemption,
  standing: 'ASSISTED',
  compositions: ['ADULT', 'COUPLE', 'NUCLEAR', 'SINGLE_PARENT'],
  plant,
});

/** Gives the cases of a group one card. */
function shareCard(scene: Scene): Label | null {
  const first = scene.group[0];
  if (first === undefined) return null;
  scene.family.card = first.family.card;
  return { person: scene.head, detail: { card_hash: scene.family.card } };
}

const CARD_FAMILIES = 3;

export const moneyPlantings: readonly Planting[] = [
  planting('APPROVED_NOT_PAID_AMOUNT', null, (scene) => {
    const payment = scene.desk.rng.pick(scene.family.payments);
    const approvedFen = payment.approvedFen;
    payment.paidFen = approvedFen + scene.desk.rng.pick([-20_000, -10_000, 10_000, 100_000]);
    if (payment.paidFen <= 0) payment.paidFen = approvedFen + 10_000;
    return {
      person: scene.head,
      detail: { pay_month: monthText(payment.month), approved_fen: approvedFen, paid_fen: payment.paidFen },
    };
  }),
  planting('APPROVED_NOT_PAID_AMOUNT', 'PAYMENT_RETURNED', (scene) => {
    const payment = scene.desk.rng.pick(scene.family.payments.slice(0, -1));
    scene.family.payments = repay(scene.family.payments, payment);
    return { person: scene.head, detail: { pay_month: monthText(payment.month) } };
  }),
  planting('PAID_AFTER_STOP', null, (scene) => {
    const month = LAST_MONTH - scene.desk.rng.between(2, 7);
    scene.family.status = 'STOPPED';
    scene.family.stoppedOn = dayOfMonth(month, scene.desk.rng.between(5, 25));
    const last = month + scene.desk.rng.between(1, LAST_MONTH - month);
    scene.family.payments = scene.family.payments.filter((payment) => payment.month <= last);
    return { person: scene.head, detail: { stopped_month: monthText(month), last_month: monthText(last) } };
  }),
  planting('PAID_AFTER_STOP', 'PAID_IN_MONTH_OF_STOP', (scene) => {
    const month = LAST_MONTH - scene.desk.rng.between(2, 7);
    stopFamily(scene.family, dayOfMonth(month, 3));
    return { person: scene.head, detail: { stopped_month: monthText(month) } };
  }),
  { ...planting('ONE_CARD_MANY_FAMILIES', null, shareCard), households: CARD_FAMILIES },
  {
    ...planting('ONE_CARD_MANY_FAMILIES', 'INSTITUTION_CARD', (scene) => {
      scene.family.scheme = 'TEKUN';
      scene.family.careMode = 'INSTITUTION';
      scene.family.payments = paymentsOf(scene.desk.rng, scene.family);
      return shareCard(scene);
    }),
    compositions: ['ELDER'],
    households: CARD_FAMILIES,
  },
  planting('APPROVED_UNPAID_30_DAYS', null, (scene) => {
    const late = scene.family.payments.at(-2);
    if (late === undefined) return null;
    late.status = 'APPROVED';
    late.paidFen = null;
    late.paidOn = null;
    return { person: scene.head, detail: { pay_month: monthText(late.month) } };
  }),
  planting('APPROVED_UNPAID_30_DAYS', 'APPROVED_RECENTLY', (scene) => {
    const { family } = scene;
    const last = family.payments.at(-1);
    if (last === undefined) return null;
    const recent = { ...last, approvedOn: dayOfMonth(LAST_MONTH, 22), paidFen: null, paidOn: null };
    family.payments = [...family.payments.slice(0, MONTHS.length - 1), { ...recent, status: 'APPROVED' }];
    return { person: scene.head, detail: { pay_month: monthText(last.month) } };
  }),
];
