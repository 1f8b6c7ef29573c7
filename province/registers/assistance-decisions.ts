import { dayText, TODAY, type Day } from '../draw/calendar.ts';
import type { AssistanceFamily } from '../people/assistance-family.ts';
import { assistanceDecisionTable } from './agency-tables.ts';
import type { BlockDesk } from './block-desk.ts';

interface Decision {
  readonly id: string;
  readonly kind: 'APPROVE' | 'REAPPROVE' | 'CUT' | 'STOP';
  readonly on: Day;
}

const REASONS: Readonly<Record<Decision['kind'], string>> = {
  APPROVE: '符合条件，予以批准',
  REAPPROVE: '复核后仍符合条件',
  CUT: '家庭成员减少，调整救助金额',
  STOP: '不再符合条件，停止救助',
};

/** What was decided in a case in the order of time; nothing while it is only applied for. */
function decisionsOf({ rng, office }: BlockDesk, family: AssistanceFamily): readonly Decision[] {
  if (family.status === 'APPLIED') return [];
  const decide = (kind: Decision['kind'], on: Day): Decision => ({ id: `SD${office.serial()}`, kind, on });
  const reviewedOn = TODAY - rng.between(200, 380);
  const isReviewed = reviewedOn > family.approvedOn + 90 && reviewedOn < (family.stoppedOn ?? TODAY);
  return [
    decide('APPROVE', family.approvedOn),
    ...(isReviewed ? [decide('REAPPROVE', reviewedOn)] : []),
    ...family.removed.map(({ on }) => decide('CUT', on)),
    ...(family.stoppedOn === null ? [] : [decide('STOP', family.stoppedOn)]),
  ].toSorted((one, other) => one.on - other.on);
}

/** Dataset 1: what was decided in a case. Answers the number of the decision that holds. */
export function writeDecisions(desk: BlockDesk, family: AssistanceFamily): string | null {
  const [proposer, official] = desk.officials;
  if (proposer === undefined || official === undefined) return null;
  const approver = family.approver ?? official;
  const decisions = decisionsOf(desk, family);
  for (const { id, kind, on } of decisions) {
    desk.rows.write(
      assistanceDecisionTable,
      { validFrom: on },
      {
        decision_id: id,
        case_number: family.caseNumber,
        kind,
        proposer_person_key: proposer.identity.key,
        proposer_id_kind: proposer.identity.kind,
        proposer_id_number: proposer.identity.number,
        approver_person_key: approver.identity.key,
        approver_id_kind: approver.identity.kind,
        approver_id_number: approver.identity.number,
        reason: REASONS[kind],
        decided_on: dayText(on),
        division: family.town.code,
      },
    );
  }
  return decisions.at(-1)?.id ?? null;
}
