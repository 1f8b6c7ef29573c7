import {
  dayOfMonth,
  dayText,
  FIRST_MONTH,
  LAST_MONTH,
  monthOf,
  monthText,
  type Day,
} from '../draw/calendar.ts';
import { stopFamily } from '../people/assistance-family.ts';
import type { Person } from '../people/person.ts';
import { writeCremation } from '../registers/civil-affairs.ts';
import { writeDeathCertificate } from '../registers/health.ts';
import type { Planting, Scene } from './planting.ts';

/** A day from which at least two whole months of payments follow. */
function drawDeath(scene: Scene): Day {
  const month = scene.desk.rng.between(FIRST_MONTH + 2, LAST_MONTH - 3);
  return dayOfMonth(month, scene.desk.rng.between(1, 28));
}

/** Puts a death on record; returns which registers know of it. Who stops a case because of it has told the police. */
function recordDeath(scene: Scene, person: Person, died: Day, isKnown?: true): readonly string[] {
  const { desk, household } = scene;
  person.died = died;
  const at = desk.rng.unit();
  const sources: string[] = [];
  if (at < 0.75) {
    writeDeathCertificate(desk, person, died, household.town);
    sources.push('death_certificate');
  }
  if (at > 0.35) {
    writeCremation(desk, person, died, household.town);
    sources.push('cremation');
  }
  const known = desk.rng.chance(0.4) || isKnown === true;
  person.registered = known
    ? { status: 'DECEASED', on: died + 10, movedTo: null }
    : { status: 'NORMAL', on: null, movedTo: null };
  if (known) sources.push('resident');
  return sources;
}

const detailOf = (died: Day, sources: readonly string[]) => ({ died_on: dayText(died), sources });

export const deathPlantings: readonly Planting[] = [
  {
    kind: 'DEAD_AND_PAID',
    exemption: null,
    standing: 'ASSISTED',
    compositions: ['ELDER', 'ELDER_COUPLE', 'THREE_GENERATIONS'],
    plant(scene) {
      const person = scene.household.people.at(-1) ?? scene.head;
      const died = drawDeath(scene);
      const sources = recordDeath(scene, person, died);
      const first = monthOf(died) + 1;
      return {
        person,
        detail: { ...detailOf(died, sources), first_month: monthText(first), months: LAST_MONTH - first + 1 },
      };
    },
  },
  {
    kind: 'DEAD_AND_PAID',
    exemption: 'STOPPED_IN_MONTH_OF_DEATH',
    standing: 'ASSISTED',
    compositions: ['ELDER'],
    plant(scene) {
      const died = drawDeath(scene);
      const sources = recordDeath(scene, scene.head, died, true);
      stopFamily(scene.family, dayOfMonth(monthOf(died), 28));
      return { person: scene.head, detail: detailOf(died, sources) };
    },
  },
  {
    kind: 'DEAD_AND_PAID',
    exemption: 'PAYMENT_RETURNED',
    standing: 'ASSISTED',
    compositions: ['ELDER'],
    plant(scene) {
      const died = dayOfMonth(LAST_MONTH - 1, scene.desk.rng.between(1, 28));
      const sources = recordDeath(scene, scene.head, died);
      for (const payment of scene.family.payments) {
        if (payment.month <= monthOf(died)) continue;
        payment.status = 'RETURNED';
        payment.paidFen = null;
        payment.paidOn = null;
      }
      return { person: scene.head, detail: detailOf(died, sources) };
    },
  },
  {
    kind: 'DEAD_AND_PAID',
    exemption: 'ARREARS_PAID_LATER',
    standing: 'ASSISTED',
    compositions: ['ELDER'],
    plant(scene) {
      const died = drawDeath(scene);
      const sources = recordDeath(scene, scene.head, died, true);
      stopFamily(scene.family, dayOfMonth(monthOf(died), 28));
      const last = scene.family.payments.at(-1);
      if (last !== undefined) last.paidOn = dayOfMonth(last.month + 1, 12);
      return { person: scene.head, detail: detailOf(died, sources) };
    },
  },
  {
    kind: 'DEAD_AND_PAID',
    exemption: 'NAMESAKE_DIED',
    standing: 'ASSISTED',
    compositions: ['ELDER', 'ADULT'],
    plant(scene) {
      const { desk, head, household } = scene;
      const { born, ...identity } = desk.office.resident(head.born, head.sex);
      const namesake: Person = { ...head, identity, born };
      const died = drawDeath(scene);
      writeDeathCertificate(desk, namesake, died, household.town);
      writeCremation(desk, namesake, died, household.town);
      return { person: head, detail: { died_on: dayText(died), namesake: identity.key } };
    },
  },
  {
    kind: 'DEAD_AND_PAID',
    exemption: 'MEMBER_REMOVED_IN_TIME',
    standing: 'ASSISTED',
    compositions: ['ELDER_COUPLE', 'COUPLE'],
    plant(scene) {
      const { family, household } = scene;
      const person = household.people.at(-1) ?? scene.head;
      const died = drawDeath(scene);
      const sources = recordDeath(scene, person, died);
      family.removed.push({ person, on: dayOfMonth(monthOf(died), 28) });
      const lower = Math.round(family.amountFen / 2);
      family.amountFen = lower;
      for (const payment of family.payments) {
        if (payment.month <= monthOf(died)) continue;
        payment.approvedFen = lower;
        payment.paidFen = lower;
      }
      return { person, detail: detailOf(died, sources) };
    },
  },
];
