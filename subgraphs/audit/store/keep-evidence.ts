import type pg from 'pg';

const INSERT_EVIDENCE = `
INSERT INTO audit.evidence (
  finding_id, path, source_agency, source_dataset, source_type, source_field, source_record_key, value, as_of,
  fetched_at, match_tier, exchange_id
)
SELECT * FROM jsonb_to_recordset($1::jsonb) AS item (
  finding_id text, path text, source_agency text, source_dataset text, source_type text, source_field text,
  source_record_key text, value text, as_of timestamptz, fetched_at timestamptz, match_tier text, exchange_id text
) WHERE finding_id = ANY($2) ON CONFLICT DO NOTHING`;

/** Keeps the evidence of these findings, as `evidenceRows` gives it; what belongs to others is left out. */
export async function keepEvidence(
  client: pg.ClientBase,
  rows: readonly object[],
  findingIds: readonly string[],
): Promise<void> {
  await client.query(INSERT_EVIDENCE, [JSON.stringify(rows), findingIds]);
}
