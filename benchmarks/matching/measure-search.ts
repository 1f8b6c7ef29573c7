import type { Jobseeker } from '../../subgraphs/matching/market/jobseeker.ts';
import { meanOf, ndcgAt, recallAt, reciprocalRank } from '../../subgraphs/matching/score/quality.ts';
import type { Question } from './bench-market.ts';

/** Whatever ranks vacancies for a jobseeker. */
export interface Ranker {
  readonly name: string;
  /** Ids, the best first. */
  rank(jobseeker: Jobseeker, k: number): Promise<readonly string[]>;
}

export interface SearchMeasure {
  readonly name: string;
  readonly ndcg10: number;
  readonly recall10: number;
  readonly mrr: number;
  /** Of each question, in their order. */
  readonly ms: readonly number[];
}

/** Asked before anything is timed, so that everybody's code is compiled. */
const WARM_UP = 20;

/**
 * Each question put to each ranker in turn, so that what else the machine does meets all of them.
 *
 * @param k how many are asked for; the first ten are judged
 */
export async function measureSearch(
  rankers: readonly Ranker[],
  questions: readonly Question[],
  { k, progress }: { readonly k: number; readonly progress: (line: string) => void },
): Promise<readonly SearchMeasure[]> {
  for (const { jobseeker } of questions.slice(0, WARM_UP)) {
    for (const ranker of rankers) await ranker.rank(jobseeker, k);
  }
  const asked = rankers.map((ranker) => ({ ranker, ms: [] as number[], judged: [] as Judged[] }));
  for (const [at, question] of questions.entries()) {
    for (const { ranker, ms, judged } of asked) {
      const startedAt = performance.now();
      const ranked = await ranker.rank(question.jobseeker, k);
      ms.push(performance.now() - startedAt);
      judged.push(judge(ranked, question));
    }
    if ((at + 1) % 100 === 0) progress(`${at + 1} of ${questions.length} questions`);
  }
  const mean = (values: readonly (number | null)[]): number => meanOf(values) ?? NaN;
  return asked.map(({ ranker: { name }, ms, judged }) => ({
    name,
    ms,
    ndcg10: mean(judged.map(({ ndcg10 }) => ndcg10)),
    recall10: mean(judged.map(({ recall10 }) => recall10)),
    mrr: mean(judged.map(({ mrr }) => mrr)),
  }));
}

interface Judged {
  readonly ndcg10: number | null;
  readonly recall10: number | null;
  readonly mrr: number | null;
}

function judge(ranked: readonly string[], { grades }: Question): Judged {
  const relevant = new Set([...grades].filter(([, grade]) => grade >= RELEVANT).map(([id]) => id));
  return {
    ndcg10: ndcgAt(
      10,
      ranked.map((id) => grades.get(id) ?? 0),
      [...grades.values()],
    ),
    recall10: recallAt(10, ranked, relevant),
    mrr: relevant.size === 0 ? null : reciprocalRank(ranked, relevant),
  };
}

/** From this grade on a vacancy counts as found, where grades do not count (recall, MRR). */
const RELEVANT = 2;
