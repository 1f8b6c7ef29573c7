import type pg from 'pg';
import type { LoadedModel } from '../models/load-model.ts';
import { stageOf } from '../models/model-card.ts';
import { agreementConcern, subgroupConcern, type Judgement } from './agreement.ts';
import { keepConcerns, type Alarm } from './alarms.ts';
import type { Concern } from './concern.ts';
import { operationsConcern } from './operations.ts';
import { inputConcerns } from './input-concerns.ts';

/** Any number that nothing else of the database locks. */
const WATCH_LOCK = 7_305_133;
/** Judgements of a label that are looked at: so many, and none older than these days. */
const JUDGEMENTS = 400;
const JUDGEMENT_DAYS = 56;
/** Among which those of the site are sought. */
const JUDGEMENTS_OF_ALL_SITES = 50_000;
/** Jobs that are looked at: of the last hour, and no more than these. */
const JOBS = 1_000;
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/**
 * Looks once at every model at every site from which it was asked lately, raises alarms and makes labels silent. In the
 * caller's transaction; two at once wait for each other. Models are opened only where one was asked.
 */
export async function watchModels(
  client: pg.ClientBase,
  openModels: () => Promise<readonly LoadedModel[]>,
  now: Date,
): Promise<readonly Alarm[]> {
  await client.query('SELECT pg_advisory_xact_lock($1)', [WATCH_LOCK]);
  const asked = await askedLately(client, now);
  const models = asked.length === 0 ? [] : await openModels();
  const raised: Alarm[] = [];
  for (const { sha256, site } of asked) {
    const model = models.find(({ card }) => card.sha256 === sha256);
    if (model === undefined) continue;
    const since = await lastLift(client, sha256, site);
    const concerns = [
      ...(await inputConcerns(client, model, site, since)),
      ...(await readerConcerns(client, model, site, later(since, now, JUDGEMENT_DAYS * DAY_MS))),
      ...(await workConcerns(client, model, site, new Date(now.getTime() - HOUR_MS))),
    ];
    raised.push(...(await keepConcerns(client, { card: model.card, site, now }, concerns)));
  }
  return raised;
}

interface AskedModel {
  readonly sha256: string;
  readonly site: string;
}

async function askedLately(client: pg.ClientBase, now: Date): Promise<readonly AskedModel[]> {
  const { rows } = await client.query<AskedModel>(
    // From one pair to the next by the index: there are few pairs, and many jobs of each.
    `WITH RECURSIVE pair AS (
       (SELECT model_sha256, site FROM inference.job WHERE state = 'COMPLETED' AND site IS NOT NULL
        ORDER BY model_sha256, site LIMIT 1)
       UNION ALL
       SELECT next.model_sha256, next.site FROM pair CROSS JOIN LATERAL (
         SELECT model_sha256, site FROM inference.job
         WHERE state = 'COMPLETED' AND (model_sha256, site) > (pair.model_sha256, pair.site)
         ORDER BY model_sha256, site LIMIT 1) AS next)
     SELECT model_sha256 AS sha256, site FROM pair
     WHERE EXISTS (SELECT FROM inference.job
       WHERE state = 'COMPLETED' AND job.model_sha256 = pair.model_sha256 AND job.site = pair.site AND ended_at > $1)`,
    [new Date(now.getTime() - JUDGEMENT_DAYS * DAY_MS)],
  );
  return rows;
}

/** Nothing before it counts any more: a person has looked at it. */
async function lastLift(client: pg.ClientBase, sha256: string, site: string): Promise<Date> {
  const { rows } = await client.query<{ lifted_at: Date | null }>(
    'SELECT max(lifted_at) AS lifted_at FROM monitor.step_down WHERE model_sha256 = $1 AND site = $2',
    [sha256, site],
  );
  return rows[0]?.lifted_at ?? new Date(0);
}

function later(since: Date, now: Date, withinMs: number): Date {
  return new Date(Math.max(since.getTime(), now.getTime() - withinMs));
}

/** What readers say of the labels that they see. */
async function readerConcerns(
  client: pg.ClientBase,
  { card }: LoadedModel,
  site: string,
  since: Date,
): Promise<readonly Concern[]> {
  const concerns: (Concern | null)[] = [];
  for (const label of card.labels.filter((one) => stageOf(one, site) === 'assistive')) {
    const { rows } = await client.query<Judgement>(
      `SELECT above, agrees, sex, "ageYears" FROM (
         SELECT DISTINCT ON (sop_instance_uid) above, agrees, watched->>'sex' AS sex,
           (watched->>'ageYears')::int AS "ageYears", judged_at
         FROM (
           SELECT sop_instance_uid, model_sha256, above, agreement = 'AGREES' AS agrees, judged_at
           FROM report.finding JOIN report.report USING (report_id)
           WHERE model_sha256 = $1 AND label = $3 AND agreement IS NOT NULL AND above IS NOT NULL AND judged_at > $4
             AND state <> 'ENTERED_IN_ERROR'
           ORDER BY judged_at DESC LIMIT ${JUDGEMENTS_OF_ALL_SITES}) AS judgement
         JOIN inference.job USING (sop_instance_uid, model_sha256)
         WHERE site = $2
         ORDER BY sop_instance_uid, judged_at DESC) AS latest
       ORDER BY judged_at DESC LIMIT ${JUDGEMENTS}`,
      [card.sha256, site, label.name, since],
    );
    const promised = label.metrics.find(
      (metric) => metric.site === site && metric.sex === null && metric.age === null,
    );
    if (promised !== undefined) concerns.push(agreementConcern(label.name, rows, promised));
    concerns.push(subgroupConcern(label.name, rows, card.subgroupGap));
  }
  return concerns.filter((one) => one !== null);
}

interface WorkRow {
  readonly jobs: number;
  readonly canceled: number;
  readonly abstained: number;
  readonly p95: number | null;
}

/** How the jobs went that ended since. A canceled one has no result: it counts where its hospital is of the site. */
async function workConcerns(
  client: pg.ClientBase,
  { card }: LoadedModel,
  site: string,
  since: Date,
): Promise<readonly Concern[]> {
  const { rows } = await client.query<WorkRow>(
    `WITH of_site AS (
       SELECT DISTINCT hospital FROM (
         SELECT hospital FROM inference.job WHERE state = 'COMPLETED' AND model_sha256 = $1 AND site = $2
         ORDER BY ended_at DESC LIMIT ${JOBS}) AS latest),
     job AS (
       SELECT state, abstained, requested_at, ended_at FROM inference.job JOIN of_site USING (hospital)
       WHERE model_sha256 = $1 AND ended_at > $3 ORDER BY ended_at DESC LIMIT ${JOBS})
     SELECT count(*)::int AS jobs,
       count(*) FILTER (WHERE state = 'CANCELED')::int AS canceled,
       count(*) FILTER (WHERE abstained <> '[]'::jsonb)::int AS abstained,
       percentile_cont(0.95) WITHIN GROUP (ORDER BY extract(epoch FROM ended_at - requested_at))
         FILTER (WHERE state = 'COMPLETED') AS p95
     FROM job`,
    [card.sha256, site, since],
  );
  const row = rows[0];
  if (row === undefined) return [];
  const concern = operationsConcern({ ...row, p95Seconds: row.p95 });
  return concern === null ? [] : [concern];
}
