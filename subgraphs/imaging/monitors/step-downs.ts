import type pg from 'pg';
import type { InferenceResult } from '../inference/inference-result.ts';

/** A label of a model at a site. */
export interface LabelAtSite {
  readonly modelSha256: string;
  readonly site: string;
  readonly label: string;
}

/**
 * The results with every label silent that the monitors stepped down at their site, whatever a card says. Called in the
 * transaction that drafts them, so that a step-down holds from then on also for what was read before; and in the one that
 * keeps a result, so that what was read while it lasts stays silent when it is lifted.
 */
export async function heedStepDowns(
  client: pg.ClientBase,
  results: readonly InferenceResult[],
): Promise<readonly InferenceResult[]> {
  const { rows } = await client.query<{ model_sha256: string; site: string; label: string }>(
    'SELECT model_sha256, site, label FROM monitor.step_down WHERE lifted_at IS NULL',
  );
  if (rows.length === 0) return results;
  return results.map((result) => {
    const { model, site } = result.provenance;
    const silent = new Set(
      rows.filter((row) => row.model_sha256 === model.sha256 && row.site === site).map(({ label }) => label),
    );
    if (silent.size === 0) return result;
    return {
      ...result,
      findings: result.findings.map((finding) =>
        silent.has(finding.label) ? { ...finding, stage: 'silent' } : finding,
      ),
    };
  });
}

/** Who lifts a step-down, and why. */
export interface Lift {
  readonly by: string;
  readonly reason: string;
  readonly at: Date;
}

/**
 * Lets a label speak again where its card says so: only a person decides it. What the monitors look at begins anew. False
 * where it was not stepped down.
 */
export async function liftStepDown(
  client: pg.ClientBase,
  { modelSha256, site, label }: LabelAtSite,
  { by, reason, at }: Lift,
): Promise<boolean> {
  const { rowCount } = await client.query(
    `UPDATE monitor.step_down SET lifted_at = $4, lifted_by = $5, lift_reason = $6
     WHERE model_sha256 = $1 AND site = $2 AND label = $3 AND lifted_at IS NULL`,
    [modelSha256, site, label, at, by, reason],
  );
  if (rowCount === 0) return false;
  // Also those over all labels: where what they are about goes on, a new one makes the label silent again.
  await client.query(
    `UPDATE monitor.alarm SET ended_at = $4
     WHERE model_sha256 = $1 AND site = $2 AND (label = $3 OR label IS NULL) AND kind <> 'OPERATIONS'
       AND ended_at IS NULL`,
    [modelSha256, site, label, at],
  );
  await client.query('DELETE FROM monitor.baseline WHERE model_sha256 = $1 AND site = $2', [
    modelSha256,
    site,
  ]);
  return true;
}
