import { SluiceError } from '../../../../errors/sluice-error.ts';
import { ageBar } from '../../constraints/age-bar.ts';
import { licence } from '../../constraints/licence.ts';
import { worldOn } from '../../constraints/match-world.ts';
import type { Jobseeker } from '../../market/jobseeker.ts';
import type { Vacancy } from '../../market/vacancy.ts';

/** What the law bars is no adviser's to lift; of whatever else the engine goes by, people may know better than a profile. */
const BARS = [licence, ageBar];

/**
 * That the law lets somebody do this work: the licences that it requires, and the age.
 * @param jobseeker null: without a profile, of whom no licence is known
 * @throws SluiceError REFERRAL_BARRED, with what would have to be otherwise
 */
export function assertNoLegalBar(
  { jobseeker, vacancy }: { readonly jobseeker: Jobseeker | null; readonly vacancy: Vacancy },
  today: string,
): void {
  if (jobseeker === null) {
    if (vacancy.licences.length > 0) throw new SluiceError('REFERRAL_BARRED', { constraint: licence.name });
    return;
  }
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
