import type { SeededRandom } from '../seeded-random.ts';
import { lungRadius, type Chest, type LungField } from './anatomy.ts';
import { aroundPoint, everyPixel, type ThicknessMaps } from './thickness-maps.ts';

/** Which pixels show a finding. */
export type Mask = readonly number[];

/** Lung shallower than this, in mm, hides what is planted in it. */
const DEEP_ENOUGH = 55;

/** One to three balls of soft tissue in the lungs. */
export function plantNodules(maps: ThicknessMaps, chest: Chest, random: SeededRandom): Mask {
  const mask: number[] = [];
  for (let count = 1 + random.below(3); count > 0; count -= 1) {
    const at = placeInLung(maps, chest, random);
    const radius = random.between(4.5, 13);
    aroundPoint(at, { halfWidth: radius, halfHeight: radius }, (pixel, dx, dy) => {
      const inside = radius * radius - dx * dx - dy * dy;
      if (inside <= 0) return;
      maps.lung[pixel] = Math.max(0, (maps.lung[pixel] ?? 0) - 2 * Math.sqrt(inside));
      mask.push(pixel);
    });
  }
  return mask;
}

/** Fluid 18 to 80 mm high in one side, its surface rising toward the wall. */
export function plantEffusion(maps: ThicknessMaps, chest: Chest, random: SeededRandom): Mask {
  const lung = oneOf(chest.lungs, random);
  const height = random.between(18, 80);
  const outer = Math.abs(lung.centreX) + lung.halfWidth;
  const mask: number[] = [];
  everyPixel((pixel, x, y) => {
    if (x * lung.side < 22 || lungRadius(lung, x, y) >= 1) return;
    const outward = (Math.abs(x) - 22) / (outer - 22);
    if (y < lung.baseY - height * (0.6 + 0.4 * outward * outward)) return;
    maps.lung[pixel] = (maps.lung[pixel] ?? 0) * 0.06;
    if (y < lung.baseY + 8) mask.push(pixel);
  });
  return mask;
}

/** Free air along the wall, 10 to 36 mm at the apex, without vessels in it, and the line of the pleura. */
export function plantPneumothorax(maps: ThicknessMaps, chest: Chest, random: SeededRandom): Mask {
  const lung = oneOf(chest.lungs, random);
  const widest = random.between(10, 36);
  const top = lung.centreY - lung.halfHeight;
  const mask: number[] = [];
  everyPixel((pixel, x, y) => {
    const radius = lungRadius(lung, x, y);
    const depth = maps.lung[pixel] ?? 0;
    if (radius >= 1 || depth <= 0 || x * lung.side < Math.abs(lung.centreX) - lung.halfWidth * 0.5) return;
    const downward = (y - top) / (2 * lung.halfHeight);
    const width = widest * Math.max(0.2, 1 - 0.9 * downward);
    const inward = (1 - radius) * lung.halfWidth;
    if (inward < width) {
      maps.air[pixel] = chest.depth * 0.72 * Math.sqrt(1 - radius ** 2.4);
      maps.lung[pixel] = 0;
      mask.push(pixel);
    } else if (inward < width + 3) maps.lung[pixel] = Math.max(0, depth - 5);
  });
  return mask;
}

/** A cloud of filled lung of 14 to 32 mm. */
export function plantConsolidation(maps: ThicknessMaps, chest: Chest, random: SeededRandom): Mask {
  const at = placeInLung(maps, chest, random);
  const spread = random.between(14, 32);
  const density = random.between(0.25, 0.7);
  const mask: number[] = [];
  aroundPoint(at, { halfWidth: 2.5 * spread, halfHeight: 2.5 * spread }, (pixel, dx, dy) => {
    const share = Math.exp(-(dx * dx + dy * dy) / (2 * spread * spread));
    const depth = maps.lung[pixel] ?? 0;
    const filled = density * share * random.between(0.7, 1.3);
    maps.lung[pixel] = depth * Math.max(0, 1 - filled);
    if (share > 0.5 && depth > 0) mask.push(pixel);
  });
  return mask;
}

function oneOf(lungs: Chest['lungs'], random: SeededRandom): LungField {
  return lungs[random.chance(0.5) ? 1 : 0];
}

function placeInLung(
  maps: ThicknessMaps,
  chest: Chest,
  random: SeededRandom,
): { readonly x: number; readonly y: number } {
  for (;;) {
    const lung = oneOf(chest.lungs, random);
    const at = {
      x: lung.centreX + random.between(-1, 1) * lung.halfWidth,
      y: lung.centreY + random.between(-1, 1) * lung.halfHeight,
    };
    let deep = 0;
    aroundPoint(at, { halfWidth: 0.1, halfHeight: 0.1 }, (pixel) => {
      deep = Math.max(deep, maps.lung[pixel] ?? 0);
    });
    if (deep > DEEP_ENOUGH) return at;
  }
}
