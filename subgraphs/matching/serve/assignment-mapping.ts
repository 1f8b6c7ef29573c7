import { column, entity, list } from '../../kit/field-sources.ts';
import { aboutPerson, personRows } from './rows.ts';

/** Of a county, and of nobody in particular. */
const runRows = { ...personRows, subjectColumn: null } as const;

/** Runs of the assignment of a county. */
export const assignmentTypes = {
  AssignmentRun: {
    ...runRows,
    relation: 'matching.served_run',
    key: { runId: 'run_id' },
    fields: {
      runId: column('run_id'),
      county: column('county'),
      state: column('state'),
      startedAt: column('started_at'),
      finishedAt: column('finished_at'),
      requestedBy: column('requested_by'),
      jobseekers: column('jobseekers'),
      lookedAt: column('looked_at'),
      vacancies: column('vacancies'),
      places: column('places'),
      assigned: column('assigned'),
      meanScore: column('mean_score'),
      value: column('value'),
      bound: column('bound'),
      gini: column('gini'),
      unseen: column('unseen'),
      ndkl: column('ndkl'),
      ndklReranked: column('ndkl_reranked'),
      groups: list('GroupFairness', { run_id: 'run_id' }),
      pairs: list('AssignedPair', { run_id: 'run_id' }),
    },
  },
  GroupFairness: {
    ...runRows,
    relation: 'matching.group_fairness',
    fields: {
      county: column('county'),
      group: column('priority_group'),
      exposureRatio: column('exposure_ratio'),
      skew: column('skew'),
      skewReranked: column('skew_reranked'),
    },
  },
  AssignedPair: {
    ...personRows,
    relation: 'matching.assigned_pair',
    fields: {
      ...aboutPerson,
      vacancy: entity('Vacancy', { vacancyId: 'vacancy_id' }),
      score: column('score'),
    },
  },
} as const;
