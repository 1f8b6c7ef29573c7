import pg from 'pg';

export interface EmergencyLine {
  readonly emergencyNumber: string;
  readonly application: string;
  readonly department: string;
  readonly official: string;
  readonly openedAt: Date;
  readonly expiresAt: Date;
  readonly reviewDue: Date;
  readonly status: 'to review' | 'overdue' | 'reviewed';
  readonly verdict: Verdict | null;
  /** Only where it was asked for: typed by the clinician, and may be clinical. */
  readonly reason?: string;
}

export const VERDICTS = ['JUSTIFIED', 'UNJUSTIFIED'] as const;
export type Verdict = (typeof VERDICTS)[number];

export interface Review {
  readonly emergencyNumber: string;
  readonly reviewer: string;
  readonly verdict: Verdict;
  readonly remark: string | null;
}

export interface NoticeLine {
  readonly emergencyNumber: string;
  readonly recipient: 'PATIENT' | 'PRIVACY_OFFICER';
  readonly writtenAt: Date;
  readonly en: string;
  readonly zh: string;
}

/** Emergency accesses, those first that wait longest for their review; with reasons where the reviewer asks for them. */
export async function listEmergencies(
  client: pg.ClientBase,
  { at, withReasons }: { readonly at: Date; readonly withReasons: boolean },
): Promise<readonly EmergencyLine[]> {
  const { rows } = await client.query<EmergencyLine>(
    `SELECT emergency_number AS "emergencyNumber", application, department, official, opened_at AS "openedAt",
       expires_at AS "expiresAt", review_due AS "reviewDue", verdict,
       CASE WHEN reviewed_at IS NOT NULL THEN 'reviewed' WHEN review_due <= $1 THEN 'overdue' ELSE 'to review' END
         AS status
       ${withReasons ? ', reason' : ''}
     FROM cases.emergency_access ORDER BY reviewed_at IS NOT NULL, review_due, emergency_number`,
    [at],
  );
  return rows;
}

/**
 * Writes a review down, once.
 * @throws Error where there is no such access, or it was reviewed, or the reviewer opened it
 */
export async function reviewEmergency(client: pg.ClientBase, review: Review, at: Date): Promise<void> {
  const { emergencyNumber, reviewer, verdict, remark } = review;
  const { rowCount } = await client
    .query(
      `UPDATE cases.emergency_access SET reviewed_at = $2, reviewed_by = $3, verdict = $4, remark = $5
        WHERE emergency_number = $1 AND reviewed_at IS NULL`,
      [emergencyNumber, at, reviewer, verdict, remark],
    )
    .catch((error: unknown) => {
      throw isByWhoOpened(error)
        ? new Error(`\`${reviewer}\` opened \`${emergencyNumber}\`: somebody else reviews it`)
        : error;
    });
  if (rowCount === 0) throw new Error(`no emergency access \`${emergencyNumber}\` waits for a review`);
}

function isByWhoOpened(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.constraint === 'reviewed_by_another';
}

/** The notices, as patients and the privacy officer read them; who the patient is stays out. */
export async function listNotices(
  client: pg.ClientBase,
  recipient: NoticeLine['recipient'] | null,
): Promise<readonly NoticeLine[]> {
  const { rows } = await client.query<NoticeLine>(
    `SELECT emergency_number AS "emergencyNumber", recipient, written_at AS "writtenAt", text_en AS en, text_zh AS zh
       FROM cases.notice WHERE $1::text IS NULL OR recipient = $1 ORDER BY notice_id DESC`,
    [recipient],
  );
  return rows;
}
