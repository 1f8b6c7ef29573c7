import { ENDED, ENDINGS, OPEN_STAGES, type OpenStage } from './referral-edges.ts';
import {
  DISCLOSABLE,
  STAGE_DISCLOSURE,
  seenFrom,
  type Disclosable,
  type Viewer,
} from './stage-disclosure.ts';

/** Name and value of what can be disclosed: of the referral (r), its introduction (i) or the person's contact (c). */
const COLUMNS: Readonly<Record<Disclosable, readonly [column: string, value: string]>> = {
  vacancyId: ['vacancy_id', 'r.vacancy_id'],
  vacancyChangedAt: ['vacancy_changed_at', 'r.vacancy_changed_at'],
  stage: ['stage', 'r.stage'],
  stageAt: ['stage_at', 'r.stage_at'],
  proposedAt: ['proposed_at', 'r.proposed_at'],
  employer: ['employer', 'r.employer'],
  person: ['person_key', 'r.person_key'],
  county: ['county', 'r.county'],
  caseId: ['case_id', 'r.case_id'],
  words: ['words', 'r.words'],
  occupation: ['occupation', 'i.occupation'],
  skills: ['skills', 'i.skills'],
  years: ['years', 'i.years'],
  surname: ['surname', 'c.surname'],
  givenName: ['given_name', 'c.given_name'],
  phone: ['phone', 'c.phone'],
  interviewAt: ['interview_at', 'r.interview_at'],
  interviewWords: ['interview_words', 'r.interview_words'],
  offerWage: ['offer_wage_fen', 'r.offer_wage_fen'],
  offerWords: ['offer_words', 'r.offer_words'],
  startsOn: ['starts_on', 'r.starts_on'],
  endCause: ['end_cause', 'r.end_cause'],
  endWords: ['end_words', 'r.end_words'],
};

/**
 * The referrals as one side may see them: a SELECT to make a view of, with `record_id`, `referral_id`, and a column for
 * each thing that the side may ever see, null at the stages at which it may not. `subject_key` is whose data a row is:
 * for the ledger, to be served to nobody who does not see `person_key`.
 *
 * A consent that came after the referral is another one: who withdrew, and consents again later, shows nothing to those who
 * had been told before.
 */
export function disclosedReferralsSql(viewer: Viewer): string {
  const columns = DISCLOSABLE.flatMap((field) => {
    const disclosure = STAGE_DISCLOSURE[viewer][field];
    if (disclosure === undefined) return [];
    const [column, stored] = COLUMNS[field];
    const value = field === 'stage' ? stageSql(viewer) : stored;
    const { from, afterEnd } = disclosure;
    if (afterEnd && from === seenFrom(viewer)) return [`${value} AS ${column}`];
    const ended = afterEnd
      ? ''
      : ` AND r.stage NOT IN (${listOf(ENDINGS)}) AND consent.consent_id IS NOT NULL`;
    return [`CASE WHEN ${hasReached(from)}${ended} THEN ${value} END AS ${column}`];
  });
  return `SELECT r.record_id, r.referral_id, r.person_key AS subject_key, ${columns.join(', ')}
    FROM service.referral r
    LEFT JOIN service.introduction i USING (referral_id)
    LEFT JOIN service.consent consent ON consent.person_key = r.person_key AND consent.withdrawn_at IS NULL
      AND consent.given_at <= r.proposed_at
    LEFT JOIN service.contact c ON c.person_key = r.person_key${viewer === 'ADVISER' ? AS_SERVED : AS_ACCEPTED}
   WHERE ${hasReached(seenFrom(viewer))}`;
}

/** One given anew while the consent names another county is for the advisers there. */
const AS_SERVED = ` AND (consent.county = r.county OR c.changed_at <= r.proposed_at)`;

/** The person sees there what the employer is told. */
const AS_ACCEPTED = ` AND (r.stage <> 'ACCEPTED' OR c.changed_at <= r.stage_at)`;

/** WHY one word for an employer: which of the endings it was would say whether the person said no or withdrew consent. */
function stageSql(viewer: Viewer): string {
  return viewer === 'EMPLOYER'
    ? `CASE WHEN r.stage IN (${listOf(ENDINGS)}) THEN '${ENDED}' ELSE r.stage END`
    : 'r.stage';
}

function hasReached(from: OpenStage): string {
  const stages = [...OPEN_STAGES.slice(OPEN_STAGES.indexOf(from)), 'ACCEPTED'];
  return `r.reached IN (${listOf(stages)})`;
}

const listOf = (names: readonly string[]): string => names.map((name) => `'${name}'`).join(', ');
