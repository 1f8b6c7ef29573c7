import { argv, stdout } from 'node:process';
import { worldOn } from '../../subgraphs/matching/constraints/match-world.ts';
import { violationsOf } from '../../subgraphs/matching/constraints/violations-of.ts';
import {
  chooseWeights,
  qualityOf,
  type KnownPreferences,
} from '../../subgraphs/matching/score/choose-weights.ts';
import { termsOf } from '../../subgraphs/matching/score/judge-pair.ts';
import type { TermName } from '../../subgraphs/matching/score/score-term.ts';
import { matchTexts, queryOf, textOf } from '../../subgraphs/matching/score/text-match.ts';
import { VacancyIndex } from '../../subgraphs/matching/score/vacancy-index.ts';
import { SHIPPED_WEIGHTS } from '../../subgraphs/matching/score/weights.ts';
import type { BenchMarket } from './bench-market.ts';
import { planBenchMarket } from './plan-bench-market.ts';

/**
 * Chooses the weights of the score: on the preferences of one planted market, then shown on another that they were not
 * chosen on. Neither is the market of the benchmark. `node benchmarks/matching/choose-weights.ts [vacancies]`
 */
const TRAINING_SEED = 71_001;
const VALIDATION_SEED = 71_002;
const QUESTIONS = 300;
/** Nobody in a planted market has declined anything yet. */
const FIXED: readonly TermName[] = ['UNLIKE_DECLINED'];

const vacancies = Number(argv[2] ?? 12_000);
const training = knownPreferences(plan(TRAINING_SEED));
const validation = knownPreferences(plan(VALIDATION_SEED));
const { weights, ndcg10 } = chooseWeights(training, SHIPPED_WEIGHTS, FIXED);
const report = {
  weights,
  ndcg10: { training: ndcg10, validation: qualityOf(weights, validation) },
  shipped: {
    training: qualityOf(SHIPPED_WEIGHTS, training),
    validation: qualityOf(SHIPPED_WEIGHTS, validation),
  },
};
stdout.write(`${JSON.stringify(report, null, 2)}\n`);

function plan(seed: number): BenchMarket {
  return planBenchMarket({ seed, vacancies, jobseekers: vacancies * 4, questions: QUESTIONS });
}

/** Every possible pair of those whose preferences are known, by its terms. */
function knownPreferences(market: BenchMarket): readonly KnownPreferences[] {
  const world = worldOn(market.day);
  const index = new VacancyIndex(world);
  for (const vacancy of market.vacancies) index.put(vacancy);
  const texts = market.vacancies.map(textOf);
  return market.questions.map(({ jobseeker, grades }) => {
    const query = queryOf(jobseeker);
    const pairs = market.vacancies.flatMap((vacancy, i) => {
      const text = texts[i];
      if (text === undefined || violationsOf({ jobseeker, vacancy }, world).length > 0) return [];
      const match = matchTexts(query, text, index.corpus);
      const terms = termsOf({ jobseeker, vacancy }, match, index.judgement);
      const values = Object.fromEntries(terms.map(({ name, value }) => [name, value]));
      // One value of each name: `termsOf` makes all of them.
      return [{ values: values as Record<TermName, number>, grade: grades.get(vacancy.vacancyId) ?? 0 }];
    });
    return { pairs, allGrades: [...grades.values()] };
  });
}
