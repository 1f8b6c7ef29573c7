/** Where a report stands. A machine begins it; everything after is done by a person. */
export const REPORT_STATES = [
  'AI_DRAFT',
  'REVIEWED',
  'FINAL',
  'AMENDED',
  'CORRECTED',
  'APPENDED',
  'ENTERED_IN_ERROR',
] as const;
export type ReportState = (typeof REPORT_STATES)[number];

/** How what was signed is changed: other words, words that were wrong, words added. */
export const REVISIONS = ['AMENDED', 'CORRECTED', 'APPENDED'] as const;
export type RevisionKind = (typeof REVISIONS)[number];

/** What is done to a report. */
export type ReportAct = 'review' | 'finalise' | 'revise' | 'withdraw';

/** From which states each act goes. The tables refuse every other edge too. */
export const EDGES = {
  review: ['AI_DRAFT', 'REVIEWED'],
  finalise: ['REVIEWED'],
  revise: ['FINAL', 'AMENDED', 'CORRECTED', 'APPENDED'],
  withdraw: ['AI_DRAFT', 'REVIEWED', 'FINAL', 'AMENDED', 'CORRECTED', 'APPENDED'],
} as const satisfies Readonly<Record<ReportAct, readonly ReportState[]>>;

/** Whether a person has signed it. */
export function isSigned(state: ReportState): boolean {
  return state === 'FINAL' || (REVISIONS as readonly ReportState[]).includes(state);
}
