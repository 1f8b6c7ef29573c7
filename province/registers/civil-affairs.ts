import { dayText, monthText, TODAY, type Day } from '../draw/calendar.ts';
import type { AssistanceFamily } from '../people/assistance-family.ts';
import type { Household, Person } from '../people/person.ts';
import { recordedIdentity } from '../people/recorded-identity.ts';
import {
  aidGrantTable,
  assistanceFamilyTable,
  assistanceMemberTable,
  cremationTable,
  disabilityCertificateTable,
  marriageTable,
  paymentTable,
  tekunCareTable,
} from './agency-tables.ts';
import { writeDecisions } from './assistance-decisions.ts';
import type { BlockDesk } from './block-desk.ts';

/** Datasets 1 to 4: a case with its members, care and payments. */
export function writeFamily(desk: BlockDesk, family: AssistanceFamily): void {
  const head = family.members[0];
  if (head === undefined) return;
  writeCase(desk, family, head);
  for (const member of family.members) writeMember(desk, family, member);
  if (family.scheme === 'TEKUN') writeCare(desk, family, head);
  writePayments(desk, family, head);
}

function writeCase(desk: BlockDesk, family: AssistanceFamily, head: Person): void {
  const { rng, rows } = desk;
  const as = recordedIdentity(rng, head);
  const applied = family.status === 'APPLIED';
  const row = {
    case_number: family.caseNumber,
    scheme: family.scheme,
    class: family.scheme === 'DIBAO' ? classOf(head) : null,
    setting: family.town.setting,
    status: family.status,
    household_number: family.householdNumber,
    head_person_key: as.key,
    head_id_kind: as.kind,
    head_id_number: as.number,
    monthly_amount_fen: applied ? 0 : family.amountFen,
    income_per_head_fen: rng.chance(0.01) ? null : family.incomePerHeadFen,
    member_count: family.members.length - family.removed.length,
    applied_on: dayText(family.appliedOn),
    approved_on: applied ? null : dayText(family.approvedOn),
    stopped_on: family.stoppedOn === null ? null : dayText(family.stoppedOn),
    review_due: family.status === 'ACTIVE' ? dayText(TODAY + rng.between(10, 360)) : null,
    decision_id: writeDecisions(desk, family),
    division: family.town.code,
  };
  const stamp = {
    validFrom: applied ? family.appliedOn : family.approvedOn,
    validTo: family.stoppedOn,
    flag: as.flag,
  };
  const revised = TODAY - rng.between(30, 200);
  if (rng.chance(0.03) && revised > family.approvedOn + 10) {
    rows.write(
      assistanceFamilyTable,
      { ...stamp, validTo: null, recordedFrom: family.approvedOn, recordedTo: revised },
      { ...row, status: 'ACTIVE', stopped_on: null, monthly_amount_fen: family.amountFen - 1000 },
    );
    rows.write(assistanceFamilyTable, { ...stamp, recordedFrom: revised }, row);
  } else rows.write(assistanceFamilyTable, stamp, row);
}

function classOf(head: Person): 'A' | 'B' | 'C' {
  if (head.age >= 70 || (head.disability?.grade ?? 4) <= 2) return 'A';
  return head.age >= 60 ? 'B' : 'C';
}

function writeMember(desk: BlockDesk, family: AssistanceFamily, member: Person): void {
  const as = recordedIdentity(desk.rng, member);
  const removed = family.removed.find((entry) => entry.person === member)?.on ?? null;
  const row = {
    case_number: family.caseNumber,
    person_key: as.key,
    id_kind: as.kind,
    id_number: as.number,
    name: member.name,
    relation: member.relation,
    division: family.town.code,
  };
  const stamp = { validFrom: family.appliedOn, flag: as.flag };
  if (removed === null) {
    desk.rows.write(assistanceMemberTable, stamp, row);
    return;
  }
  const versions = { recordedFrom: family.appliedOn, recordedTo: removed };
  desk.rows.write(assistanceMemberTable, { ...stamp, ...versions }, row);
  desk.rows.write(assistanceMemberTable, { ...stamp, validTo: removed, recordedFrom: removed }, row);
}

function writeCare(desk: BlockDesk, family: AssistanceFamily, person: Person): void {
  const { rng } = desk;
  const as = recordedIdentity(rng, person);
  const institution = family.careMode === 'INSTITUTION';
  desk.rows.write(
    tekunCareTable,
    { validFrom: family.approvedOn, flag: as.flag },
    {
      case_number: family.caseNumber,
      person_key: as.key,
      id_kind: as.kind,
      id_number: as.number,
      care_mode: family.careMode,
      self_care_grade: institution ? rng.pick(['PARTIAL', 'NONE']) : rng.pick(['FULL', 'FULL', 'PARTIAL']),
      institution: institution ? `${family.town.countyName}合成敬老院` : null,
      guardian_name: institution ? null : `${person.name.charAt(0)}合成`,
      guardian_phone: institution ? null : `100${String(rng.between(0, 99_999_999)).padStart(8, '0')}`,
      division: family.town.code,
    },
  );
}

