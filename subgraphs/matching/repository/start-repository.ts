import { readFileSync } from 'node:fs';
import type pg from 'pg';
import { readKey32 } from '../../../secrets/read-secret-file.ts';
import { openStream, type StreamConfiguration } from '../../../stream/open-stream.ts';
import type { AskHub } from '../../kit/following/ask-hub.ts';
import { entityTags } from '../../kit/following/entity-tags.ts';
import { readDatasets } from '../../kit/following/read-datasets.ts';
import { readPriorityRules } from '../priority/read-priority-rules.ts';
import { RepositoryReader } from './repository-reader.ts';
import { RepositoryStore, type OnChanged } from './store/repository-store.ts';

const PROBE_EVERY_MS = 30_000;
const EMPLOYERS_EVERY_MS = 1_000;

export interface RepositoryParts {
  /** Of the matching database, as the role that owns schema `repository`, which is there. */
  readonly pool: pg.Pool;
  readonly stream: StreamConfiguration;
  /** Asks the hub as the subject `employment-engine`. */
  readonly ask: AskHub;
  /** The composed graph: whose records the types are. */
  readonly supergraphFile: string;
  /** The key under which the repository remembers by what pictures were read. */
  readonly tagKeyFile: string;
  /** Told in the transaction that keeps pictures, of those that have changed. */
  readonly onChanged: OnChanged;
  /** Told where the repository could not go on at all; it goes on at the next start. */
  readonly onStuck: (error: unknown) => void;
}

/** Begins to keep the employment pictures current, from where it was left; everybody is read once at the first start. */
export async function startRepository(parts: RepositoryParts): Promise<{ stop(): Promise<void> }> {
  const store = new RepositoryStore(parts.pool, parts.onChanged);
  const stream = await openStream(parts.stream);
  const datasets = readDatasets(readFileSync(parts.supergraphFile, 'utf8'));
  const end = new AbortController();
  const reader = new RepositoryReader(
    {
      store,
      stream,
      ask: parts.ask,
      tagOf: entityTags(readKey32(parts.tagKeyFile), 'repository'),
      agencyOf: (typeName) => datasets.get(typeName)?.agency ?? null,
      rules: readPriorityRules(),
      now: () => new Date(),
      probeEveryMs: PROBE_EVERY_MS,
      employersEveryMs: EMPLOYERS_EVERY_MS,
    },
    end.signal,
  );
  const done = reader.follow().catch(async (error: unknown) => {
    // WHY: no more of it, for what an error says may be a value; its name is in the log.
    await store.say('FAILED', 'a mistake of the hub itself, which is in its log').catch(() => undefined);
    parts.onStuck(error);
  });
  return {
    stop: async () => {
      end.abort();
      await done;
      await stream.close();
    },
  };
}
