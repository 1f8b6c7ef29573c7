import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Prng } from './prng.ts';

/** A township of Heilongjiang with what is above it. */
export interface Town {
  /** Nine digits. */
  readonly code: string;
  readonly name: string;
  /** Six digits. */
  readonly county: string;
  readonly countyName: string;
  readonly prefectureName: string;
  readonly setting: 'URBAN' | 'RURAL';
  /** The letter after 黑 on number plates of the prefecture. */
  readonly plateLetter: string;
}

const PLATE_LETTERS: Readonly<Record<string, string>> = {
  '2301': 'A',
  '2302': 'B',
  '2303': 'G',
  '2304': 'H',
  '2305': 'J',
  '2306': 'E',
  '2307': 'F',
  '2308': 'D',
  '2309': 'K',
  '2310': 'C',
  '2311': 'N',
  '2312': 'M',
  '2327': 'P',
};

function readTowns(): readonly Town[] {
  const file = join(import.meta.dirname, '..', 'data', 'divisions-heilongjiang.csv');
  const rows = readFileSync(file, 'utf8').trim().split('\n').slice(1);
  const names = new Map<string, string>();
  const towns: Town[] = [];
  for (const row of rows) {
    const [code = '', name = '', level = ''] = row.split(',');
    names.set(code, name);
    if (level !== 'township') continue;
    const prefecture = code.slice(0, 4);
    towns.push({
      code,
      name,
      county: code.slice(0, 6),
      countyName: names.get(code.slice(0, 6)) ?? '',
      prefectureName: names.get(`${prefecture}00`) ?? '',
      setting: name.includes('街道') ? 'URBAN' : 'RURAL',
      plateLetter: PLATE_LETTERS[prefecture] ?? 'A',
    });
  }
  return towns;
}

const towns = readTowns();
const byCity = {
  harbinUrban: towns.filter((town) => town.code.startsWith('2301') && town.setting === 'URBAN'),
  harbinRural: towns.filter((town) => town.code.startsWith('2301') && town.setting === 'RURAL'),
  otherUrban: towns.filter((town) => !town.code.startsWith('2301') && town.setting === 'URBAN'),
  otherRural: towns.filter((town) => !town.code.startsWith('2301') && town.setting === 'RURAL'),
};

/** Towns for the people of one block: Harbin holds a third of the province, towns of both settings are always there. */
export function drawTowns(rng: Prng): readonly Town[] {
  return [
    rng.pick(byCity.harbinUrban),
    rng.pick(byCity.otherUrban),
    rng.pick(byCity.otherRural),
    rng.chance(0.3) ? rng.pick(byCity.harbinRural) : rng.pick(byCity.otherRural),
    rng.pick(byCity.otherUrban),
  ];
}

/** A town in another county than this one. */
export function drawTownElsewhere(rng: Prng, than: Town): Town {
  for (;;) {
    const town = rng.pick(towns);
    if (town.county !== than.county) return town;
  }
}

/** A town of the same county, or the same town where the county has no other. */
export function drawTownNearby(rng: Prng, than: Town): Town {
  return rng.pick(towns.filter((town) => town.county === than.county));
}
