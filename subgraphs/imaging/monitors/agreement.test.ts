import { expect, test } from '@jest/globals';
import { seededRandom } from '../training/seeded-random.ts';
import { agreementConcern, subgroupConcern, type Judgement } from './agreement.ts';

const PROMISED = {
  sensitivity: { value: 0.95, low: 0.9, high: 0.98 },
  specificity: { value: 0.9, low: 0.87, high: 0.93 },
};
const SITES = 300;
const JUDGED = 400;

interface Truth {
  readonly sensitivity: number;
  readonly specificity: number;
  /** Of women from 65 on, where it differs from that of the others. */
  readonly specificityOfOldWomen?: number;
}

/** What readers, who are right, say of a site's images, one in five of which shows what is looked for. */
function judgementsAt(site: number, truth: Truth, count = JUDGED): readonly Judgement[] {
  const random = seededRandom(21, site);
  return Array.from({ length: count }, () => {
    const sex = random.chance(0.5) ? 'F' : 'M';
    const ageYears = 18 + random.below(75);
    const isThere = random.chance(0.2);
    const isOldWoman = sex === 'F' && ageYears >= 65;
    const specificity = isOldWoman ? (truth.specificityOfOldWomen ?? truth.specificity) : truth.specificity;
    const above = random.chance(isThere ? truth.sensitivity : 1 - specificity);
    return { above, agrees: above === isThere, sex, ageYears };
  });
}

/** The share of sites at which something is of concern. */
function alarms(truth: Truth, isOfConcern: (judgements: readonly Judgement[]) => boolean): number {
  const raised = Array.from({ length: SITES }, (_, site) => isOfConcern(judgementsAt(site, truth)));
  return raised.filter(Boolean).length / SITES;
}

const byAgreement = (judgements: readonly Judgement[]): boolean =>
  agreementConcern('effusion', judgements, PROMISED) !== null;
const bySubgroup = (judgements: readonly Judgement[]): boolean =>
  subgroupConcern('effusion', judgements, 0.05) !== null;

test('a label that is as good as its card says is of concern at fewer than one site in a hundred', () => {
  expect(alarms({ sensitivity: 0.95, specificity: 0.9 }, byAgreement)).toBeLessThanOrEqual(0.01);
  // Even one that is as bad as its card says that it may be.
  expect(alarms({ sensitivity: 0.9, specificity: 0.87 }, byAgreement)).toBeLessThanOrEqual(0.02);
});

test('one that misses a quarter more, or cries out twice as often, is of concern at nineteen sites of twenty', () => {
  expect(alarms({ sensitivity: 0.7, specificity: 0.9 }, byAgreement)).toBeGreaterThanOrEqual(0.95);
  expect(alarms({ sensitivity: 0.95, specificity: 0.75 }, byAgreement)).toBeGreaterThanOrEqual(0.95);
});

test('what fell short is told, with what was promised', () => {
  const concern = agreementConcern(
    'effusion',
    judgementsAt(1, { sensitivity: 0.5, specificity: 0.9 }),
    PROMISED,
  )!;
  expect(concern).toMatchObject({ kind: 'AGREEMENT', label: 'effusion' });
  expect(concern.figures['sensitivity']).toBeLessThan(0.7);
  expect(concern.figures['sensitivity_promised']).toBe(0.9);
  expect(concern.figures).not.toHaveProperty('specificity');
});

test('a few judgements are no reason', () => {
  const missed: Judgement = { above: false, agrees: false, sex: 'F', ageYears: 40 };
  expect(agreementConcern('effusion', new Array<Judgement>(9).fill(missed), PROMISED)).toBeNull();
  expect(agreementConcern('effusion', new Array<Judgement>(10).fill(missed), PROMISED)).not.toBeNull();
});

test('groups that fare alike are of concern at fewer than one site in fifty', () => {
  expect(alarms({ sensitivity: 0.95, specificity: 0.9 }, bySubgroup)).toBeLessThanOrEqual(0.02);
});

test('a group for which it errs four times as often is of concern at nineteen sites of twenty', () => {
  const truth = { sensitivity: 0.95, specificity: 0.92, specificityOfOldWomen: 0.6 };
  expect(alarms(truth, bySubgroup)).toBeGreaterThanOrEqual(0.95);
  const concern = subgroupConcern('effusion', judgementsAt(1, truth), 0.05)!;
  expect(concern).toMatchObject({ kind: 'SUBGROUP', figures: { group: 'F 65+' } });
});

test('a gap that the card allows is borne', () => {
  const truth = { sensitivity: 0.95, specificity: 0.92, specificityOfOldWomen: 0.6 };
  expect(subgroupConcern('effusion', judgementsAt(1, truth), 0.5)).toBeNull();
});

test('readers of whose patients neither sex nor age is known make no group', () => {
  const unknown = judgementsAt(1, { sensitivity: 0.5, specificity: 0.5 }).map((one) => ({
    ...one,
    sex: null,
  }));
  expect(subgroupConcern('effusion', unknown, 0.05)).toBeNull();
});
