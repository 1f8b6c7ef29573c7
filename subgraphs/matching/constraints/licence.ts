import { holdsLicence, licences, type LicenceId } from '../occupations/licences.ts';
import type { Words } from '../occupations/words.ts';
import type { Constraint } from './constraint.ts';
import { listed, listedOrNone } from './listed.ts';

/** The law lets nobody do this work without these licences. */
export const licence: Constraint = {
  name: 'LICENCE',
  holds: { en: 'every licence that the law requires is held', zh: '持有法定从业资格' },
  violationOf({ jobseeker, vacancy }) {
    const missing = vacancy.licences.filter((required) => !holdsLicence(jobseeker.licences, required));
    if (missing.length === 0) return null;
    const names = listed(missing.map(nameOf));
    return {
      constraint: 'LICENCE',
      asked: listed(vacancy.licences.map(nameOf)),
      there: listedOrNone(jobseeker.licences.map(nameOf)),
      wouldChange: { en: `obtaining: ${names.en}`, zh: `取得${names.zh}` },
      confidential: false,
    };
  },
};

function nameOf(id: LicenceId): Words {
  return licences.get(id)?.name ?? { en: id, zh: id };
}
