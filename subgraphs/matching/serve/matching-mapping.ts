import { list } from '../../kit/field-sources.ts';
import type { MappingOf } from '../../kit/mapping-of.ts';
import type { QueryResolvers, ResolversParentTypes } from '../generated/types.ts';
import { assignmentTypes } from './assignment-mapping.ts';
import { caseTypes } from './case-mapping.ts';
import { marketTypes } from './market-mapping.ts';
import { referralTypes } from './referral-mapping.ts';
import { repositoryTypes } from './repository-mapping.ts';

/** What suggestions are made of: `suggestions/` answers with them, no row does. */
type Answered = 'VacancySuggestion' | 'CandidateSuggestion' | 'VacancyJudgement' | 'ScoreTerm' | 'ChangeHint';

/** Where the graph's types live in the views of schemas `matching` and `repository`. */
export const matchingMapping = {
  types: {
    ...marketTypes,
    ...referralTypes,
    ...caseTypes,
    ...assignmentTypes,
    ...repositoryTypes,
    Person: {
      kind: 'stub',
      keyFields: ['id'],
      fields: {
        jobseeker: { kind: 'one', type: 'JobseekerProfile', on: { person_key: 'id' } },
        employment: list('EmploymentPicture', { person_key: 'id' }),
        employmentConflicts: list('EmploymentConflict', { person_key: 'id' }),
      },
    },
    Enterprise: {
      kind: 'stub',
      keyFields: ['creditCode'],
      fields: {
        vacancies: list('Vacancy', { employer: 'creditCode' }),
        employment: list('EmployerPicture', { credit_code: 'creditCode' }),
      },
    },
  },
  queries: {
    vacancies: {
      kind: 'connection',
      type: 'Vacancy',
      filters: {
        vacancyId: 'vacancy_id',
        employerCode: 'employer',
        occupation: 'occupation',
        county: 'county',
        shift: 'shift',
        contract: 'contract',
        status: 'status',
        openUntil: 'open_until',
      },
      orderings: { OPEN_FROM: 'open_from', OPEN_UNTIL: 'open_until' },
    },
    vacancy: { kind: 'one', type: 'Vacancy', by: { vacancyId: 'vacancy_id' } },
    jobseekers: {
      kind: 'connection',
      type: 'JobseekerProfile',
      filters: { county: 'county', isConsenting: 'consented' },
      orderings: { RECORDED_AT: 'recorded_from' },
    },
    referrals: {
      kind: 'connection',
      type: 'Referral',
      filters: { stage: 'stage', county: 'county' },
      orderings: { STAGE_AT: 'stage_at', PROPOSED_AT: 'proposed_at' },
    },
    referral: { kind: 'one', type: 'Referral', by: { referralId: 'referral_id' } },
    receivedReferrals: {
      kind: 'connection',
      type: 'ReceivedReferral',
      filters: { stage: 'stage' },
      orderings: { STAGE_AT: 'stage_at' },
    },
    serviceCases: {
      kind: 'connection',
      type: 'ServiceCase',
      filters: { kind: 'kind', state: 'state', county: 'county' },
      orderings: { OPENED_AT: 'opened_at' },
    },
    serviceCase: { kind: 'one', type: 'ServiceCase', by: { caseId: 'case_id' } },
    casePeople: {
      kind: 'connection',
      type: 'CasePerson',
      filters: {},
      orderings: { OPENED_AT: 'opened_at' },
    },
    coordinationTasks: {
      kind: 'connection',
      type: 'CoordinationTask',
      filters: { kind: 'kind', state: 'state', agency: 'agency', county: 'county' },
      orderings: { ASKED_AT: 'asked_at', DUE: 'due' },
    },
    followUps: {
      kind: 'connection',
      type: 'FollowUp',
      filters: { county: 'county', due: 'due' },
      orderings: { DUE: 'due' },
    },
    assignmentRun: { kind: 'one', type: 'AssignmentRun', by: { runId: 'run_id' } },
    reminders: {
      kind: 'connection',
      type: 'Reminder',
      filters: { kind: 'kind', county: 'county' },
      orderings: { REMINDED_AT: 'reminded_at' },
    },
    employmentPictures: {
      kind: 'connection',
      type: 'EmploymentPicture',
      filters: {
        status: 'status',
        county: 'county',
        isCurrent: 'is_current',
        since: 'since',
        validFrom: 'valid_from',
        validTo: 'held_until',
      },
      orderings: { SINCE: 'since' },
    },
    employmentConflicts: {
      kind: 'connection',
      type: 'EmploymentConflict',
      filters: { kind: 'kind', routedTo: 'routed_to', state: 'state', county: 'county' },
      orderings: { OPENED_AT: 'opened_at' },
    },
    closureSignals: {
      kind: 'connection',
      type: 'ClosureSignal',
      filters: { kind: 'kind', state: 'state', county: 'county' },
      orderings: { PROPOSED_AT: 'proposed_at' },
    },
    assignmentRuns: {
      kind: 'connection',
      type: 'AssignmentRun',
      filters: { county: 'county' },
      orderings: { STARTED_AT: 'started_at' },
    },
  },
} as const satisfies MappingOf<ResolversParentTypes, QueryResolvers, Answered>;
