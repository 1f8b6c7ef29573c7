import { violationsOf } from '../../subgraphs/matching/constraints/violations-of.ts';
import { worldOn } from '../../subgraphs/matching/constraints/match-world.ts';
import type { JobseekerIndex } from '../../subgraphs/matching/score/jobseeker-index.ts';
import type { BenchMarket } from './bench-market.ts';

const TOP = 20;
/** How many vacancies are asked about, after some that are not timed. */
const ASKED = 300;
const WARM_UP = 20;

/** The other side: for open vacancies, spread over the market, the people. */
export function measurePeople(
  { vacancies, day }: BenchMarket,
  index: JobseekerIndex,
): { readonly ms: readonly number[]; readonly violations: number } {
  const open = vacancies.filter(({ status }) => status === 'OPEN');
  const step = Math.max(1, Math.floor(open.length / ASKED));
  const asked = open.filter((_, at) => at % step === 0).slice(0, ASKED);
  for (const vacancy of asked.slice(0, WARM_UP)) index.top(vacancy, TOP);
  const world = worldOn(day);
  let violations = 0;
  const ms = asked.map((vacancy) => {
    const startedAt = performance.now();
    const found = index.top(vacancy, TOP);
    const taken = performance.now() - startedAt;
    for (const { personKey } of found) {
      const jobseeker = index.find(personKey);
      const holds = jobseeker !== undefined && violationsOf({ jobseeker, vacancy }, world).length === 0;
      violations += Number(!holds);
    }
    return taken;
  });
  return { ms, violations };
}
