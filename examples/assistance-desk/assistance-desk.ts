/** A department's application on one screen: an assistance family over five agencies, as a page of text. */
import { parseArgs } from 'node:util';
import { createHubClient } from '../hub-client.ts';
import { AssistanceDeskDocument, type AssistanceDeskQuery } from './generated/documents.ts';
import { HeadAddressDocument } from './generated/ungranted-documents.ts';
import { reasonOf } from './reason-of.ts';

type Family = NonNullable<AssistanceDeskQuery['assistanceFamily']>;
type Items<Item> = readonly (Item | null)[] | null | undefined;
type Listed<List> = NonNullable<NonNullable<List> extends readonly (infer Item)[] ? Item : never>;

const { values: given, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    url: { type: 'string' },
    'token-file': { type: 'string' },
    purpose: { type: 'string', default: 'assistance-eligibility' },
  },
});
const ask = createHubClient({
  application: 'social-assistance',
  url: given.url,
  tokenFile: given['token-file'],
  purpose: given.purpose,
});
const [caseNumber] = positionals;
if (caseNumber === undefined) {
  console.error('usage: assistance-desk.ts CASE_NUMBER [--url URL] [--token-file FILE] [--purpose PURPOSE]');
  process.exit(2);
}
const [desk, ungranted] = await Promise.all([
  ask(AssistanceDeskDocument, { caseNumber }),
  ask(HeadAddressDocument, { caseNumber }),
]);
const errors = [...(desk.errors ?? []), ...(ungranted.errors ?? [])];
const family = desk.data?.assistanceFamily;
console.log(family ? page(family) : show('assistanceFamily', null, 'no such family 查无此家庭'));

function page(of: Family): string {
  const at = (field: string) => `assistanceFamily.${field}`;
  return `Assistance family 救助家庭 ${show(at('caseNumber'), of.caseNumber)}
  scheme 救助类别      ${show(at('scheme'), of.scheme)}
  status 状态          ${show(at('status'), of.status)}, approved 批准日期 ${show(at('approvedOn'), of.approvedOn)}
  a month 月救助金     ${show(at('monthlyAmount'), yuan(of.monthlyAmount))}
  a head 人均月收入    ${show(at('incomePerHead'), yuan(of.incomePerHead))}
  address 户主住址     ${show(at('head.household.address'), ungranted.data?.assistanceFamily?.head?.household?.address)}

Members 家庭成员
${all(at('members'), of.members, memberText, '\n')}

Payments 发放记录
${all(at('payments'), of.payments, paymentText, '\n')}`;
}

function memberText({ name, relation, person }: Listed<Family['members']>): string {
  const at = (field: string) => `assistanceFamily.members.${field}`;
  const title = `  ${show(at('name'), name)} ${show(at('relation'), relation)}`;
  if (!person)
    return `${title}\n    ${show(at('person'), null, 'no sound identity number on record 无有效证件号码')}`;
  const { vehicles, legalRepresentativeOf: firms, insurance } = person;
  const months = (from?: string | null, to?: string | null) => `${from ?? '?'}–${to ?? ''}`;
  return `${title}
    aged 年龄段        ${show(at('person.ageBand'), person.ageBand)}, registered as 户籍状态 ${show(at('person.status'), person.status)}
    vehicles 车辆      ${all(at('person.vehicles'), vehicles, (one) => words(one.plate, one.vehicleKind, one.use))}
    firms 任法定代表人 ${all(at('person.legalRepresentativeOf'), firms, (one) => words(one.name, one.status))}
    insurance 社会保险 ${all(at('person.insurance'), insurance, (one) => words(one.kind, yuan(one.monthlyBase), months(one.fromMonth, one.toMonth)))}`;
}

function paymentText({ payMonth, paidAmount, cardHash }: Listed<Family['payments']>): string {
  const at = (field: string) => `assistanceFamily.payments.${field}`;
  const amount = show(at('paidAmount'), yuan(paidAmount), 'not paid 未发放');
  return `  ${show(at('payMonth'), payMonth)} ${amount}, card 银行卡 ${show(at('cardHash'), cardHash)}`;
}

/** A value, or why there is none: refused, its agency down, or nothing on record. */
function show(path: string, value: string | null | undefined, nothing = '—'): string {
  return value ?? reasonOf(errors, path) ?? nothing;
}

function all<Item>(path: string, items: Items<Item>, text: (item: Item) => string, between = '; '): string {
  if (!items) return show(path, null);
  return items.map((item) => (item === null ? show(path, null) : text(item))).join(between) || 'none 无';
}

function words(...parts: readonly (string | null | undefined)[]): string {
  return parts.filter((part) => part !== null && part !== undefined).join(' ');
}

function yuan(fen: number | null | undefined): string | null {
  return fen === null || fen === undefined ? null : `¥${(fen / 100).toFixed(2)}`;
}
