import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import type { Words } from '../../models/model-card.ts';
import type { Clinician } from '../clinician.ts';
import { takeOverCriticals } from '../critical/take-over-criticals.ts';
import { keepDocuments } from '../document/keep-documents.ts';
import { remember } from '../remember.ts';
import type { RevisionKind } from '../report-state.ts';
import { noteSeen, takeUp, type LockedReport } from './open-report.ts';
import { conclusionOf, givenText, type GivenConclusion } from './read-texts.ts';

/**
 * Changes what was signed, by a further version that is signed as it is made: the earlier one stays as it was. What is
 * appended stands below what was said before.
 * @returns the id of the further version.
 */
export async function reviseReport(
  client: pg.ClientBase,
  {
    reportId,
    by,
    kind,
    conclusion,
    reason,
    now,
  }: {
    readonly reportId: string;
    readonly by: Clinician;
    readonly kind: RevisionKind;
    readonly conclusion: GivenConclusion;
    readonly reason: string | null;
    readonly now: Date;
  },
): Promise<string> {
  const report = await takeUp(client, 'revise', reportId, by);
  const why = givenText(reason, 'reason');
  const revised = randomUUID();
  // Who writes it has it before him.
  await noteSeen(client, { reportId: revised, by, revision: 1, now });
  await client.query('UPDATE report.report SET is_latest = false WHERE report_id = $1', [reportId]);
  const { en, zh } = revisedConclusion(report, kind, conclusion);
  await client.query(
    `INSERT INTO report.report
       (report_id, study_instance_uid, hospital, patient_key, study_date, modality, state, version, predecessor_id,
        input_sha256, demonstration, has_findings, language, draft_en, draft_zh, conclusion_en, conclusion_zh, reason,
        drafted_at, opened_at, opened_by, reviewed_at, reviewed_by, finalised_at, finalised_by)
     SELECT $2, study_instance_uid, hospital, patient_key, study_date, modality, $3, version + 1, report_id,
        input_sha256, demonstration, has_findings, language, draft_en, draft_zh, $4, $5, $6,
        drafted_at, $7, $8, $7, $8, $7, $8
     FROM report.report WHERE report_id = $1`,
    [reportId, revised, kind, en, zh, why, now, by.official],
  );
  await carryOver(client, reportId, revised);
  await remember(client, {
    reportId: revised,
    by: by.official,
    from: report.state,
    to: kind,
    act: 'REVISED',
    reason: why,
    at: now,
  });
  await keepDocuments(client, revised, now);
  return revised;
}

function revisedConclusion(
  { conclusion_en, conclusion_zh }: LockedReport,
  kind: RevisionKind,
  given: GivenConclusion,
): Words {
  // There is nothing else that it could say.
  const said = conclusionOf({ en: given.en, zh: given.zh }, { en: '', zh: '' });
  const [en, zh] = [givenText(said.en, 'conclusion'), givenText(said.zh, 'conclusionChinese')];
  return kind === 'APPENDED' ? { en: `${conclusion_en}\n${en}`, zh: `${conclusion_zh}\n${zh}` } : { en, zh };
}

/** The findings with the reader's words on them, and what was raised and proposed, belong to the further version too. */
async function carryOver(client: pg.ClientBase, from: string, to: string): Promise<void> {
  const columns = await columnsOf(client, ['record_id', 'finding_id', 'report_id']);
  await client.query(
    `INSERT INTO report.finding (report_id, ${columns}) SELECT $2, ${columns} FROM report.finding
     WHERE report_id = $1 ORDER BY record_id`,
    [from, to],
  );
  await takeOverCriticals(client, from, to);
  await client.query('UPDATE report.proposal SET report_id = $2 WHERE report_id = $1', [from, to]);
}

async function columnsOf(client: pg.ClientBase, without: readonly string[]): Promise<string> {
  const { rows } = await client.query<{ column_name: string }>(
    `SELECT quote_ident(column_name) AS column_name FROM information_schema.columns
     WHERE table_schema = 'report' AND table_name = 'finding' ORDER BY ordinal_position`,
  );
  return rows
    .map(({ column_name }) => column_name)
    .filter((column) => !without.includes(column))
    .join(', ');
}
