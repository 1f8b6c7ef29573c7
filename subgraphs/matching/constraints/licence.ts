import { holdsLicence, licences, licencesFor, type LicenceId } from '../occupations/licences.ts';
import type { Words } from '../occupations/words.ts';
import type { Constraint } from './constraint.ts';
import { listed, listedOrNone } from './listed.ts';

/** Licences without which the law lets nobody do this work, and those that the employer asks beyond it. */
export const licence: Constraint = {
  name: 'LICENCE',
  holds: { en: 'every licence that is asked is held', zh: '持有岗位要求的从业资格' },
  violationOf({ jobseeker, vacancy }) {
    const missing = vacancy.licences.filter((required) => !holdsLicence(jobseeker.licences, required));
    if (missing.length === 0) return null;
    const byLaw = licencesFor(vacancy.occupation);
    const names = listed(missing.map(nameOf));
    return {
      constraint: 'LICENCE',
      asked: listed(vacancy.licences.map((id) => (byLaw.includes(id) ? nameOf(id) : askedBeyond(id)))),
      there: listedOrNone(jobseeker.licences.map(nameOf)),
      wouldChange: { en: `obtaining: ${names.en}`, zh: `取得${names.zh}` },
      confidential: false,
    };
  },
};

function nameOf(id: LicenceId): Words {
  return licences.get(id)?.name ?? { en: id, zh: id };
}

function askedBeyond(id: LicenceId): Words {
  const { en, zh } = nameOf(id);
  return { en: `${en} (asked by the employer)`, zh: `${zh}（用人单位要求）` };
}
