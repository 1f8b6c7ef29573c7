import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { withImagingWork } from '../../hub/imaging/with-imaging-work.ts';
import { startHub, type RunningHub } from '../../hub/launch/start-hub.ts';
import { sendImages } from '../../subgraphs/imaging/intake/testing/send-image.ts';
import { phantomObject } from '../../subgraphs/imaging/training/phantom/phantom-object.ts';

export interface DraftsMeasure {
  readonly p50Ms: number;
  readonly p95Ms: number;
  /** Studies that the archive took and of which there is no draft. */
  readonly lost: number;
  /** Studies that the archive did not take. */
  readonly refused: number;
}

export interface DraftLoad {
  readonly studies: number;
  readonly perSecond: number;
  /** Pixels along a side. */
  readonly side: number;
  readonly progress: (line: string) => void;
}

const SEED = 61;
/** What a hub that was just started compiles and opens is not timed. */
const WARM_UP = 6;
const PATIENCE_MS = 60_000;

/** A whole hub of its own: from the first byte of a C-STORE to the draft that is committed, at a steady rate. */
export async function measureDrafts(load: DraftLoad): Promise<DraftsMeasure> {
  const state = mkdtempSync(join(tmpdir(), 'sluice-bench-imaging-'));
  let hub: RunningHub | null = null;
  try {
    const started = await startHub({
      state,
      province: { residents: 1_000, seed: 1 },
      onProgress: load.progress,
    });
    hub = started;
    return await withImagingWork(state, async (client) => {
      await sendAndWait(started, client, load, { first: 0, count: WARM_UP });
      return sendAndWait(started, client, load, { first: WARM_UP, count: load.studies });
    });
  } finally {
    await hub?.stop();
    rmSync(state, { recursive: true, force: true });
  }
}

async function sendAndWait(
  { ready }: RunningHub,
  client: pg.Client,
  { perSecond, side, progress }: DraftLoad,
  { first, count }: { readonly first: number; readonly count: number },
): Promise<DraftsMeasure> {
  const objects = Array.from({ length: count }, (_, at) =>
    phantomObject({ seed: SEED, index: first + at, side }),
  );
  progress(`${count} studies are sent, ${perSecond} a second`);
  const sentAt = new Map<string, number>();
  const startedAt = Date.now();
  const sending = objects.map(async ({ bytes, studyInstanceUid }, at) => {
    await sleep(startedAt + (at * 1_000) / perSecond - Date.now());
    sentAt.set(studyInstanceUid, Date.now());
    const [status] = await sendImages(ready.imaging.dicom, [bytes]);
    return status === 0;
  });
  const isTaken = await Promise.all(sending);
  const drafted = await draftsOf(client, [...sentAt.keys()]);
  const times = [...sentAt].flatMap(([study, sent]) => {
    const at = drafted.get(study);
    return at === undefined ? [] : [at - sent];
  });
  const ordered = times.sort((left, right) => left - right);
  const taken = isTaken.filter(Boolean).length;
  return {
    p50Ms: ordered[Math.floor(ordered.length / 2)] ?? Infinity,
    p95Ms: ordered[Math.ceil(ordered.length * 0.95) - 1] ?? Infinity,
    lost: taken - drafted.size,
    refused: count - taken,
  };
}

/** When each study was first drafted, in milliseconds since 1970; waits until all are, or patience ends. */
async function draftsOf(client: pg.Client, studies: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const until = Date.now() + PATIENCE_MS;
  for (;;) {
    const { rows } = await client.query<{ study: string; at: Date }>(
      `SELECT study_instance_uid AS study, min(drafted_at) AS at FROM report.report
       WHERE study_instance_uid = ANY($1) GROUP BY study_instance_uid`,
      [studies],
    );
    if (rows.length === studies.length || Date.now() > until)
      return new Map(rows.map(({ study, at }) => [study, at.getTime()]));
    await sleep(250);
  }
}
