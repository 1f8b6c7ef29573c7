import { accommodation } from './accommodation.ts';
import { ageBar } from './age-bar.ts';
import { commute } from './commute.ts';
import type { Constraint, ConstraintName } from './constraint.ts';
import { contractKind } from './contract-kind.ts';
import { declined } from './declined.ts';
import { lawful } from './lawful.ts';
import { licence } from './licence.ts';
import { lodging } from './lodging.ts';
import { open } from './open.ts';
import { physicalLimit } from './physical-limit.ts';
import { profile } from './profile.ts';
import { shift } from './shift.ts';
import { wageFloor } from './wage-floor.ts';

/** Each by its name, so that a name without its constraint does not compile. */
export const CONSTRAINTS: Readonly<Record<ConstraintName, Constraint>> = {
  PROFILE: profile,
  OPEN: open,
  LAWFUL: lawful,
  LICENCE: licence,
  AGE: ageBar,
  ACCOMMODATION: accommodation,
  PHYSICAL: physicalLimit,
  SHIFT: shift,
  CONTRACT: contractKind,
  COMMUTE: commute,
  LODGING: lodging,
  WAGE: wageFloor,
  DECLINED: declined,
};
