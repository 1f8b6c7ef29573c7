import type { DivisionCode } from '../market/measures.ts';
import { readTable } from '../occupations/read-table.ts';

interface Centre {
  readonly latitude: number;
  readonly longitude: number;
}

const CENTRES: ReadonlyMap<DivisionCode, Centre> = new Map(
  readTable(new URL('county-centres.csv', import.meta.url)).map(([code = '', , latitude, longitude]) => [
    code,
    { latitude: Number(latitude), longitude: Number(longitude) },
  ]),
);

/** The counties for which there are minutes. */
export const counties: readonly DivisionCode[] = [...CENTRES.keys()].sort();

const KILOMETRES_PER_DEGREE = 111.2;
/** Roads are longer than the line between two places. */
const DETOUR = 1.3;
const KILOMETRES_PER_MINUTE = { town: 25 / 60, country: 60 / 60 } as const;
/** As far as the districts of one city lie apart, the way is through streets. */
const TOWN_KILOMETRES = 20;
/** To the bus and from it, and the way within one county. */
const WITHIN_COUNTY_MINUTES = 20;

/**
 * Minutes from door to door, one way. An approximation: from centre to centre of the two counties, by road, as fast as
 * streets and country roads are. Symmetric. Infinite where a county is unknown: nobody can be sent there unasked.
 */
export function commuteMinutes(from: DivisionCode, to: DivisionCode): number {
  const [a, b] = [CENTRES.get(from), CENTRES.get(to)];
  if (a === undefined || b === undefined) return Number.POSITIVE_INFINITY;
  if (from === to) return WITHIN_COUNTY_MINUTES;
  const kilometres = kilometresBetween(a, b) * DETOUR;
  const inTown = Math.min(kilometres, TOWN_KILOMETRES);
  const minutes = inTown / KILOMETRES_PER_MINUTE.town + (kilometres - inTown) / KILOMETRES_PER_MINUTE.country;
  return Math.round(WITHIN_COUNTY_MINUTES + minutes);
}

/** On a flat map, which is right to a percent within a province. */
function kilometresBetween(a: Centre, b: Centre): number {
  const across = Math.cos((((a.latitude + b.latitude) / 2) * Math.PI) / 180);
  return Math.hypot(a.latitude - b.latitude, (a.longitude - b.longitude) * across) * KILOMETRES_PER_DEGREE;
}
