import type { Pair } from '../../constraints/constraint.ts';
import type { MatchWorld } from '../../constraints/match-world.ts';
import { withinUnit, type TermValue } from './term-value.ts';

/** Who lives at the place of work has no way, and is not at home either. */
const LODGED = 0.5;

/** The shorter beside what would be accepted, the better. */
export function commuteValue(minutes: number, limitMinutes: number, isLodged: boolean): number {
  const byWay = minutes <= limitMinutes ? 1 - minutes / Math.max(limitMinutes, 1) : 0;
  return withinUnit(isLodged ? Math.max(LODGED, byWay) : byWay);
}

export function commuteTerm({ jobseeker, vacancy }: Pair, world: MatchWorld): TermValue {
  const minutes = world.commuteMinutes(jobseeker.county, vacancy.county);
  const isLodged = jobseeker.needsLodging && vacancy.lodging;
  return {
    value: commuteValue(minutes, jobseeker.maxCommuteMinutes, isLodged),
    basis: {
      name: 'COMMUTE',
      minutes,
      limitMinutes: jobseeker.maxCommuteMinutes,
      lodging: isLodged,
    },
  };
}
