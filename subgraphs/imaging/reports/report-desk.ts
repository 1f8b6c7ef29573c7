import type pg from 'pg';
import { inTransaction } from '../../kit/in-transaction.ts';
import type { GuidelineTable } from '../guidelines/guideline-table.ts';
import type { Clinician } from './clinician.ts';
import { acknowledgeCritical } from './critical/acknowledge-critical.ts';
import { openReport } from './desk/open-report.ts';
import type { GivenConclusion } from './desk/read-texts.ts';
import { reviewReport, type FindingJudgement } from './desk/review-report.ts';
import { reviseReport } from './desk/revise-report.ts';
import { finaliseReport, withdrawReport } from './desk/sign-report.ts';
import { decideProposal } from './proposals/decide-proposal.ts';
import type { RevisionKind } from './report-state.ts';

/**
 * What people do with reports. Each act is one transaction that holds the study: of two at once one is done, and the other
 * is told that the report changed. Every act answers with the id of the report that then stands, and throws a
 * `SluiceError` of stage `imaging` where it is not done.
 */
export class ReportDesk {
  readonly #pool: pg.Pool;
  readonly #guidelines: readonly GuidelineTable[];
  readonly #now: () => Date;

  constructor(pool: pg.Pool, guidelines: readonly GuidelineTable[], now: () => Date = () => new Date()) {
    this.#pool = pool;
    this.#guidelines = guidelines;
    this.#now = now;
  }

  open(reportId: string, by: Clinician): Promise<string> {
    return this.#act(reportId, (client, now) => openReport(client, reportId, by, now));
  }

  review(
    reportId: string,
    judgements: readonly FindingJudgement[],
    conclusion: GivenConclusion,
    by: Clinician,
  ): Promise<string> {
    return this.#act(reportId, (client, now) =>
      reviewReport(client, { reportId, by, judgements, conclusion, now }, this.#guidelines),
    );
  }

  finalise(reportId: string, by: Clinician): Promise<string> {
    return this.#act(reportId, (client, now) => finaliseReport(client, { reportId, by, now }));
  }

  revise(
    reportId: string,
    kind: RevisionKind,
    conclusion: GivenConclusion,
    reason: string | null,
    by: Clinician,
  ): Promise<string> {
    return inTransaction(this.#pool, (client) =>
      reviseReport(client, { reportId, by, kind, conclusion, reason, now: this.#now() }),
    );
  }

  withdraw(reportId: string, reason: string | null, by: Clinician): Promise<string> {
    return this.#act(reportId, (client, now) => withdrawReport(client, { reportId, by, reason, now }));
  }

  acknowledge(criticalId: string, by: Clinician): Promise<string> {
    return inTransaction(this.#pool, (client) => acknowledgeCritical(client, criticalId, by, this.#now()));
  }

  decideProposal(proposalId: string, accept: boolean, reason: string | null, by: Clinician): Promise<string> {
    return inTransaction(this.#pool, (client) =>
      decideProposal(client, { proposalId, accept, reason, by, now: this.#now() }),
    );
  }

  async #act(reportId: string, act: (client: pg.PoolClient, now: Date) => Promise<void>): Promise<string> {
    await inTransaction(this.#pool, (client) => act(client, this.#now()));
    return reportId;
  }
}
