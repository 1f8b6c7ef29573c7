/**
 * Why somebody has a claim to help before others (就业促进法 第五十二条 and what counties add). A conclusion: the record
 * behind it stays with its agency. `OVER_50_40`: men from 50, women from 40 on; `LONG_TERM`: out of work for over a
 * year, or as long as a place says; `GRADUATE`: out of work for six months after graduating.
 */
export const PRIORITY_GROUPS = [
  'OVER_50_40',
  'DISABLED',
  'DIBAO',
  'ZERO_EMPLOYMENT',
  'LANDLESS',
  'LONG_TERM',
  'GRADUATE',
] as const;
export type PriorityGroup = (typeof PRIORITY_GROUPS)[number];
