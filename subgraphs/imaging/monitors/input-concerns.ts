import type pg from 'pg';
import type { LoadedModel } from '../models/load-model.ts';
import type { Concern } from './concern.ts';
import {
  baselineOf,
  embeddingConcern,
  foreignConcern,
  histogramConcern,
  type Baseline,
  type WatchedImage,
} from './input-drift.ts';

/** Images of which a baseline is made, and of which each look is taken. */
const BASELINE_IMAGES = 200;
const WINDOW_IMAGES = 100;
/** Fewer are not compared with a baseline. */
const FEWEST_IMAGES = 50;

interface WatchedRow {
  readonly embedding: readonly number[] | null;
  readonly histogram: readonly number[];
  readonly is_foreign: boolean;
  readonly ended_at: Date;
}

/**
 * What is of concern with the images that come from a site. The first ones make the baseline, once; nothing before
 * `since` is looked at.
 */
export async function inputConcerns(
  client: pg.ClientBase,
  { card, distribution }: LoadedModel,
  site: string,
  since: Date,
): Promise<readonly Concern[]> {
  const kept = await keptBaseline(client, card.sha256, site);
  const window = await watched(client, { sha256: card.sha256, site, since, order: 'DESC' }, WINDOW_IMAGES);
  const { outOfDistribution: known } = card;
  const foreign = foreignConcern(
    window.filter(({ is_foreign }) => is_foreign).length,
    window.length,
    known.kind === 'none' ? 1 : known.falseAlarms.high,
  );
  const concerns = foreign === null ? [] : [foreign];
  if (kept === null) {
    const first = (
      await watched(client, { sha256: card.sha256, site, since, order: 'ASC' }, 2 * BASELINE_IMAGES)
    )
      .filter(({ is_foreign }) => !is_foreign)
      .slice(0, BASELINE_IMAGES);
    if (first.length === BASELINE_IMAGES)
      await keepBaseline(client, { sha256: card.sha256, site }, baselineOf(first, distribution), first);
    return concerns;
  }
  const later = window.filter(({ is_foreign, ended_at }) => !is_foreign && ended_at > kept.until);
  if (later.length < FEWEST_IMAGES) return concerns;
  const drifts = [
    embeddingConcern(kept.baseline, later, distribution),
    histogramConcern(kept.baseline, later),
  ];
  return [...concerns, ...drifts.filter((one) => one !== null)];
}

async function watched(
  client: pg.ClientBase,
  { sha256, site, since, order }: { sha256: string; site: string; since: Date; order: 'ASC' | 'DESC' },
  limit: number,
): Promise<readonly (WatchedRow & WatchedImage)[]> {
  const { rows } = await client.query<WatchedRow>(
    `SELECT watched->'embedding' AS embedding, watched->'histogram' AS histogram,
       abstained ? 'OUT_OF_DISTRIBUTION' AS is_foreign, ended_at
     FROM inference.job
     WHERE state = 'COMPLETED' AND model_sha256 = $1 AND site = $2 AND ended_at > $3
       AND jsonb_typeof(watched->'histogram') = 'array'
     ORDER BY ended_at ${order} LIMIT $4`,
    [sha256, site, since, limit],
  );
  return rows.map((row) => ({ ...row, embedding: Array.isArray(row.embedding) ? row.embedding : null }));
}

interface BaselineRow {
  readonly images: number;
  readonly embedding: readonly number[] | null;
  readonly spread: number | null;
  readonly histogram: readonly number[];
  readonly until: Date;
}

async function keptBaseline(
  client: pg.ClientBase,
  sha256: string,
  site: string,
): Promise<{ readonly baseline: Baseline; readonly until: Date } | null> {
  const { rows } = await client.query<BaselineRow>(
    `SELECT images, embedding, spread, histogram, until FROM monitor.baseline
     WHERE model_sha256 = $1 AND site = $2`,
    [sha256, site],
  );
  const row = rows[0];
  if (row === undefined) return null;
  const { images, embedding, spread, histogram, until } = row;
  const known = embedding === null || spread === null ? null : { mean: embedding, spread };
  return { baseline: { images, embedding: known, histogram }, until };
}

async function keepBaseline(
  client: pg.ClientBase,
  { sha256, site }: { readonly sha256: string; readonly site: string },
  { images, embedding, histogram }: Baseline,
  of: readonly WatchedRow[],
): Promise<void> {
  await client.query(
    `INSERT INTO monitor.baseline (model_sha256, site, images, embedding, spread, histogram, until)
     VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    [
      sha256,
      site,
      images,
      embedding?.mean ?? null,
      embedding?.spread ?? null,
      histogram,
      of.at(-1)?.ended_at ?? null,
    ],
  );
}
