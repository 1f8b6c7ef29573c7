import type { ClosureSignal } from '../picture/closure-signal.ts';
import type { EmployerSlice } from '../picture/employer-timeline.ts';
import type { PersonPicture } from '../picture/picture-of.ts';
import type { VersionedRow, VersionedTable } from './keep-versions.ts';

export const PERSON_PICTURE: VersionedTable = {
  name: 'person_picture',
  key: 'person_key',
  columns: [
    'valid_from',
    'valid_to',
    'status',
    'basis',
    'since',
    'employer',
    'occupation',
    'training',
    'trained_for',
    'last_insured_month',
    'benefits',
    'county',
  ],
};
export const PERSON_GROUP: VersionedTable = {
  name: 'person_group',
  key: 'person_key',
  columns: ['group_name', 'answer', 'rule_id'],
};
export const CONFLICT: VersionedTable = {
  name: 'conflict',
  key: 'person_key',
  columns: ['kind', 'sources', 'routed_to', 'record_keys'],
};
export const EMPLOYER_PICTURE: VersionedTable = {
  name: 'employer_picture',
  key: 'credit_code',
  columns: ['valid_from', 'valid_to', 'status', 'insured', 'county'],
};
export const CLOSURE_SIGNAL: VersionedTable = {
  name: 'closure_signal',
  key: 'credit_code',
  columns: ['kind', 'month', 'people_before', 'people_after', 'county'],
};

export function pictureRows(
  { personKey, slices }: PersonPicture,
  exchangeId: string,
): readonly VersionedRow[] {
  return slices.map(({ from, to, value }) => ({
    person_key: personKey,
    valid_from: from,
    valid_to: to,
    status: value.status,
    basis: value.basis,
    since: value.since,
    employer: value.employer,
    occupation: value.occupation,
    training: value.training,
    trained_for: value.trainedFor,
    last_insured_month: value.lastInsuredMonth,
    benefits: value.benefits,
    county: value.county,
    exchange_id: exchangeId,
  }));
}

export function groupRows({ personKey, groups }: PersonPicture, exchangeId: string): readonly VersionedRow[] {
  return groups.map(({ group, answer, ruleId }) => ({
    person_key: personKey,
    group_name: group,
    answer,
    rule_id: ruleId,
    exchange_id: exchangeId,
  }));
}

export function conflictRows(
  { personKey, conflicts }: PersonPicture,
  exchangeId: string,
): readonly VersionedRow[] {
  return conflicts.map(({ kind, sources, routedTo, recordKeys }) => ({
    person_key: personKey,
    kind,
    sources,
    routed_to: routedTo,
    record_keys: recordKeys,
    exchange_id: exchangeId,
  }));
}

/** What was concluded of one firm. */
export interface EmployerPicture {
  readonly creditCode: string;
  readonly slices: readonly EmployerSlice[];
  readonly signal: ClosureSignal | null;
}

export function employerRows(
  { creditCode, slices }: EmployerPicture,
  exchangeId: string,
): readonly VersionedRow[] {
  return slices.map(({ from, to, value }) => ({
    credit_code: creditCode,
    valid_from: from,
    valid_to: to,
    status: value.status,
    insured: value.insured,
    county: value.county,
    exchange_id: exchangeId,
  }));
}

export function signalRows(
  { creditCode, slices, signal }: EmployerPicture,
  exchangeId: string,
): readonly VersionedRow[] {
  if (signal === null) return [];
  return [
    {
      credit_code: creditCode,
      kind: signal.kind,
      month: signal.month,
      people_before: signal.before,
      people_after: signal.after,
      county: slices.at(-1)?.value.county ?? null,
      exchange_id: exchangeId,
    },
  ];
}
