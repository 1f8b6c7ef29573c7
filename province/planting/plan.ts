import { incomePlantings, missedPlantings, movePlantings, schemePlantings } from './plant-entitlement.ts';
import { deathPlantings } from './plant-deaths.ts';
import { identityPlantings } from './plant-identities.ts';
import {
  disabilityPlantings,
  elderPlantings,
  illnessPlantings,
  missedTekunPlantings,
  studentPlantings,
} from './plant-hardship.ts';
import { moneyPlantings } from './plant-money.ts';
import { approverPlantings, returnPlantings, tekunPlantings } from './plant-office.ts';
import { firmPlantings, homePlantings } from './plant-property.ts';
import { vehiclePlantings } from './plant-vehicles.ts';
import { basePlantings, dropPlantings, joblessPlantings, publicPayPlantings } from './plant-work.ts';
import type { Planting } from './planting.ts';

/** Everything that can be planted. */
export const PLANTINGS: readonly Planting[] = [
  ...deathPlantings,
  ...vehiclePlantings,
  ...homePlantings,
  ...firmPlantings,
  ...incomePlantings,
  ...schemePlantings,
  ...movePlantings,
  ...missedPlantings,
  ...moneyPlantings,
  ...returnPlantings,
  ...approverPlantings,
  ...tekunPlantings,
  ...basePlantings,
  ...publicPayPlantings,
  ...dropPlantings,
  ...joblessPlantings,
  ...illnessPlantings,
  ...disabilityPlantings,
  ...studentPlantings,
  ...elderPlantings,
  ...missedTekunPlantings,
  ...identityPlantings,
];

/** From this many residents on, every planting occurs at least three times. */
const SMALLEST_WHOLE_PROVINCE = 2000;
const RESIDENTS_PER_CASE = 2000;
const RESIDENTS_PER_EXEMPTION = 4000;

/** How often a planting occurs among so many residents; below 2,000 residents some occur never. */
export function occurrences(planting: Planting, residents: number): number {
  if (residents < SMALLEST_WHOLE_PROVINCE) return Math.floor((3 * residents) / SMALLEST_WHOLE_PROVINCE);
  const each = planting.exemption === null ? RESIDENTS_PER_CASE : RESIDENTS_PER_EXEMPTION;
  return Math.max(3, Math.floor(residents / each));
}

/** The plantings of one block: each spread evenly over all blocks, every one beginning elsewhere. */
export function plantingsOf(block: number, blocks: number, residents: number): readonly Planting[] {
  return PLANTINGS.flatMap((planting, i) => {
    const total = occurrences(planting, residents);
    const phase = (i * 0.381966) % 1;
    const upTo = (n: number): number => Math.floor((n * total) / blocks + phase);
    return Array<Planting>(upTo(block + 1) - upTo(block)).fill(planting);
  });
}
