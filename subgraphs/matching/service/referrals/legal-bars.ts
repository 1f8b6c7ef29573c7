import { SluiceError } from '../../../../errors/sluice-error.ts';
import { ageBar } from '../../constraints/age-bar.ts';
import { licence } from '../../constraints/licence.ts';
import { worldOn } from '../../constraints/match-world.ts';
import type { Jobseeker } from '../../market/jobseeker.ts';
import type { Vacancy } from '../../market/vacancy.ts';
import { wageFaults } from '../../market/wage-faults.ts';

/** What the law bars is no adviser's to lift; of whatever else the engine goes by, people may know better than a profile. */
const BARS = [licence, ageBar];
const NO_PROFILE = {
  constraint: 'PROFILE',
  wouldChange: 'keeping a profile',
  wouldChangeChinese: '登记求职信息',
};

/**
 * That the law lets somebody do this work: the licences that it requires, and the age.
 * @param jobseeker null: without a profile, of whom neither is known
 * @throws SluiceError REFERRAL_BARRED, with what would have to be otherwise
 */
export function assertNoLegalBar(
  jobseeker: Jobseeker | null,
  vacancy: Vacancy,
  today: string,
): asserts jobseeker is Jobseeker {
  if (jobseeker === null) throw new SluiceError('REFERRAL_BARRED', NO_PROFILE);
  for (const bar of BARS) {
    const violation = bar.violationOf({ jobseeker, vacancy }, worldOn(today));
    if (violation === null) continue;
    const { en, zh } = violation.wouldChange;
    throw new SluiceError('REFERRAL_BARRED', {
      constraint: bar.name,
      wouldChange: en,
      wouldChangeChinese: zh,
    });
  }
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
  const { en, zh } = fault.words;
  throw new SluiceError('SERVICE_INPUT_INVALID', { reason: en, reasonChinese: zh });
}
