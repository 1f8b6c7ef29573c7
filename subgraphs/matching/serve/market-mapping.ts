import type { Predicate, SourceRow } from '../../../connectors/contract.ts';
import type { Subject } from '../../../policies/vocabulary.ts';
import { column, entity, list, work } from '../../kit/field-sources.ts';
import { occupationTree } from '../occupations/occupation-tree.ts';
import type { Words } from '../occupations/words.ts';
import { CAUSE_WORDS, JOBSEEKER_CAUSES } from '../service/referrals/end-causes.ts';
import { aboutPerson, personRows } from './rows.ts';

/** The title of an occupation in one language; null where the tree does not know the code. */
function titleIn(language: keyof Words) {
  return {
    kind: 'computed',
    columns: ['occupation'],
    compute: ({ occupation }: SourceRow) => occupationTree.name(String(occupation))?.[language] ?? null,
  } as const;
}

/** Why somebody said no, in one language where it was one of the causes; else in the person's own words. */
function reasonIn(language: keyof Words) {
  return {
    kind: 'computed',
    columns: ['reason'],
    compute: ({ reason }: SourceRow) => {
      const cause = JOBSEEKER_CAUSES.find((each) => each === reason);
      return cause === undefined ? (reason ?? null) : CAUSE_WORDS[cause][language];
    },
  } as const;
}

/** What was refused is shown to its employer and to advisers, and to a person who was referred to it before. */
function shownTo({ department, person }: Subject): Predicate {
  const values =
    department === 'citizen' ? ['ANYBODY', ...(person === null ? [] : [person])] : ['ANYBODY', 'STAFF'];
  return { kind: 'in', column: 'viewer', values };
}

/** What employers offer and who looks for work. */
export const marketTypes = {
  Vacancy: {
    kind: 'rows',
    recordColumn: 'record_id',
    subjectColumn: null,
    divisionColumn: null,
    organisationColumn: 'employer',
    shownTo,
    relation: 'matching.vacancy',
    key: { vacancyId: 'vacancy_id' },
    fields: {
      vacancyId: column('vacancy_id'),
      employer: entity('Enterprise', { creditCode: 'employer' }),
      employerCode: column('employer'),
      title: column('title'),
      text: column('text'),
      occupation: column('occupation'),
      occupationTitle: titleIn('en'),
      occupationTitleChinese: titleIn('zh'),
      skills: column('skills'),
      licences: column('licences'),
      county: column('county'),
      shift: column('shift'),
      contract: column('contract'),
      wageLow: column('wage_low_fen'),
      wageHigh: column('wage_high_fen'),
      lodging: column('lodging'),
      demands: column('demands'),
      accommodations: column('accommodations'),
      minimumAge: column('minimum_age'),
      wantedYears: column('wanted_years'),
      wantedEducation: column('wanted_education'),
      places: column('places'),
      filled: column('filled'),
      openFrom: column('open_from'),
      openUntil: column('open_until'),
      status: column('status'),
      faults: column('faults_en'),
      faultsChinese: column('faults_zh'),
      candidates: work('vacancy_id'),
    },
  },
  JobseekerProfile: {
    ...personRows,
    relation: 'matching.jobseeker',
    fields: {
      ...aboutPerson,
      occupations: column('occupations'),
      skills: column('skills'),
      licences: column('licences'),
      licencesByAdviser: column('licences_by_adviser'),
      text: column('text'),
      years: column('years'),
      education: column('education'),
      maxCommuteMinutes: column('max_commute_minutes'),
      wageFloor: column('wage_floor_fen'),
      shifts: column('shifts'),
      contracts: column('contracts'),
      needsLodging: column('needs_lodging'),
      cannot: column('cannot'),
      needs: column('needs'),
      isConsenting: column('consented'),
      obstacles: column('obstacles_en'),
      obstaclesChinese: column('obstacles_zh'),
      priorityGroups: list('PriorityGroupConclusion', { person_key: 'person_key' }),
      declines: list('Decline', { person_key: 'person_key' }),
      suggestions: work('record_id'),
      judgement: work('record_id'),
      referrals: list('Referral', { person_key: 'person_key' }),
    },
  },
  PriorityGroupConclusion: {
    ...personRows,
    relation: 'matching.priority_group',
    fields: {
      ...aboutPerson,
      group: column('priority_group'),
      answer: column('answer'),
      since: column('since'),
      rule: column('rule_id'),
      evidence: column('evidence'),
      missing: column('missing'),
      concludedOn: column('concluded_on'),
    },
  },
  Decline: {
    ...personRows,
    divisionColumn: null,
    relation: 'matching.decline',
    fields: {
      person: aboutPerson.person,
      declineId: column('decline_id'),
      what: column('what'),
      value: column('value'),
      reason: reasonIn('en'),
      reasonChinese: reasonIn('zh'),
      declinedAt: column('declined_at'),
    },
  },
} as const;
