import { column, work } from '../../kit/field-sources.ts';
import { isOwn } from '../audience.ts';
import { keptEligibility } from './kept-eligibility.ts';

const rows = { kind: 'rows', recordColumn: 'record_id', subjectColumn: null, divisionColumn: null } as const;

/** What eligibility hangs on, and where its jobs and their lines live. */
export const eligibilityTypes = {
  AssistanceFamily: { kind: 'stub', keyFields: ['caseNumber'], fields: { eligibility: work() } },
  Person: { kind: 'stub', keyFields: ['id'], fields: { eligibility: work() } },
  EligibilityJob: {
    ...rows,
    shownTo: isOwn,
    relation: 'audit.served_eligibility_job',
    key: { jobId: 'job_id' },
    fields: {
      jobId: column('job_id'),
      scheme: column('scheme'),
      kind: column('kind'),
      day: column('day'),
      status: column('status'),
      createdAt: column('created_at'),
      startedAt: column('started_at'),
      finishedAt: column('finished_at'),
      expiresAt: column('expires_at'),
      lines: column('lines'),
      waiting: column('waiting'),
      answered: column('answered'),
      invalid: column('invalid'),
      doubled: column('doubled'),
      errorCode: column('error_code'),
    },
  },
  EligibilityRow: {
    ...rows,
    shownTo: isOwn,
    relation: 'audit.served_eligibility_row',
    fields: {
      jobId: column('job_id'),
      line: column('line'),
      state: column('state'),
      fault: column('fault'),
      doubleOf: column('double_of'),
      eligibility: keptEligibility,
    },
  },
} as const;

/** How they are asked for. */
export const eligibilityQueries = {
  eligibilityJobs: {
    kind: 'connection',
    type: 'EligibilityJob',
    filters: {},
    orderings: { CREATED_AT: 'created_at' },
  },
  eligibilityJob: { kind: 'one', type: 'EligibilityJob', by: { jobId: 'job_id' } },
  eligibilityRows: {
    kind: 'connection',
    type: 'EligibilityRow',
    filters: { jobId: 'job_id' },
    orderings: { LINE: 'line' },
  },
} as const;
