import { AGE } from './demands/age.ts';
import { ASSISTANCE } from './demands/assistance.ts';
import { DEPOSIT } from './demands/deposit.ts';
import { DISABILITY } from './demands/disability.ts';
import { ETHNICITY } from './demands/ethnicity.ts';
import { HEALTH } from './demands/health.ts';
import { MARRIAGE } from './demands/marriage.ts';
import { ORIGIN } from './demands/origin.ts';
import { RELIGION } from './demands/religion.ts';
import { SEX } from './demands/sex.ts';
import type { UnlawfulDemand } from './demands/unlawful-demand.ts';

/** Every kind of demand that no employer may make, in the order in which an employer is told of them. */
export const UNLAWFUL_DEMANDS: readonly UnlawfulDemand[] = [
  SEX,
  AGE,
  ORIGIN,
  MARRIAGE,
  ETHNICITY,
  RELIGION,
  HEALTH,
  DISABILITY,
  ASSISTANCE,
  DEPOSIT,
];
