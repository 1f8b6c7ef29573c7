import type pg from 'pg';
import { DEMONSTRATION, type Words } from '../../models/model-card.ts';
import { backOff } from '../back-off.ts';
import type { ReportingHospital } from '../reporting-hospital.ts';
import { postNotice } from './post-notice.ts';

interface ClaimedNotice {
  readonly notice_id: string;
  readonly attempts: number;
  readonly critical_id: string;
  readonly recipient: string;
  readonly step: number;
  readonly hospital: string;
  readonly due_at: Date;
  readonly study_instance_uid: string;
  readonly title_en: string;
  readonly title_zh: string;
  readonly demonstration: boolean;
}

const LEASE_MS = 60_000;

/**
 * Posts the notice that waits longest to its hospital, where the hospital takes notices. It bears its id as idempotency key:
 * one that is posted again after a crash is the same notice. It names no patient.
 * @returns whether there was one.
 */
export async function sendNextNotice(
  pool: pg.Pool,
  hospitals: readonly ReportingHospital[],
  now: Date,
): Promise<boolean> {
  const urls = new Map(
    hospitals.flatMap(({ hospital, noticeUrl }) =>
      noticeUrl === undefined ? [] : [[hospital, noticeUrl] as const],
    ),
  );
  const notice = await claim(pool, [...urls.keys()], now);
  if (notice === null) return false;
  const failure = await postNotice(urls.get(notice.hospital) ?? '', bodyOf(notice));
  if (failure === null)
    await pool.query('UPDATE report.notice SET sent_at = $2, lease_until = NULL WHERE notice_id = $1', [
      notice.notice_id,
      now,
    ]);
  else
    await pool.query(
      'UPDATE report.notice SET failure = $2, next_at = $3, lease_until = NULL WHERE notice_id = $1',
      [notice.notice_id, failure, backOff(now, notice.attempts)],
    );
  return true;
}

async function claim(pool: pg.Pool, hospitals: readonly string[], now: Date): Promise<ClaimedNotice | null> {
  const { rows } = await pool.query<ClaimedNotice>(
    `UPDATE report.notice SET attempts = attempts + 1, lease_until = $3
     FROM report.critical
     WHERE critical.critical_id = notice.critical_id AND notice_id = (
       SELECT notice_id FROM report.notice JOIN report.critical USING (critical_id)
       WHERE sent_at IS NULL AND next_at <= $2 AND (lease_until IS NULL OR lease_until < $2)
         AND acknowledged_at IS NULL AND dropped_at IS NULL AND hospital = ANY ($1)
       ORDER BY next_at LIMIT 1 FOR UPDATE OF notice SKIP LOCKED)
     RETURNING notice_id, attempts, notice.critical_id, notice.recipient, step, hospital, due_at, study_instance_uid,
       title_en, title_zh, demonstration`,
    [hospitals, now, new Date(now.getTime() + LEASE_MS)],
  );
  return rows[0] ?? null;
}

/** What the recipient reads. That a demonstration says so stands in the sentence, so that no pager leaves it out. */
function wordsOf({ title_en, title_zh, demonstration }: ClaimedNotice): Words {
  const { en, zh } = demonstration ? DEMONSTRATION : { en: '', zh: '' };
  return {
    en: `Critical finding, to be acknowledged: ${title_en} (${['drafted by a machine', en].filter(Boolean).join('; ')})`,
    zh: `危急值待确认：${title_zh}（${['机器提示', zh].filter(Boolean).join('；')}）`,
  };
}

/** What the hospital is sent; `hub imaging hospital` sends one with `test: true` and nothing of a study. */
function bodyOf(notice: ClaimedNotice) {
  return {
    noticeId: notice.notice_id,
    criticalId: notice.critical_id,
    recipient: notice.recipient,
    step: notice.step,
    studyInstanceUid: notice.study_instance_uid,
    dueAt: notice.due_at.toISOString(),
    ...wordsOf(notice),
  };
}
