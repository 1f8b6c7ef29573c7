import type { Predicate } from '../../../connectors/contract.ts';
import type { Subject } from '../../../policies/vocabulary.ts';
import { column, list } from '../../kit/field-sources.ts';
import { aboutPerson, personRows } from './rows.ts';

/** Advisers see to it that tasks are done, whosever they are; another agency sees its own. */
function tasksOf({ department }: Subject): Predicate {
  return department === 'labour'
    ? { kind: 'not', of: { kind: 'is-null', column: 'agency' } }
    : { kind: 'in', column: 'agency', values: [department] };
}

const ofCase = { case_id: 'case_id' } as const;

/** Cases of employment services, with what belongs to them. */
export const caseTypes = {
  ServiceCase: {
    ...personRows,
    // Of a person or of a household: `people` says whom.
    subjectColumn: null,
    relation: 'matching.service_case',
    key: { caseId: 'case_id' },
    fields: {
      caseId: column('case_id'),
      kind: column('kind'),
      county: column('county'),
      state: column('state'),
      openedAt: column('opened_at'),
      openedByKind: column('opened_by_kind'),
      openedBy: column('opened_by'),
      rule: column('rule_id'),
      evidence: column('evidence'),
      deadline: column('deadline'),
      confirmedAt: column('confirmed_at'),
      confirmedBy: column('confirmed_by'),
      endedAt: column('ended_at'),
      endedBy: column('ended_by'),
      outcome: column('outcome'),
      reason: column('reason'),
      people: list('CasePerson', ofCase),
      plans: list('ServicePlan', ofCase),
      referrals: list('Referral', ofCase),
      tasks: list('CoordinationTask', ofCase),
      events: list('CaseEvent', ofCase),
    },
  },
  CasePerson: {
    ...personRows,
    relation: 'matching.case_person',
    fields: {
      ...aboutPerson,
      step: column('step'),
      kind: column('kind'),
      state: column('state'),
      openedAt: column('opened_at'),
      endedAt: column('own_ended_at'),
      outcome: column('own_outcome'),
      reason: column('own_reason'),
      plans: list('ServicePlan', { ...ofCase, person_key: 'person_key' }),
      profile: { kind: 'one', type: 'JobseekerProfile', on: { person_key: 'person_key' } },
    },
  },
  ServicePlan: {
    ...personRows,
    relation: 'matching.service_plan',
    fields: {
      ...aboutPerson,
      version: column('version'),
      goal: column('goal'),
      measures: column('measures'),
      madeAt: column('made_at'),
      madeBy: column('made_by'),
    },
  },
  CoordinationTask: {
    ...personRows,
    shownTo: tasksOf,
    relation: 'matching.coordination_task',
    fields: {
      ...aboutPerson,
      taskId: column('task_id'),
      kind: column('kind'),
      agency: column('agency'),
      state: column('state'),
      text: column('words_en'),
      textChinese: column('words_zh'),
      askedAt: column('asked_at'),
      due: column('due'),
      doneAt: column('done_at'),
      doneBy: column('done_by'),
      result: column('result'),
      resultChinese: column('result_zh'),
    },
  },
  Reminder: {
    ...personRows,
    subjectColumn: null,
    shownTo: tasksOf,
    relation: 'matching.reminder',
    fields: {
      county: aboutPerson.county,
      reminderId: column('reminder_id'),
      kind: column('kind'),
      about: column('about'),
      agency: column('agency'),
      text: column('words_en'),
      textChinese: column('words_zh'),
      remindedAt: column('reminded_at'),
    },
  },
  CaseEvent: {
    ...personRows,
    relation: 'matching.case_event',
    fields: {
      ...aboutPerson,
      at: column('at'),
      byKind: column('by_kind'),
      by: column('by'),
      act: column('act'),
      fromState: column('from_state'),
      toState: column('to_state'),
      reason: column('reason'),
    },
  },
} as const;
