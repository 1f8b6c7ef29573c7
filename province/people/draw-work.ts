import { LAST_MONTH, type Day } from '../draw/calendar.ts';
import type { Prng } from '../draw/prng.ts';
import type { Disability, Work } from './person.ts';

export interface WorkCircumstances {
  readonly age: number;
  readonly wealth: number;
  readonly disability: Disability | null;
  readonly died: Day | null;
  readonly poor: boolean;
  readonly setting: 'URBAN' | 'RURAL';
}

/** What somebody lives on. Poor people have no insured wage and no employee's pension by construction. */
export function drawWork(rng: Prng, who: WorkCircumstances): Work {
  if (who.age < 6) return { kind: 'INFANT' };
  if (who.age < 18) return { kind: 'STUDENT' };
  if (who.poor) return drawPoorWork(rng, who);
  const rich = who.wealth > 0;
  if (who.age < 22 && rng.chance(rich ? 0.7 : 0.45)) return { kind: 'STUDENT' };
  if (who.age >= 60) return drawPension(rng, who);
  if (who.died !== null) return { kind: 'NONE' };
  if (who.disability !== null && who.disability.grade <= 2) return { kind: 'NONE' };
  const urban = who.setting === 'URBAN';
  const employed = (urban ? 0.6 : 0.26) + who.wealth * 0.1;
  const at = rng.unit();
  if (at < employed) return drawJob(rng, who, rich);
  if (at < employed + 0.18) return { kind: 'FLEXIBLE' };
  if (!urban && at < 0.92) return { kind: 'FARMER' };
  return { kind: at < 0.95 ? 'UNEMPLOYED' : 'NONE' };
}

function drawJob(rng: Prng, who: WorkCircumstances, rich: boolean): Work {
  const wageFen = roundTo(380_000 * Math.exp(0.32 + who.wealth * 0.38 + rng.bell() * 0.18), 1000);
  const since = LAST_MONTH - rng.between(0, Math.min(220, (who.age - 18) * 12));
  const publicStaff = rng.chance(rich ? 0.13 : 0.04);
  return { kind: publicStaff ? 'PUBLIC' : 'EMPLOYEE', wageFen: Math.max(wageFen, 380_000), since };
}

function drawPension(rng: Prng, who: WorkCircumstances): Work {
  if (rng.chance(who.setting === 'URBAN' ? 0.78 : 0.12)) {
    return { kind: 'PENSIONER', pensionFen: roundTo(285_000 * Math.exp(who.wealth * 0.25), 100) };
  }
  return { kind: 'RESIDENT_PENSIONER', pensionFen: rng.between(140, 240) * 100 };
}

function drawPoorWork(rng: Prng, who: WorkCircumstances): Work {
  if (who.age >= 60) return { kind: 'RESIDENT_PENSIONER', pensionFen: rng.between(130, 210) * 100 };
  if (who.disability !== null && who.disability.grade <= 2) return { kind: 'NONE' };
  const at = rng.unit();
  if (at < 0.45) return { kind: 'UNEMPLOYED' };
  if (at < 0.72) return { kind: who.setting === 'RURAL' ? 'FARMER' : 'FLEXIBLE' };
  return { kind: 'NONE' };
}

function roundTo(value: number, step: number): number {
  return Math.round(value / step) * step;
}
