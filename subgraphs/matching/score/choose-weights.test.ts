import { expect, test } from '@jest/globals';
import { chooseWeights, qualityOf, type KnownPreferences } from './choose-weights.ts';
import { drawFrom } from './testing/random-market.ts';
import { SHIPPED_WEIGHTS } from './weights.ts';

/** People who look at the wage and at nothing else. */
function wageLovers(seed: number): readonly KnownPreferences[] {
  const draw = drawFrom(seed);
  return Array.from({ length: 20 }, () => {
    const pairs = Array.from({ length: 60 }, () => {
      const value = (): number => draw(1_000) / 1_000;
      const wage = value();
      return {
        values: {
          OCCUPATION: value(),
          SKILLS: value(),
          TEXT: value(),
          WAGE: wage,
          COMMUTE: value(),
          EMPLOYER_WISH: value(),
          UNLIKE_DECLINED: 1,
        },
        grade: Math.floor(wage * 4),
      };
    });
    return { pairs, allGrades: pairs.map(({ grade }) => grade) };
  });
}

test('finds what people look at, and gains by it on people it was not chosen on', () => {
  const { weights, ndcg10 } = chooseWeights(wageLovers(1), SHIPPED_WEIGHTS, ['UNLIKE_DECLINED']);
  expect(weights.WAGE).toBeGreaterThan(0.6);
  expect(ndcg10).toBeGreaterThan(0.95);
  const others = wageLovers(2);
  expect(qualityOf(weights, others)!).toBeGreaterThan(qualityOf(SHIPPED_WEIGHTS, others)! + 0.2);
});
