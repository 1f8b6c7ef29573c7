import { explain } from '../../subgraphs/matching/score/explain.ts';
import { VacancyIndex } from '../../subgraphs/matching/score/vacancy-index.ts';
import { SHIPPED_WEIGHTS, type ScoreWeights } from '../../subgraphs/matching/score/weights.ts';
import { violationsOf } from '../../subgraphs/matching/constraints/violations-of.ts';
import { worldOn } from '../../subgraphs/matching/constraints/match-world.ts';
import type { BenchMarket } from './bench-market.ts';
import { inProcessSearch } from './in-process-search.ts';
import { measureSearch, type SearchMeasure } from './measure-search.ts';
import { postgresSearch } from './postgres-search.ts';
import { oracleRanker, ourRanker, randomRanker, wordRanker } from './rankers.ts';
import { wordsOfVacancy } from './search-words.ts';
import type { WordDocument } from './word-search.ts';

export interface Searches {
  readonly ours: SearchMeasure;
  readonly postgres: SearchMeasure;
  /** MiniSearch, of which the order is that of BM25 alone. */
  readonly inProcess: SearchMeasure;
  /** The same in our index: the constraints hold, and words alone make the order. */
  readonly wordsOnly: SearchMeasure;
  readonly random: SearchMeasure;
  readonly oracle: SearchMeasure;
  /** Suggestions of ours that violate a constraint, judged one by one; that explain nothing. */
  readonly violations: number;
  readonly unexplained: number;
}

const TOP = 20;

/** All rankings on the same questions, in the same run. What the others are made of is gone again afterwards. */
export async function measureSearches(
  market: BenchMarket,
  index: VacancyIndex,
  progress: (line: string) => void,
): Promise<Searches> {
  const { vacancies, questions } = market;
  const postgres = await postgresSearch(documentsOf(market));
  try {
    const inProcess = inProcessSearch(documentsOf(market));
    const rankers = [
      ourRanker('ours', index),
      wordRanker('PostgreSQL full-text', postgres),
      wordRanker('MiniSearch (BM25+)', inProcess),
      ourRanker('constraints and BM25', wordsOnlyIndex(market)),
      randomRanker(vacancies),
      oracleRanker(questions),
    ] as const;
    const measured = await measureSearch(rankers, questions, { k: TOP, progress });
    const of = ({ name }: { readonly name: string }): SearchMeasure => {
      const found = measured.find((one) => one.name === name);
      if (found === undefined) throw new Error(`\`${name}\` was not measured`);
      return found;
    };
    return {
      ours: of(rankers[0]),
      postgres: of(rankers[1]),
      inProcess: of(rankers[2]),
      wordsOnly: of(rankers[3]),
      random: of(rankers[4]),
      oracle: of(rankers[5]),
      ...checkOurs(market, index),
    };
  } finally {
    await postgres.close();
  }
}

function wordsOnlyIndex({ vacancies, day }: BenchMarket): VacancyIndex {
  const nothing = Object.keys(SHIPPED_WEIGHTS).map((term) => [term, 0] as const);
  const weights = { ...(Object.fromEntries(nothing) as ScoreWeights), TEXT: 1 };
  const index = new VacancyIndex(worldOn(day), { weights });
  for (const vacancy of vacancies) index.put(vacancy);
  return index;
}

function* documentsOf({ vacancies }: BenchMarket): Generator<WordDocument, void> {
  for (const vacancy of vacancies) yield { id: vacancy.vacancyId, words: wordsOfVacancy(vacancy) };
}

function checkOurs(
  { questions, day }: BenchMarket,
  index: VacancyIndex,
): Pick<Searches, 'violations' | 'unexplained'> {
  const world = worldOn(day);
  let violations = 0;
  let unexplained = 0;
  for (const { jobseeker } of questions) {
    for (const suggestion of index.top(jobseeker, TOP)) {
      const vacancy = index.find(suggestion.vacancyId);
      const holds = vacancy !== undefined && violationsOf({ jobseeker, vacancy }, world).length === 0;
      const { en, zh } = explain(suggestion);
      violations += Number(!holds);
      unexplained += Number(en === '' || zh === '');
    }
  }
  return { violations, unexplained };
}
