import type { SourceRow } from '../../../connectors/contract.ts';
import { SluiceError } from '../../../errors/sluice-error.ts';
import type { SubgraphWork } from '../../kit/source-mapping.ts';
import { clinicianOf } from './clinician.ts';
import type { GivenConclusion } from './desk/read-texts.ts';
import type { FindingJudgement } from './desk/review-report.ts';
import type { ReportDesk } from './report-desk.ts';
import { REVISIONS, type RevisionKind } from './report-state.ts';

type Arguments = Readonly<Record<string, unknown>>;

/** What people of a hospital do with reports, as the graph asks for it; each answers with the report as it then stands. */
export function reportMutations(
  desk: ReportDesk,
  servedReport: (reportId: string) => Promise<SourceRow | null>,
): SubgraphWork['mutations'] {
  return {
    openReport: async (args, { grant }) =>
      servedReport(await desk.open(textOf(args['reportId']), clinicianOf(grant.subject))),
    reviewReport: async (args, { grant }) =>
      servedReport(
        await desk.review(
          textOf(args['reportId']),
          judgementsOf(args['judgements']),
          conclusionOf(args),
          clinicianOf(grant.subject),
        ),
      ),
    finaliseReport: async (args, { grant }) =>
      servedReport(await desk.finalise(textOf(args['reportId']), clinicianOf(grant.subject))),
    reviseReport: async (args, { grant }) =>
      servedReport(
        await desk.revise(
          textOf(args['reportId']),
          kindOf(args['kind']),
          conclusionOf(args),
          givenOf(args['reason']),
          clinicianOf(grant.subject),
        ),
      ),
    withdrawReport: async (args, { grant }) =>
      servedReport(
        await desk.withdraw(textOf(args['reportId']), givenOf(args['reason']), clinicianOf(grant.subject)),
      ),
    acknowledgeCriticalFinding: async (args, { grant }) =>
      servedReport(await desk.acknowledge(textOf(args['criticalId']), clinicianOf(grant.subject))),
    decideProposal: async (args, { grant }) =>
      servedReport(
        await desk.decideProposal(
          textOf(args['proposalId']),
          args['accept'] === true,
          givenOf(args['reason']),
          clinicianOf(grant.subject),
        ),
      ),
  };
}

function judgementsOf(given: unknown): readonly FindingJudgement[] {
  return (given as readonly Arguments[]).map(({ findingId, agrees, reason }) => ({
    findingId: textOf(findingId),
    agrees: agrees === true,
    reason: givenOf(reason),
  }));
}

function conclusionOf(args: Arguments): GivenConclusion {
  return { en: givenOf(args['conclusion']), zh: givenOf(args['conclusionChinese']) };
}

function kindOf(kind: unknown): RevisionKind {
  const known = REVISIONS.find((each) => each === kind);
  if (known === undefined)
    throw new SluiceError('REPORT_INPUT_INVALID', { reason: 'no such kind of revision' });
  return known;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** An optional text. */
function givenOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
