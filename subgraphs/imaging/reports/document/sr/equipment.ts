import { derivedUid } from '../derived-uid.ts';
import type { DocumentedFinding } from '../documented-report.ts';
import { plain } from '../patient-and-study.ts';
import { codeSequence } from './content-item.ts';

/** What writes the documents. */
export const HUB = {
  name: 'Sluice imaging hub',
  manufacturer: 'Sluice',
  model: 'Sluice',
  version: '1',
  serialNumber: '1',
  deviceUid: derivedUid('sluice imaging hub 1'),
} as const;

/** Each algorithm as IHE AIR 1.1 names it; another file of weights is another device. */
export function contributingEquipment(models: readonly DocumentedFinding['model'][]) {
  return models.map(({ name, version, sha256 }) => ({
    PurposeOfReferenceCodeSequence: codeSequence({
      value: 'Newcode1',
      scheme: '99IHE',
      meaning: 'Processing Algorithm',
    }),
    // A card names a model, and no maker beside it.
    Manufacturer: HUB.manufacturer,
    ManufacturerModelName: plain(name, 64),
    SoftwareVersions: plain(version, 64),
    DeviceUID: derivedUid(`model ${sha256}`),
  }));
}
