import { expect, test } from '@jest/globals';
import { OPEN_STAGES, type OpenStage } from './referral-edges.ts';
import { disclosedReferralsSql } from './disclosed-referrals.ts';
import { DISCLOSABLE, seenFrom, STAGE_DISCLOSURE, VIEWERS, type Viewer } from './stage-disclosure.ts';

/** What a viewer newly sees at a stage. */
const newAt = (viewer: Viewer, stage: OpenStage) =>
  DISCLOSABLE.filter((field) => STAGE_DISCLOSURE[viewer][field]?.from === stage);

test('an employer learns of a person what the stage allows, and nothing before the referral', () => {
  expect(seenFrom('EMPLOYER')).toBe('REFERRED');
  expect(OPEN_STAGES.map((stage) => [stage, newAt('EMPLOYER', stage)])).toEqual([
    ['PROPOSED', []],
    ['AGREED', []],
    ['REFERRED', ['vacancyId', 'stage', 'stageAt', 'employer', 'occupation', 'skills', 'years', 'surname']],
    ['INTERVIEW', ['givenName', 'phone', 'interviewAt', 'interviewWords']],
    ['OFFER', ['offerWage', 'offerWords', 'startsOn']],
  ]);
});

test('an employer sees neither who it is by key, nor where they live, nor why it was proposed or ended', () => {
  const seen = Object.keys(STAGE_DISCLOSURE.EMPLOYER);
  for (const field of ['person', 'county', 'caseId', 'words', 'endCause', 'endWords'])
    expect(seen).not.toContain(field);
});

test('what an employer sees of a person ends with the referral', () => {
  for (const field of ['occupation', 'skills', 'years', 'surname', 'givenName', 'phone'] as const)
    expect(STAGE_DISCLOSURE.EMPLOYER[field]?.afterEnd).toBe(false);
});

test('a jobseeker knows the employer before agreeing (个人信息保护法 第二十三条)', () => {
  expect(STAGE_DISCLOSURE.JOBSEEKER.employer?.from).toBe('PROPOSED');
  expect(seenFrom('JOBSEEKER')).toBe('PROPOSED');
});

test('jobseeker and adviser see the same things, each from a stage of their own', () => {
  const { JOBSEEKER, ADVISER } = STAGE_DISCLOSURE;
  expect(Object.keys(JOBSEEKER).toSorted()).toEqual(Object.keys(ADVISER).toSorted());
});

test('a view has a column for what its side may ever see, and none for anything else', () => {
  for (const viewer of VIEWERS) {
    const columns = [...disclosedReferralsSql(viewer).matchAll(/ AS (\w+)/gu)].map(([, name]) => name);
    expect(columns).toHaveLength(Object.keys(STAGE_DISCLOSURE[viewer]).length + 1);
    expect(new Set(columns).size).toBe(columns.length);
  }
  expect(disclosedReferralsSql('EMPLOYER')).not.toMatch(/ AS (?:person_key|county|end_cause|end_words)\b/u);
});
