import { formatPersonKey } from '../../identifiers/person-key.ts';
import { residentIdCheckCharacter } from '../../identifiers/resident-id.ts';
import type { PriorityGroup } from '../../subgraphs/matching/market/priority-group.ts';
import { day, dayText } from '../draw/calendar.ts';
import type { Prng } from '../draw/prng.ts';
import { drawDisability } from '../people/draw-health.ts';
import type { PersonFacts } from './person-facts.ts';
import { countyDraw } from './trades.ts';

const DIVISIONS = 100;
/** Sequence numbers of one sex. */
const SEQUENCES = 500;
const SLOTS = DIVISIONS * SEQUENCES;
/** As many days apart are people who share division and sequence number: room for a million. */
const TURNS = 20;
const OLDEST = day('1966-11-02');
const YOUNGEST = day('2008-11-01');

/**
 * Somebody of working age who is on no register, for markets larger than a province. The number carries a division that
 * was never assigned; another index never gives the same one.
 */
export function drawPerson(rng: Prng, index: number): PersonFacts {
  const sex = rng.chance(0.52) ? 'MALE' : 'FEMALE';
  const slot = index % SLOTS;
  const turn = Math.floor(index / SLOTS) % TURNS;
  const turns = Math.floor((YOUNGEST - OLDEST) / TURNS);
  const birthDate = dayText(OLDEST + rng.between(0, turns - 1) * TURNS + turn);
  const sequence = Math.floor(slot / DIVISIONS) * 2 + (sex === 'MALE' ? 1 : 0);
  const first17 =
    `2399${String(slot % DIVISIONS).padStart(2, '0')}` +
    birthDate.replaceAll('-', '') +
    String(sequence).padStart(3, '0');
  const number = first17 + residentIdCheckCharacter(first17);
  const age = 2026 - Number(birthDate.slice(0, 4));
  const disability = drawDisability(rng, age, false, true)?.kind ?? null;
  return {
    personKey: formatPersonKey({ kind: 'RID', number }),
    county: countyDraw.draw(rng),
    birthDate,
    sex,
    disability,
    groups: groupsOf(rng, { age, sex, disability }),
    standing: 'SEEKING',
  };
}

function groupsOf(
  rng: Prng,
  { age, sex, disability }: Pick<PersonFacts, 'sex' | 'disability'> & { readonly age: number },
): readonly PriorityGroup[] {
  const groups: PriorityGroup[] = [];
  if (age >= (sex === 'MALE' ? 50 : 40)) groups.push('OVER_50_40');
  if (disability !== null) groups.push('DISABLED');
  if (rng.chance(0.06)) groups.push('DIBAO');
  if (rng.chance(0.02)) groups.push('ZERO_EMPLOYMENT');
  if (rng.chance(0.03)) groups.push('LANDLESS');
  if (rng.chance(0.15)) groups.push('LONG_TERM');
  if (age < 26 && rng.chance(0.15)) groups.push('GRADUATE');
  return groups;
}
