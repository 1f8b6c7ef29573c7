import { SluiceError } from '../../../../errors/sluice-error.ts';
import type { PersonKey } from '../../../../identifiers/person-key.ts';
import { ageBar } from '../../constraints/age-bar.ts';
import { licence } from '../../constraints/licence.ts';
import { worldOn } from '../../constraints/match-world.ts';
import type { Jobseeker } from '../../market/jobseeker.ts';
import type { Vacancy } from '../../market/vacancy.ts';
import { wageFaults } from '../../market/wage-faults.ts';
import { holdsLicence, licences, licencesFor } from '../../occupations/licences.ts';
import { minimumAgeFor, minimumAgeStatute } from '../../occupations/minimum-age.ts';
import type { ServiceWork } from '../service-work.ts';
import type { ReferralRow } from './referral-row.ts';

/** What the law bars, or the employer by a licence or an age, is no adviser's to lift; of whatever else the engine goes by, people may know better than a profile. */
const BARS = [licence, ageBar];
const NO_PROFILE = {
  constraint: 'PROFILE',
  reason: 'nothing is known of the person',
  reasonChinese: '尚无求职登记信息',
  wouldChange: 'keeping a profile',
  wouldChangeChinese: '登记求职信息',
};

/** A person and the work that a referral is to. */
interface Pair {
  readonly jobseeker: Jobseeker;
  readonly vacancy: Vacancy;
}

/**
 * The jobseeker of a referral as they are now, if they may do the work that it is to: if they have the licences and the age
 * that the law asks for it, and those that the employer asks beyond it. Without a profile neither is known.
 * @throws SluiceError REFERRAL_BARRED, with who asks it, by which article, and what would have to be otherwise
 */
export async function readUnbarred(
  work: ServiceWork,
  { person_key: personKey }: Pick<ReferralRow, 'person_key'>,
  vacancy: Vacancy,
): Promise<Jobseeker> {
  const known = await work.market.readJobseeker(work.client, personKey as PersonKey);
  if (known === null) throw new SluiceError('REFERRAL_BARRED', NO_PROFILE);
  const { jobseeker } = known;
  assertNoBar({ jobseeker, vacancy }, work.today);
  return jobseeker;
}

/** WHY the law before the employer: where both ask, it is the law that nobody can do without. */
function assertNoBar({ jobseeker, vacancy }: Pair, today: string): void {
  const { occupation, shift } = vacancy;
  const lawful = {
    ...vacancy,
    licences: licencesFor(occupation),
    minimumAge: minimumAgeFor(occupation, shift),
  };
  for (const [askedBy, asked] of [
    ['LAW', lawful],
    ['EMPLOYER', vacancy],
  ] as const)
    for (const bar of BARS) {
      const violation = bar.violationOf({ jobseeker, vacancy: asked }, worldOn(today));
      if (violation === null) continue;
      const statute =
        askedBy === 'LAW' ? { statute: statuteOf(bar.name, { jobseeker, vacancy: asked }) } : {};
      throw new SluiceError('REFERRAL_BARRED', {
        constraint: bar.name,
        askedBy,
        ...statute,
        reason: violation.asked.en,
        reasonChinese: violation.asked.zh,
        wouldChange: violation.wouldChange.en,
        wouldChangeChinese: violation.wouldChange.zh,
      });
    }
}

function statuteOf(bar: string, { jobseeker, vacancy }: Pair): string {
  if (bar === ageBar.name) return minimumAgeStatute(vacancy.occupation, vacancy.shift);
  const missing = vacancy.licences.filter((each) => !holdsLicence(jobseeker.licences, each));
  return [...new Set(missing.flatMap((each) => licences.get(each)?.statute ?? []))].join('；');
}

/**
 * That a month's wage is one that the law allows for this work.
 * @throws SluiceError SERVICE_INPUT_INVALID, with the reason
 */
export function assertLawfulWage(
  fen: number,
  { county, contract }: Pick<Vacancy, 'county' | 'contract'>,
  today: string,
): void {
  const [fault] = wageFaults({ wageFen: { low: fen, high: fen }, county, contract }, today);
  if (fault === undefined) return;
  const { words, statute } = fault;
  const article = statute === null ? {} : { statute };
  throw new SluiceError('SERVICE_INPUT_INVALID', { reason: words.en, reasonChinese: words.zh, ...article });
}
