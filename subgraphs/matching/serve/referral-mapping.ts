import type { Predicate } from '../../../connectors/contract.ts';
import type { Subject } from '../../../policies/vocabulary.ts';
import { column, entity, list } from '../../kit/field-sources.ts';
import { aboutPerson, personRows } from './rows.ts';

/** Who advises sees the whole of a referral, anybody else as far as its stage lets the person whom it is about. */
function referralsTo({ roles }: Subject): Predicate {
  return { kind: 'in', column: 'viewer', values: [roles.includes('adviser') ? 'ADVISER' : 'JOBSEEKER'] };
}

/** What each side may see of a referral; at which stage, the views know. */
export const referralTypes = {
  Referral: {
    ...personRows,
    shownTo: referralsTo,
    relation: 'matching.referral',
    key: { referralId: 'referral_id' },
    fields: {
      ...aboutPerson,
      referralId: column('referral_id'),
      vacancy: entity('Vacancy', { vacancyId: 'vacancy_id' }),
      vacancyChangedAt: column('vacancy_changed_at'),
      case: entity('ServiceCase', { caseId: 'case_id' }),
      stage: column('stage'),
      reached: column('reached'),
      stageAt: column('stage_at'),
      proposedAt: column('proposed_at'),
      words: column('words'),
      occupation: column('occupation'),
      skills: column('skills'),
      years: column('years'),
      surname: column('surname'),
      givenName: column('given_name'),
      phone: column('phone'),
      interviewAt: column('interview_at'),
      interviewWords: column('interview_words'),
      offerWage: column('offer_wage_fen'),
      offerWords: column('offer_words'),
      startsOn: column('starts_on'),
      endCause: column('end_cause'),
      endWords: column('end_words'),
      steps: list('ReferralStep', { referral_id: 'referral_id' }),
      followUps: list('FollowUp', { referral_id: 'referral_id' }),
    },
  },
  ReferralStep: {
    ...personRows,
    relation: 'matching.referral_step',
    fields: {
      ...aboutPerson,
      at: column('at'),
      byKind: column('by_kind'),
      by: column('by'),
      act: column('act'),
      fromStage: column('from_stage'),
      toStage: column('to_stage'),
      cause: column('cause'),
      words: column('words'),
    },
  },
  ReceivedReferral: {
    kind: 'rows',
    recordColumn: 'record_id',
    // Whose row it is goes into the ledger as a tag; no field shows it.
    subjectColumn: 'subject_key',
    divisionColumn: null,
    organisationColumn: 'employer',
    relation: 'matching.received_referral',
    fields: {
      referralId: column('referral_id'),
      vacancy: entity('Vacancy', { vacancyId: 'vacancy_id' }),
      employerCode: column('employer'),
      stage: column('stage'),
      stageAt: column('stage_at'),
      occupation: column('occupation'),
      skills: column('skills'),
      years: column('years'),
      surname: column('surname'),
      givenName: column('given_name'),
      phone: column('phone'),
      interviewAt: column('interview_at'),
      interviewWords: column('interview_words'),
      offerWage: column('offer_wage_fen'),
      offerWords: column('offer_words'),
      startsOn: column('starts_on'),
    },
  },
  FollowUp: {
    ...personRows,
    relation: 'matching.follow_up',
    fields: {
      ...aboutPerson,
      followUpId: column('follow_up_id'),
      month: column('month'),
      due: column('due'),
      outcome: column('outcome'),
      words: column('words'),
      doneAt: column('done_at'),
      doneBy: column('done_by'),
    },
  },
} as const;
