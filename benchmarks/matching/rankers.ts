import type { Vacancy } from '../../subgraphs/matching/market/vacancy.ts';
import type { VacancyIndex } from '../../subgraphs/matching/score/vacancy-index.ts';
import type { Question } from './bench-market.ts';
import type { Ranker } from './measure-search.ts';
import { wordsOfJobseeker } from './search-words.ts';
import type { WordSearch } from './word-search.ts';

/** Ours: constraints, every term, explanations. */
export function ourRanker(name: string, index: VacancyIndex): Ranker {
  return {
    name,
    rank: (jobseeker, k) => Promise.resolve(index.top(jobseeker, k).map(({ vacancyId }) => vacancyId)),
  };
}

/** Words alone. Cutting the question into words is within the time, as it is within ours. */
export function wordRanker(name: string, search: WordSearch): Ranker {
  return { name, rank: (jobseeker, k) => search.search(wordsOfJobseeker(jobseeker), k) };
}

/** Any vacancies, the same each time. */
export function randomRanker(vacancies: readonly Vacancy[]): Ranker {
  let state = 1;
  const next = (): number => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32;
  const any = (): string => vacancies[Math.floor(next() * vacancies.length)]?.vacancyId ?? '';
  return { name: 'random', rank: (_, k) => Promise.resolve(Array.from({ length: k }, any)) };
}

/** What the plan itself would say. */
export function oracleRanker(questions: readonly Question[]): Ranker {
  const oracles = new Map(questions.map(({ jobseeker, oracle }) => [jobseeker.personKey, oracle]));
  return {
    name: 'oracle',
    rank: ({ personKey }, k) => Promise.resolve((oracles.get(personKey) ?? []).slice(0, k)),
  };
}
