import type pg from 'pg';
import { SluiceError } from '../../../../errors/sluice-error.ts';
import { dayInChina } from '../../../../identifiers/calendar-day.ts';
import { assertClinician, type Clinician } from '../clinician.ts';
import { isId } from '../desk/open-report.ts';
import { givenText } from '../desk/read-texts.ts';
import { remember } from '../remember.ts';
import type { ReportState } from '../report-state.ts';

interface ProposalRow {
  readonly report_id: string;
  readonly state: ReportState;
  readonly open: boolean;
  readonly expired: boolean;
}

/**
 * Notes whether a clinician takes up a proposal. Nothing follows from it by itself. It is decided once.
 * @returns the report's id.
 * @throws SluiceError REPORT_READER_UNLICENSED, REPORT_UNKNOWN, PROPOSAL_CLOSED, REPORT_INPUT_INVALID
 */
export async function decideProposal(
  client: pg.ClientBase,
  {
    proposalId,
    accept,
    reason,
    by,
    now,
  }: {
    readonly proposalId: string;
    readonly accept: boolean;
    readonly reason: string | null;
    readonly by: Clinician;
    readonly now: Date;
  },
): Promise<string> {
  assertClinician(by);
  if (!isId(proposalId)) throw new SluiceError('REPORT_UNKNOWN');
  const { rows } = await client.query<ProposalRow>(
    `SELECT report_id, state, decision IS NULL AND dropped_at IS NULL AS open, expires_on < $3::date AS expired
     FROM report.proposal JOIN report.report USING (report_id)
     WHERE proposal_id = $1 AND hospital = $2 FOR UPDATE OF proposal`,
    [proposalId, by.organisation, dayInChina(now)],
  );
  const [proposal] = rows;
  if (proposal === undefined) throw new SluiceError('REPORT_UNKNOWN');
  if (!proposal.open || proposal.expired) throw new SluiceError('PROPOSAL_CLOSED');
  const said = reason?.trim() ?? '';
  const why = accept && said === '' ? null : givenText(reason, 'reason');
  const decision = accept ? 'ACCEPTED' : 'DECLINED';
  await client.query(
    'UPDATE report.proposal SET decision = $2, decided_by = $3, decided_at = $4, reason = $5 WHERE proposal_id = $1',
    [proposalId, decision, by.official, now, why],
  );
  const { report_id: reportId, state } = proposal;
  const act = `PROPOSAL_${decision}`;
  await remember(client, { reportId, by: by.official, from: state, to: state, act, reason: why, at: now });
  return reportId;
}
