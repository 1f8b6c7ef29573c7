import type { Side } from './party.ts';

/** The stages on the way, in order. An employer has a place held for somebody from `REFERRED` on. */
export const OPEN_STAGES = ['PROPOSED', 'AGREED', 'REFERRED', 'INTERVIEW', 'OFFER'] as const;
export type OpenStage = (typeof OPEN_STAGES)[number];

/** How a referral ends without work: by one who says no, taken back, or nobody went on with it. */
export const ENDINGS = ['DECLINED', 'WITHDRAWN', 'LAPSED'] as const;
export type Ending = (typeof ENDINGS)[number];
/** What an employer is told of each of them: that it ended, and neither by whom nor how. */
export const ENDED = 'ENDED';

export const REFERRAL_STAGES = [...OPEN_STAGES, 'ACCEPTED', ...ENDINGS] as const;
export type ReferralStage = (typeof REFERRAL_STAGES)[number];

/** From which stages on a place of the vacancy is held. */
export const HOLDING_STAGES = ['REFERRED', 'INTERVIEW', 'OFFER'] as const satisfies readonly OpenStage[];

export type ReferralAct =
  'propose' | 'agree' | 'refer' | 'interview' | 'offer' | 'accept' | 'decline' | 'withdraw' | 'lapse';

export interface ReferralEdge {
  readonly act: ReferralAct;
  /** `''`: it begins. */
  readonly from: readonly (OpenStage | '')[];
  readonly to: ReferralStage;
  readonly by: readonly Exclude<Side, 'AGENCY'>[];
}

/**
 * Which step of a referral may follow which, and whose it is: the one table; the database is given the same
 * (`apply-service-schema.ts`). No step is a machine's.
 */
export const REFERRAL_EDGES: readonly ReferralEdge[] = [
  { act: 'propose', from: [''], to: 'PROPOSED', by: ['ADVISER', 'JOBSEEKER'] },
  { act: 'agree', from: ['PROPOSED'], to: 'AGREED', by: ['JOBSEEKER'] },
  { act: 'refer', from: ['AGREED'], to: 'REFERRED', by: ['ADVISER'] },
  // Again: another appointment.
  { act: 'interview', from: ['REFERRED', 'INTERVIEW'], to: 'INTERVIEW', by: ['EMPLOYER', 'ADVISER'] },
  { act: 'offer', from: ['INTERVIEW'], to: 'OFFER', by: ['EMPLOYER', 'ADVISER'] },
  { act: 'accept', from: ['OFFER'], to: 'ACCEPTED', by: ['JOBSEEKER'] },
  { act: 'decline', from: OPEN_STAGES, to: 'DECLINED', by: ['JOBSEEKER'] },
  { act: 'decline', from: HOLDING_STAGES, to: 'DECLINED', by: ['EMPLOYER'] },
  // By the person: consent is withdrawn. By the employer: the vacancy is.
  { act: 'withdraw', from: OPEN_STAGES, to: 'WITHDRAWN', by: ['ADVISER', 'JOBSEEKER', 'EMPLOYER'] },
  { act: 'lapse', from: OPEN_STAGES, to: 'LAPSED', by: ['ADVISER'] },
];

/** Where an act leads one side from a stage; null: nowhere. */
export function edgeOf(act: ReferralAct, from: ReferralStage | '', by: Side): ReferralStage | null {
  const edge = REFERRAL_EDGES.find(
    (each) =>
      each.act === act && each.from.some((stage) => stage === from) && each.by.some((side) => side === by),
  );
  return edge?.to ?? null;
}

export function isOpenStage(stage: ReferralStage): stage is OpenStage {
  return (OPEN_STAGES as readonly ReferralStage[]).includes(stage);
}

/** Whether a place of the vacancy is held for a referral at this stage. */
export function holdsPlace(stage: ReferralStage): boolean {
  return (HOLDING_STAGES as readonly ReferralStage[]).includes(stage);
}
