import type pg from 'pg';
import { readKey32 } from '../../../secrets/read-secret-file.ts';
import { openStream } from '../../../stream/open-stream.ts';
import type { AuditSettings } from '../audit-settings.ts';
import type { Thresholds } from '../definition/thresholds.ts';
import type { GraphCatalogue } from '../operation/graph-catalogue.ts';
import type { AskDecision } from '../run/ask-decision.ts';
import type { AskHub } from '../../kit/following/ask-hub.ts';
import type { AuditStore } from '../store/audit-store.ts';
import type { AskRelation } from '../sweep/read/ask-relation.ts';
import { entityTags } from '../../kit/following/entity-tags.ts';
import { SupervisionStore } from './supervision-store.ts';
import { Supervisor } from './supervisor.ts';

/** A source's age is a matter of hours. */
const STATES_EVERY_MS = 300_000;

export interface SupervisionWork {
  readonly supervisor: Supervisor;
  /** Makes the tables of supervision, those of audits being there, and goes on with every standing run. */
  begin(): Promise<void>;
  /** Lays every standing run down where it is. */
  stop(): Promise<void>;
}

/** Opens the stream; nothing is supervised yet. */
export async function openSupervision(
  settings: AuditSettings['supervision'],
  parts: {
    readonly pool: pg.Pool;
    readonly audits: AuditStore;
    readonly graph: GraphCatalogue;
    readonly thresholds: Thresholds;
    readonly ask: AskHub;
    readonly askRelation: AskRelation;
    readonly askDecision: AskDecision;
    readonly onStuck: (runId: string, error: unknown) => void;
  },
): Promise<SupervisionWork> {
  const { pool, ...others } = parts;
  const stream = await openStream(settings.stream);
  const store = new SupervisionStore(pool);
  const tagOf = entityTags(readKey32(settings.tagKeyFile), 'supervision');
  const supervisor = new Supervisor({
    ...others,
    store,
    stream,
    tagOf,
    statesEveryMs: STATES_EVERY_MS,
  });
  return {
    supervisor,
    begin: async () => {
      await store.applySchema();
      await supervisor.resume();
    },
    stop: async () => {
      await supervisor.stop();
      await stream.close();
    },
  };
}
