import type { Predicate } from '../../../connectors/contract.ts';
import type { Subject } from '../../../policies/vocabulary.ts';
import { column, entity, list } from '../../kit/field-sources.ts';
import { aboutPerson, personRows } from './rows.ts';

const firmRows = {
  kind: 'rows',
  recordColumn: 'record_id',
  subjectColumn: null,
  divisionColumn: 'county',
} as const;
const aboutFirm = {
  employer: entity('Enterprise', { creditCode: 'credit_code' }),
  county: column('county'),
} as const;
const howFresh = {
  isCurrent: column('is_current'),
  asOf: column('as_of'),
  isStale: column('is_stale'),
} as const;

/** Labour and whoever sees to the quality of data look at all of them; another agency, at those that it is to look into. */
function conflictsOf({ department }: Subject): Predicate {
  return ['labour', 'data-bureau'].includes(department)
    ? { kind: 'not', of: { kind: 'is-null', column: 'routed_to' } }
    : { kind: 'in', column: 'routed_to', values: [department] };
}

/** The pictures of who works where, and what is wrong with them. */
export const repositoryTypes = {
  EmploymentPicture: {
    ...personRows,
    relation: 'repository.served_person_picture',
    fields: {
      ...aboutPerson,
      ...howFresh,
      status: column('status'),
      basis: column('basis'),
      since: column('since'),
      employer: entity('Enterprise', { creditCode: 'employer' }),
      occupation: column('occupation'),
      training: column('training'),
      trainedFor: column('trained_for'),
      lastInsuredMonth: column('last_insured_month'),
      benefits: column('benefits'),
      groups: list('PictureGroup', { person_key: 'person_key' }),
    },
  },
  PictureGroup: {
    ...personRows,
    relation: 'repository.served_person_group',
    fields: {
      ...aboutPerson,
      group: column('group_name'),
      answer: column('answer'),
      rule: column('rule_id'),
    },
  },
  EmploymentConflict: {
    ...personRows,
    shownTo: conflictsOf,
    relation: 'repository.served_conflict',
    fields: {
      ...aboutPerson,
      conflictId: column('conflict_id'),
      kind: column('kind'),
      sources: column('sources'),
      routedTo: column('routed_to'),
      recordKeys: column('record_keys'),
      state: column('state'),
      openedAt: column('opened_at'),
      resolvedAt: column('resolved_at'),
    },
  },
  EmployerPicture: {
    ...firmRows,
    relation: 'repository.served_employer_picture',
    fields: {
      ...aboutFirm,
      ...howFresh,
      status: column('status'),
      insured: column('insured'),
    },
  },
  ClosureSignal: {
    ...firmRows,
    relation: 'repository.served_closure_signal',
    fields: {
      ...aboutFirm,
      signalId: column('signal_id'),
      kind: column('kind'),
      month: column('month'),
      peopleBefore: column('people_before'),
      peopleAfter: column('people_after'),
      state: column('state'),
      decidedBy: column('decided_by'),
      reason: column('reason'),
      decidedAt: column('decided_at'),
      proposedAt: column('proposed_at'),
      withdrawnAt: column('withdrawn_at'),
    },
  },
} as const;
