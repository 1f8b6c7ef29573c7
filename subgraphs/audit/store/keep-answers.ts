import type pg from 'pg';
import type { Eligibility } from '../eligibility/eligibility.ts';

/** What a line was answered, and whom that tells something about. */
export interface AnsweredLine {
  readonly line: number;
  readonly eligibility: Eligibility;
  readonly people: readonly string[];
}

/**
 * Keeps what lines of a job were answered, each conclusion once. A line that was answered before stays as it was, so nothing
 * is doubled where two processes had the same lines. False where the job has ended.
 */
export async function keepAnswers(
  client: pg.ClientBase,
  jobId: string,
  answers: readonly AnsweredLine[],
): Promise<boolean> {
  const { rowCount } = await client.query(
    `UPDATE audit.eligibility_job SET attempts = 0 WHERE job_id = $1 AND status = 'RUNNING'`,
    [jobId],
  );
  if (rowCount === 0) return false;
  const kept = await client.query<{ last: number }>(
    'SELECT coalesce(max(number), 0) AS last FROM audit.eligibility_conclusion WHERE job_id = $1',
    [jobId],
  );
  const last = kept.rows[0]?.last ?? 0;
  const numbers = new Map<string, number>();
  const rows = answers.map(({ line, eligibility, people }) => {
    const text = JSON.stringify(eligibility);
    const conclusion = numbers.get(text) ?? last + numbers.size + 1;
    numbers.set(text, conclusion);
    return { line, conclusion, people };
  });
  await client.query(
    `INSERT INTO audit.eligibility_conclusion (job_id, number, conclusion)
     SELECT $1, number, conclusion::jsonb FROM unnest($2::int[], $3::text[]) AS given (number, conclusion)`,
    [jobId, [...numbers.values()], [...numbers.keys()]],
  );
  await client.query(
    `UPDATE audit.eligibility_row AS row
     SET state = 'ANSWERED', conclusion = given.conclusion,
       people = ARRAY(SELECT jsonb_array_elements_text(given.people))
     FROM jsonb_to_recordset($2::jsonb) AS given (line int, conclusion int, people jsonb)
     WHERE row.job_id = $1 AND row.line = given.line AND state = 'WAITING'`,
    [jobId, JSON.stringify(rows)],
  );
  return true;
}
