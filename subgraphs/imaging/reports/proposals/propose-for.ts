import type pg from 'pg';
import { dayInChina } from '../../../../identifiers/calendar-day.ts';
import type { GuidelineTable } from '../../guidelines/guideline-table.ts';
import { suggestionsFor } from '../../guidelines/suggestions-for.ts';

/**
 * Proposes what guidelines suggest for the findings that the reader says are there. A guideline that has expired proposes
 * nothing; what was proposed for a finding that he no longer says is there, and nobody has decided on, is dropped.
 */
export async function proposeFor(
  client: pg.ClientBase,
  reportId: string,
  guidelines: readonly GuidelineTable[],
  now: Date,
): Promise<void> {
  const { rows } = await client.query<{ label: string }>(
    `SELECT DISTINCT label FROM report.finding
     WHERE report_id = $1 AND stage = 'assistive' AND above = (agreement = 'AGREES') ORDER BY label`,
    [reportId],
  );
  const present = rows.map(({ label }) => label);
  await client.query(
    `UPDATE report.proposal SET dropped_at = CASE WHEN label = ANY ($2) THEN NULL ELSE $3::timestamptz END
     WHERE report_id = $1 AND decision IS NULL`,
    [reportId, present, now],
  );
  for (const { table, suggestion } of suggestionsFor(present, guidelines, dayInChina(now)))
    await client.query(
      `INSERT INTO report.proposal
         (report_id, label, guideline_id, guideline_version, guideline_title, section, url, text_en, text_zh, issued_on,
          expires_on, checked_by, proposed_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) ON CONFLICT DO NOTHING`,
      [
        reportId,
        suggestion.label,
        table.id,
        table.version,
        table.title,
        suggestion.section,
        table.url,
        suggestion.text.en,
        suggestion.text.zh,
        table.issuedOn,
        table.expiresOn,
        suggestion.checkedBy,
        now,
      ],
    );
}
