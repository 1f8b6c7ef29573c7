import { OPEN_STAGES, type OpenStage } from './referral-edges.ts';

/** Who looks at a referral. */
export const VIEWERS = ['EMPLOYER', 'JOBSEEKER', 'ADVISER'] as const;
export type Viewer = (typeof VIEWERS)[number];

/** What there is to see of a referral; its columns are in `disclosed-referrals.ts`. */
export const DISCLOSABLE = [
  'vacancyId',
  'vacancyChangedAt',
  'stage',
  'stageAt',
  'proposedAt',
  'employer',
  'person',
  'county',
  'caseId',
  'words',
  'occupation',
  'skills',
  'years',
  'surname',
  'givenName',
  'phone',
  'interviewAt',
  'interviewWords',
  'offerWage',
  'offerWords',
  'startsOn',
  'endCause',
  'endWords',
] as const;
export type Disclosable = (typeof DISCLOSABLE)[number];

export interface Disclosure {
  /** The stage from which on it is shown. */
  readonly from: OpenStage;
  /** Whether it is still shown when the referral ended without work: as far as it had come. */
  readonly afterEnd: boolean;
}

const always: Disclosure = { from: 'PROPOSED', afterEnd: true };
const fromStage = (from: OpenStage): Disclosure => ({ from, afterEnd: true });
/** Of the person: shown while the referral is open or was accepted, and consent is in force. */
const whileOpen = (from: OpenStage): Disclosure => ({ from, afterEnd: false });

/**
 * What each side may see of a referral at each stage; what is not named is never shown. The one table: the served views
 * are made of it. Nothing of disability, assistance, household, groups or accommodations is in it for an employer, and
 * nothing says why somebody declined. WHY the jobseeker sees the employer before agreeing:
 * `decisions/2026-11-22-who-sees-what-of-a-referral.md`.
 */
export const STAGE_DISCLOSURE: Readonly<Record<Viewer, Readonly<Partial<Record<Disclosable, Disclosure>>>>> =
  {
    EMPLOYER: {
      vacancyId: fromStage('REFERRED'),
      stage: fromStage('REFERRED'),
      stageAt: fromStage('REFERRED'),
      employer: fromStage('REFERRED'),
      occupation: whileOpen('REFERRED'),
      skills: whileOpen('REFERRED'),
      years: whileOpen('REFERRED'),
      surname: whileOpen('REFERRED'),
      givenName: whileOpen('INTERVIEW'),
      phone: whileOpen('INTERVIEW'),
      interviewAt: whileOpen('INTERVIEW'),
      interviewWords: whileOpen('INTERVIEW'),
      offerWage: whileOpen('OFFER'),
      offerWords: whileOpen('OFFER'),
      startsOn: whileOpen('OFFER'),
    },
    JOBSEEKER: {
      vacancyId: always,
      vacancyChangedAt: always,
      stage: always,
      stageAt: always,
      proposedAt: always,
      employer: always,
      person: always,
      county: always,
      caseId: always,
      words: always,
      occupation: fromStage('REFERRED'),
      skills: fromStage('REFERRED'),
      years: fromStage('REFERRED'),
      surname: fromStage('REFERRED'),
      givenName: fromStage('INTERVIEW'),
      phone: fromStage('INTERVIEW'),
      interviewAt: fromStage('INTERVIEW'),
      interviewWords: fromStage('INTERVIEW'),
      offerWage: fromStage('OFFER'),
      offerWords: fromStage('OFFER'),
      startsOn: fromStage('OFFER'),
      endCause: always,
      endWords: always,
    },
    // WHY the contact no longer than it is of use: one given anew, elsewhere, is none of the former adviser's
    // (`AS_SERVED` of `disclosed-referrals.ts`).
    ADVISER: {
      ...Object.fromEntries(DISCLOSABLE.map((field) => [field, always])),
      surname: whileOpen('PROPOSED'),
      givenName: whileOpen('PROPOSED'),
      phone: whileOpen('PROPOSED'),
    },
  };

/** From which stage on a viewer sees that there is a referral at all. */
export function seenFrom(viewer: Viewer): OpenStage {
  const stages = Object.values(STAGE_DISCLOSURE[viewer]).map(({ from }) => from);
  return OPEN_STAGES.find((stage) => stages.includes(stage)) ?? 'OFFER';
}
