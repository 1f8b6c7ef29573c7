import { expect, test } from '@jest/globals';
import type { LoadedModel } from '../models/load-model.ts';
import { stageOf, type Certificate } from '../models/model-card.ts';
import { smallCard, smallModel } from '../models/testing/small-model.ts';
import { heedTiers } from './heed-tiers.ts';
import type { HospitalTier } from './hospital-entry.ts';

const TODAY = new Date('2026-11-22T00:00:00Z');
const registered = (validUntil: string): Certificate => ({
  status: 'registered',
  authority: 'NMPA',
  number: '1',
  class: 'III',
  validUntil,
});

/** The stage of the label that its card lets speak at site A, where a hospital of this tier is. */
function stage(tier: HospitalTier, certificate: Certificate, site = 'A') {
  const card = { ...smallCard(), certificate };
  const { bytes } = smallModel();
  const { sha256, input } = card;
  const model: LoadedModel = { card, pool: { sha256, bytes, input, outputs: [] }, distribution: null };
  const [heeded] = heedTiers([model], [{ tier, site }], TODAY);
  return stageOf(heeded!.card.labels[0]!, 'A');
}

test.each<[HospitalTier, Certificate, string]>([
  ['demonstration', { status: 'demonstration, not registered' }, 'assistive'],
  ['secondary', { status: 'demonstration, not registered' }, 'silent'],
  ['tertiary', { status: 'demonstration, not registered' }, 'silent'],
  ['tertiary', registered('2026-11-21'), 'silent'],
  ['secondary', registered('2026-11-22'), 'assistive'],
])('in a %s hospital a model that is %j is %s', (tier, certificate, expected) => {
  expect(stage(tier, certificate)).toBe(expected);
});

test('what is silent in one hospital may speak at another site', () => {
  expect(stage('tertiary', { status: 'demonstration, not registered' }, 'B')).toBe('assistive');
});
