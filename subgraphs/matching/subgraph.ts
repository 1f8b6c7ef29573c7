import type { SubgraphDefinition } from '../kit/source-mapping.ts';
import { matchingMapping } from './serve/matching-mapping.ts';
import { startMatching } from './start-matching.ts';

/** What employment services serve: vacancies, jobseekers with suggestions, referrals and cases. */
export const subgraph: SubgraphDefinition = {
  name: 'matching',
  mapping: matchingMapping,
  start: startMatching,
};
