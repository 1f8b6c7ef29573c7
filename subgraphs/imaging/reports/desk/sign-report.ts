import type pg from 'pg';
import type { Clinician } from '../clinician.ts';
import { keepDocuments } from '../document/keep-documents.ts';
import { remember } from '../remember.ts';
import { noteSeen, takeUp } from './open-report.ts';
import { givenText } from './read-texts.ts';

interface Signing {
  readonly reportId: string;
  readonly by: Clinician;
  readonly now: Date;
}

/** Signs a reviewed report. Nothing of it changes any more: what is to change makes a further version. */
export async function finaliseReport(client: pg.ClientBase, { reportId, by, now }: Signing): Promise<void> {
  const report = await takeUp(client, 'finalise', reportId, by);
  await client.query(
    `UPDATE report.report SET state = 'FINAL', finalised_at = $2, finalised_by = $3, revision = revision + 1
     WHERE report_id = $1`,
    [reportId, now, by.official],
  );
  await noteSeen(client, { reportId, by, revision: report.revision + 1, now });
  await remember(client, {
    reportId,
    by: by.official,
    from: report.state,
    to: 'FINAL',
    act: 'FINALISED',
    at: now,
  });
  await keepDocuments(client, reportId, now);
}

/** Declares a report, and with it every version before, to be a mistake. It stays, and says so. */
export async function withdrawReport(
  client: pg.ClientBase,
  { reportId, by, now, reason }: Signing & { readonly reason: string | null },
): Promise<void> {
  const report = await takeUp(client, 'withdraw', reportId, by);
  const why = givenText(reason, 'reason');
  await client.query(
    `UPDATE report.report SET state = 'ENTERED_IN_ERROR', withdrawn_at = $2, withdrawn_by = $3, reason = $4,
       revision = revision + 1 WHERE report_id = $1`,
    [reportId, now, by.official, why],
  );
  await noteSeen(client, { reportId, by, revision: report.revision + 1, now });
  // What came late is no part of it: nobody has said that it is a mistake.
  await client.query(
    `UPDATE report.critical SET dropped_at = $2
     WHERE report_id = $1 AND dropped_at IS NULL AND finding_id IS NOT NULL`,
    [reportId, now],
  );
  await client.query(
    'UPDATE report.proposal SET dropped_at = $2 WHERE report_id = $1 AND dropped_at IS NULL',
    [reportId, now],
  );
  await remember(client, {
    reportId,
    by: by.official,
    from: report.state,
    to: 'ENTERED_IN_ERROR',
    act: 'WITHDRAWN',
    reason: why,
    at: now,
  });
  await keepDocuments(client, reportId, now);
}
