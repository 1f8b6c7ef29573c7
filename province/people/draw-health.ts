import type { Prng } from '../draw/prng.ts';
import type { Disability, DisabilityKind } from './person.ts';

const KINDS: readonly DisabilityKind[] = [
  'LIMB',
  'LIMB',
  'LIMB',
  'HEARING',
  'SIGHT',
  'MENTAL',
  'INTELLECTUAL',
  'SPEECH',
  'MULTIPLE',
];
export const ILLNESSES = [
  'MALIGNANT_TUMOUR',
  'STROKE',
  'HEART',
  'KIDNEY_FAILURE',
  'DIABETES_COMPLICATED',
  'MENTAL_SEVERE',
] as const;

/** Disability is commoner with age and among families on assistance. */
export function drawDisability(rng: Prng, age: number, poor: boolean, severe: boolean): Disability | null {
  const share = (age < 18 ? 0.012 : age < 60 ? 0.035 : 0.11) * (poor ? 5 : 0.8);
  // Nobody is certified in the first two years of life: every certificate that is not planted is an old one.
  if (!rng.chance(share) || age < 2) return null;
  const grade = rng.between(1, 4);
  return { kind: rng.pick(KINDS), grade: (severe || grade > 2 ? grade : 3) as Disability['grade'] };
}

/** A serious illness on record, commoner with age and among families on assistance. */
export function drawIllness(rng: Prng, age: number, poor: boolean): string | null {
  const share = (age < 40 ? 0.003 : age < 60 ? 0.012 : 0.045) * (poor ? 4 : 0.9);
  return rng.chance(share) ? rng.pick(ILLNESSES) : null;
}
