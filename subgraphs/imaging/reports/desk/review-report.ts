import type pg from 'pg';
import { SluiceError } from '../../../../errors/sluice-error.ts';
import type { GuidelineTable } from '../../guidelines/guideline-table.ts';
import type { Clinician } from '../clinician.ts';
import { dropRejectedCriticals } from '../critical/drop-criticals.ts';
import { keepDocuments } from '../document/keep-documents.ts';
import { findingRows, type FindingRow } from '../document/load-documented-report.ts';
import { proposeFor } from '../proposals/propose-for.ts';
import { remember } from '../remember.ts';
import { conclude } from '../words/conclude.ts';
import { concludedRow } from './concluded-row.ts';
import { noteSeen, takeUp } from './open-report.ts';
import { type GivenConclusion, conclusionOf, givenText } from './read-texts.ts';

/** The reader's word on a finding; where he does not agree he says why. */
export interface FindingJudgement {
  readonly findingId: string;
  readonly agrees: boolean;
  readonly reason: string | null;
}

/**
 * Keeps a reader's word on every finding that is shown, and makes the report a preliminary one. Where he writes no conclusion
 * it is made of his words on the findings, so that nothing he did not agree with stays in it.
 */
export async function reviewReport(
  client: pg.ClientBase,
  {
    reportId,
    by,
    judgements,
    conclusion,
    now,
  }: {
    readonly reportId: string;
    readonly by: Clinician;
    readonly judgements: readonly FindingJudgement[];
    readonly conclusion: GivenConclusion;
    readonly now: Date;
  },
  guidelines: readonly GuidelineTable[],
): Promise<void> {
  const report = await takeUp(client, 'review', reportId, by);
  const findings = await findingRows(client, reportId);
  const words = judgementsFor(findings, judgements);
  await keepJudgements(client, words, by, now);
  const judged = await findingRows(client, reportId);
  const { en, zh } = conclusionOf(conclusion, conclude(judged.map(concludedRow)));
  await client.query(
    `UPDATE report.report SET state = 'REVIEWED', reviewed_at = $2, reviewed_by = $3, conclusion_en = $4, conclusion_zh = $5,
       revision = revision + 1 WHERE report_id = $1`,
    [reportId, now, by.official, en, zh],
  );
  await noteSeen(client, { reportId, by, revision: report.revision + 1, now });
  await remember(client, {
    reportId,
    by: by.official,
    from: report.state,
    to: 'REVIEWED',
    act: 'REVIEWED',
    detail: words,
    at: now,
  });
  await dropRejectedCriticals(client, reportId, now);
  await proposeFor(client, reportId, guidelines, now);
  await keepDocuments(client, reportId, now);
}

/** One word on each finding that is shown, none on any other. */
function judgementsFor(
  findings: readonly FindingRow[],
  given: readonly FindingJudgement[],
): readonly FindingJudgement[] {
  const shown = new Set(
    findings
      .filter(({ stage, abstained }) => stage === 'assistive' && abstained.length === 0)
      .map(({ finding_id }) => finding_id),
  );
  if (given.some(({ findingId }) => !shown.has(findingId)))
    throw new SluiceError('REPORT_INPUT_INVALID', { reason: 'a finding is not shown in this report' });
  const judged = new Set(given.map(({ findingId }) => findingId));
  if (judged.size !== given.length)
    throw new SluiceError('REPORT_INPUT_INVALID', { reason: 'a finding is judged twice' });
  if (judged.size !== shown.size) throw new SluiceError('REPORT_JUDGEMENT_MISSING');
  return given.map(({ findingId, agrees, reason }) => ({
    findingId,
    agrees,
    reason: agrees ? null : givenText(reason, 'reason'),
  }));
}

async function keepJudgements(
  client: pg.ClientBase,
  judgements: readonly FindingJudgement[],
  { official }: Clinician,
  now: Date,
): Promise<void> {
  for (const { findingId, agrees, reason } of judgements)
    await client.query(
      `UPDATE report.finding SET agreement = $2, disagreement_reason = $3, judged_by = $4, judged_at = $5
       WHERE finding_id = $1`,
      [findingId, agrees ? 'AGREES' : 'DISAGREES', reason, official, now],
    );
}
