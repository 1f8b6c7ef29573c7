import type pg from 'pg';
import { stageOf, type ModelCard } from '../models/model-card.ts';
import { makesSilent, type Concern } from './concern.ts';

/** A concern that was not known before. */
export interface Alarm extends Concern {
  readonly alarmId: string;
  readonly modelName: string;
  readonly site: string;
  /** The labels that it made silent. */
  readonly steppedDown: readonly string[];
}

/**
 * Keeps what is of concern with a model at a site, in the caller's transaction: raises an alarm for what is new and makes
 * the labels silent that it is about. An alarm over operations ends when they go well again; any other lasts until a person lifts it.
 */
export async function keepConcerns(
  client: pg.ClientBase,
  { card, site, now }: { readonly card: ModelCard; readonly site: string; readonly now: Date },
  concerns: readonly Concern[],
): Promise<readonly Alarm[]> {
  const raised: Alarm[] = [];
  for (const concern of concerns) {
    const { rows } = await client.query<{ alarm_id: string }>(
      `INSERT INTO monitor.alarm (raised_at, kind, model_sha256, model_name, site, label, detail)
       VALUES ($1, $2, $3, $4, $5, $6, $7)
       ON CONFLICT (kind, model_sha256, site, COALESCE(label, '')) WHERE ended_at IS NULL DO NOTHING
       RETURNING alarm_id`,
      [now, concern.kind, card.sha256, card.name, site, concern.label, JSON.stringify(concern.figures)],
    );
    const alarmId = rows[0]?.alarm_id;
    if (alarmId === undefined) continue;
    const labels = makesSilent(concern.kind) ? labelsOf(card, site, concern) : [];
    await client.query(
      `INSERT INTO monitor.step_down (alarm_id, model_sha256, site, label, stepped_at)
       SELECT $1, $2, $3, label, $5 FROM unnest($4::text[]) AS label
       ON CONFLICT (model_sha256, site, label) WHERE lifted_at IS NULL DO NOTHING`,
      [alarmId, card.sha256, site, labels, now],
    );
    raised.push({ ...concern, alarmId, modelName: card.name, site, steppedDown: labels });
  }
  if (concerns.every(({ kind }) => kind !== 'OPERATIONS'))
    await client.query(
      `UPDATE monitor.alarm SET ended_at = $3
       WHERE kind = 'OPERATIONS' AND model_sha256 = $1 AND site = $2 AND ended_at IS NULL`,
      [card.sha256, site, now],
    );
  return raised;
}

/** Those that readers see there. */
function labelsOf(card: ModelCard, site: string, { label }: Concern): readonly string[] {
  return card.labels
    .filter((one) => stageOf(one, site) === 'assistive' && (label === null || label === one.name))
    .map(({ name }) => name);
}
