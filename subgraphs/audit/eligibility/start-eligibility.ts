import type { Thresholds } from '../definition/thresholds.ts';
import type { GraphCatalogue } from '../operation/graph-catalogue.ts';
import type { AskHub } from '../../kit/following/ask-hub.ts';
import type { AuditStore } from '../store/audit-store.ts';
import type { AskRelation } from '../sweep/read/ask-relation.ts';
import type { SweepEngine } from '../sweep/sweep-engine.ts';
import { createCaseReader } from './case-reader.ts';
import { EligibilityEngine } from './eligibility-engine.ts';
import { EligibilityJobs, type JobParts } from './eligibility-jobs.ts';
import type { EligibilityScheme } from './read-eligibility-document.ts';
import { createSetReader } from './set-reader.ts';
import { SourceWatch } from './source-watch.ts';

export interface EligibilitySurroundings {
  readonly store: Pick<AuditStore, 'stages' | 'eligibility'>;
  readonly schemes: readonly EligibilityScheme[];
  readonly graph: GraphCatalogue;
  readonly thresholds: Thresholds;
  readonly ask: AskHub;
  readonly askRelation: AskRelation;
  readonly engine: SweepEngine;
  readonly onStuck: JobParts['onStuck'];
}

/** Few enough to be answered while somebody looks on, many enough that the agencies are asked seldom. */
const BATCH = 5_000;
/** A source that is away for longer leaves the lines of a batch open: whoever wants them asks again. */
const BACKOFF_MS = [250, 500, 1_000, 2_000, 4_000];

/** Conclusions asked singly, and jobs for lists. */
export function startEligibility(given: EligibilitySurroundings): {
  readonly engine: EligibilityEngine;
  readonly jobs: EligibilityJobs;
} {
  const { store, schemes, onStuck } = given;
  const concluding = { schemes, stages: store.stages };
  const sources = new SourceWatch(given);
  const engine = new EligibilityEngine({ ...concluding, reader: createCaseReader({ ...given, sources }) });
  const inSets = createSetReader({ ...given, backoffMs: BACKOFF_MS });
  const forLists = new EligibilityEngine({ ...concluding, reader: inSets });
  return {
    engine,
    jobs: new EligibilityJobs({ store: store.eligibility, engine: forLists, batch: BATCH, onStuck }),
  };
}
