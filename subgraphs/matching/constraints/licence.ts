import { holdsLicence, licences, type LicenceId } from '../occupations/licences.ts';
import type { Constraint } from './constraint.ts';
import { listed } from './listed.ts';

/** The law lets nobody do this work without these licences. */
export const licence: Constraint = {
  name: 'LICENCE',
  holds: { en: 'every licence that the law requires is held', zh: '持有法定从业资格' },
  violationOf({ jobseeker, vacancy }) {
    const missing = vacancy.licences.filter((required) => !holdsLicence(jobseeker.licences, required));
    if (missing.length === 0) return null;
    const names = listed(missing.map(nameOf));
    const held = listed(jobseeker.licences.map(nameOf));
    return {
      constraint: 'LICENCE',
      asked: listed(vacancy.licences.map(nameOf)),
      there: jobseeker.licences.length === 0 ? { en: 'no licence recorded', zh: '未登记任何资格证书' } : held,
      wouldChange: { en: `obtaining: ${names.en}`, zh: `取得${names.zh}` },
      confidential: false,
    };
  },
};

function nameOf(id: LicenceId): { readonly en: string; readonly zh: string } {
  return licences.get(id)?.name ?? { en: id, zh: id };
}
