import { expect, test } from '@jest/globals';
import type { LoadedModel } from '../models/load-model.ts';
import { stageOf, type Certificate, type LabelCard } from '../models/model-card.ts';
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

const UNREGISTERED: Certificate = { status: 'demonstration, not registered' };
const SOUND = registered('2027-01-01');

interface Given {
  readonly tier: HospitalTier;
  readonly certificate: Certificate;
  readonly label?: Partial<LabelCard>;
  /** Where the hospital is; the label speaks at site A. */
  readonly site?: string;
  readonly display?: 'clinical' | 'demonstration';
  readonly today?: Date;
}

/** The stage at site A of the label that its card lets speak there. */
function stage({
  tier,
  certificate,
  label = {},
  site = 'A',
  display = 'demonstration',
  today = TODAY,
}: Given) {
  const small = smallCard();
  const card = { ...small, certificate, labels: [{ ...small.labels[0]!, ...label }] };
  const { bytes } = smallModel();
  const { sha256, input } = card;
  const model: LoadedModel = { card, pool: { sha256, bytes, input, outputs: [] }, distribution: null };
  const [heeded] = heedTiers([model], [{ tier, site }], { display, today });
  return stageOf(heeded!.card.labels[0]!, 'A');
}

test.each<[HospitalTier, Certificate, string]>([
  ['demonstration', UNREGISTERED, 'assistive'],
  ['secondary', UNREGISTERED, 'silent'],
  ['tertiary', UNREGISTERED, 'silent'],
  ['tertiary', registered('2026-11-21'), 'silent'],
  ['secondary', registered('2026-11-22'), 'assistive'],
])('in a %s hospital a model that is %j is %s', (tier, certificate, expected) => {
  expect(stage({ tier, certificate })).toBe(expected);
});

test('what is silent in one hospital may speak at another site', () => {
  expect(stage({ tier: 'tertiary', certificate: UNREGISTERED, site: 'B' })).toBe('assistive');
});

test('a certificate that ends while the hub runs ends its labels on that day, in China, also where all display is clinical', () => {
  const certificate = registered('2026-11-22');
  const [evening, midnight] = [new Date('2026-11-22T15:59:59Z'), new Date('2026-11-22T16:00:00Z')];
  expect(stage({ tier: 'tertiary', certificate, today: evening })).toBe('assistive');
  expect(stage({ tier: 'tertiary', certificate, today: midnight })).toBe('silent');
  const clinical = { tier: 'demonstration', certificate, display: 'clinical' } as const;
  expect(stage({ ...clinical, today: evening })).toBe('assistive');
  expect(stage({ ...clinical, today: midnight })).toBe('silent');
});

const WORDS = { en: 'x', zh: 'x' };
/** Figures of both sexes that lie further apart than the card allows, borne until a day. */
function waived(until: string): Partial<LabelCard> {
  const { metrics } = smallCard().labels[0]!;
  const apart = metrics.map((metric) => ({
    ...metric,
    ...{ images: 100, positives: 50 },
    auc: metric.sex === 'F' ? { value: 0.91, low: 0.9, high: 0.92 } : { value: 0.999, low: 0.99, high: 1 },
  }));
  return { metrics: apart, waiver: { reason: WORDS, by: 'a committee', until } };
}

test.each<[string, Partial<LabelCard>]>([
  ['its card calls it weak', { weakness: WORDS }],
  ['a gap between groups is waived', waived('2027-01-01')],
])('where %s a label speaks in a tertiary hospital and not in a secondary one', (_why, label) => {
  const given = { certificate: SOUND, label };
  expect(stage({ ...given, tier: 'tertiary' })).toBe('assistive');
  expect(stage({ ...given, tier: 'demonstration' })).toBe('assistive');
  expect(stage({ ...given, tier: 'secondary' })).toBe('silent');
});

test('a waiver that ends while the hub runs ends the label, and so does a site without figures of its own', () => {
  const given = { tier: 'tertiary', certificate: SOUND } as const;
  expect(stage({ ...given, label: waived('2026-11-21') })).toBe('silent');
  expect(stage({ ...given, label: { metrics: [] } })).toBe('silent');
  expect(stage({ ...given, label: { operatingPoints: [] } })).toBe('silent');
});