function writePayments(desk: BlockDesk, family: AssistanceFamily, head: Person): void {
  for (const payment of family.payments) {
    const as = recordedIdentity(desk.rng, head);
    desk.rows.write(
      paymentTable,
      { validFrom: payment.approvedOn, recordedFrom: payment.paidOn ?? payment.approvedOn, flag: as.flag },
      {
        case_number: family.caseNumber,
        payee_person_key: as.key,
        payee_id_kind: as.kind,
        payee_id_number: as.number,
        pay_month: monthText(payment.month),
        scheme: family.scheme,
        approved_fen: payment.approvedFen,
        paid_fen: payment.paidFen,
        approved_on: dayText(payment.approvedOn),
        paid_on: payment.paidOn === null ? null : dayText(payment.paidOn),
        card_hash: payment.status === 'APPROVED' ? null : family.card,
        batch: `${family.town.county}-${monthText(payment.month)}${payment.again === true ? '-2' : ''}`,
        status: payment.status,
        decision_id: null,
        division: family.town.code,
      },
    );
  }
}

/** Dataset 3: a grant to one person. */
export function writeAidGrant(
  desk: BlockDesk,
  grant: {
    readonly person: Person;
    readonly kind: 'EDGE' | 'RIGID_EXPENDITURE' | 'TEMPORARY';
    readonly on: Day;
    readonly division: string;
  },
): void {
  const { rng } = desk;
  const as = recordedIdentity(rng, grant.person);
  const until = grant.kind === 'TEMPORARY' ? null : grant.on + 365;
  desk.rows.write(
    aidGrantTable,
    { validFrom: grant.on, validTo: until, flag: as.flag },
    {
      grant_number: `AG${desk.office.serial()}`,
      kind: grant.kind,
      person_key: as.key,
      id_kind: as.kind,
      id_number: as.number,
      name: grant.person.name,
      granted_on: dayText(grant.on),
      valid_until: until === null ? null : dayText(until),
      expense_ratio:
        grant.kind === 'RIGID_EXPENDITURE' ? (rng.between(6001, 9500) / 10_000).toFixed(4) : null,
      amount_fen: rng.between(5, 60) * 10_000,
      division: grant.division,
    },
  );
}

/** Datasets 5 and 15 of a household, and the grants of the poor and ill outside assistance. */
export function writeCivilStatus(desk: BlockDesk, household: Household): void {
  const { rng } = desk;
  const [head, second] = household.people;
  const division = household.town.code;
  if (head !== undefined && second?.relation === 'SPOUSE')
    writeMarriage(desk, { one: head, other: second, division });
  for (const person of household.people) {
    if (person.disability !== null) writeDisability(desk, person, division);
    if (person.died === null && person.illness !== null && household.wealth < 0.3 && rng.chance(0.4)) {
      const kind = rng.chance(0.5) ? 'TEMPORARY' : 'RIGID_EXPENDITURE';
      writeAidGrant(desk, { person, kind, on: TODAY - rng.between(20, 360), division });
    }
  }
}

/** Dataset 5: a marriage, or (`divorcedOn`) its end; at about 21 years where no day is given. */
export function writeMarriage(
  desk: BlockDesk,
  marriage: {
    readonly one: Person;
    readonly other: Person;
    readonly division: string;
    readonly on?: Day;
    readonly event?: 'DIVORCED';
  },
): void {
  const { rng } = desk;
  const { one, other, division } = marriage;
  const [as, spouseAs] = [recordedIdentity(rng, one), recordedIdentity(rng, other)];
  const drawn = Math.max(one.born, other.born) + rng.between(7700, 8030);
  const on = marriage.on ?? Math.min(drawn, TODAY - 20);
  desk.rows.write(
    marriageTable,
    { validFrom: on, flag: as.flag ?? spouseAs.flag },
    {
      person_key: as.key,
      id_kind: as.kind,
      id_number: as.number,
      spouse_person_key: spouseAs.key,
      spouse_id_kind: spouseAs.kind,
      spouse_id_number: spouseAs.number,
      event: marriage.event ?? 'MARRIED',
      event_on: dayText(on),
      certificate_number: `J2399${desk.office.serial()}`,
      division,
    },
  );
}

function writeDisability(desk: BlockDesk, person: Person, division: string): void {
  if (person.disability === null) return;
  const as = recordedIdentity(desk.rng, person);
  const issued = Math.max(person.born + 200, TODAY - desk.rng.between(400, 3300));
  const on = person.certifiedOn ?? Math.min(issued, TODAY - 400);
  desk.rows.write(
    disabilityCertificateTable,
    { validFrom: on, flag: as.flag },
    {
      person_key: as.key,
      id_kind: as.kind,
      id_number: as.number,
      name: person.name,
      kind: person.disability.kind,
      grade: person.disability.grade,
      issued_on: dayText(on),
      expires_on: dayText(on + 3652),
      division,
    },
  );
}

/** Dataset 6: a cremation. */
export function writeCremation(desk: BlockDesk, person: Person, died: Day, town: Household['town']): void {
  const as = recordedIdentity(desk.rng, person);
  const on = Math.min(died + desk.rng.between(1, 5), TODAY - 1);
  desk.rows.write(
    cremationTable,
    { validFrom: on, flag: as.flag },
    {
      person_key: as.key,
      id_kind: as.kind,
      id_number: as.number,
      name: person.name,
      died_on: dayText(died),
      cremated_on: dayText(on),
      place: `${town.countyName}合成殡仪馆`,
      certificate_number: `C2399${desk.office.serial()}`,
      division: town.code,
    },
  );
}
