/** When the work is done. `ROTATING`: days and nights in turn. */
export const SHIFTS = ['DAY', 'NIGHT', 'ROTATING'] as const;
export type Shift = (typeof SHIFTS)[number];

/** What binds the two. `DISPATCH`: employed by one firm, at work in another (劳务派遣). */
export const CONTRACTS = ['FULL_TIME', 'PART_TIME', 'TEMPORARY', 'DISPATCH'] as const;
export type Contract = (typeof CONTRACTS)[number];

/** What the work asks of a body. Who can not do one of them is not sent there. */
export const PHYSICAL_DEMANDS = [
  'STANDING',
  'LIFTING',
  'HEIGHTS',
  'FINE_SIGHT',
  'HEARING',
  'DRIVING',
] as const;
export type PhysicalDemand = (typeof PHYSICAL_DEMANDS)[number];

/** What a workplace offers, or a person needs, so that the work can be done. */
export const ACCOMMODATIONS = [
  'STEP_FREE',
  'SEATED',
  'SIGN_LANGUAGE',
  'SCREEN_READER',
  'REMOTE',
  'FLEXIBLE_HOURS',
] as const;
export type Accommodation = (typeof ACCOMMODATIONS)[number];

/** What somebody has learned, the least first: a later level includes the earlier ones. */
export const EDUCATION_LEVELS = [
  'NONE',
  'PRIMARY',
  'JUNIOR',
  'SENIOR',
  'VOCATIONAL',
  'COLLEGE',
  'BACHELOR',
  'MASTER',
] as const;
export type EducationLevel = (typeof EDUCATION_LEVELS)[number];
