import type { SeededRandom } from '../seeded-random.ts';
import { aroundPoint, everyPixel, type ThicknessMaps } from './thickness-maps.ts';

export type Sex = 'F' | 'M';
/** -1 is the patient's right, which is to the left of the image. */
export type Side = -1 | 1;

/** One lung field as the image shows it, in mm. */
export interface LungField {
  readonly side: Side;
  readonly centreX: number;
  readonly centreY: number;
  readonly halfWidth: number;
  readonly halfHeight: number;
  /** Where the diaphragm meets the wall. */
  readonly baseY: number;
  readonly domeHeight: number;
}

export interface Chest {
  readonly sex: Sex;
  readonly age: number;
  /** From front to back, in mm. */
  readonly depth: number;
  readonly halfWidth: number;
  readonly lungs: readonly [LungField, LungField];
  /** The heart's width as a share of the chest's inner width. */
  readonly cardiothoracicRatio: number;
}

const LUNG_SHAPE = 2.4;
const MEDIASTINUM_HALF_WIDTH = 22;
const RIBS_A_SIDE = 9;

export function drawChest(random: SeededRandom, cardiothoracicRatio: number): Chest {
  const sex = random.chance(0.5) ? 'F' : 'M';
  const size = random.between(0.92, 1.06) * (sex === 'F' ? 0.95 : 1);
  const centreX = 74 * size;
  const halfWidth = random.between(54, 60) * size;
  const top = random.between(52, 64);
  const lung = (side: Side): LungField => {
    const baseY = random.between(282, 304) + (side === -1 ? -8 : 0);
    return {
      side,
      centreX: side * centreX,
      halfWidth,
      centreY: (top + baseY + 24) / 2,
      halfHeight: (baseY + 24 - top) / 2,
      baseY,
      domeHeight: random.between(26, 44),
    };
  };
  return {
    sex,
    age: Math.floor(random.between(18, 96)),
    depth: random.between(190, 290) * (sex === 'F' ? 0.96 : 1),
    halfWidth: (centreX + halfWidth) * random.between(1.14, 1.24),
    lungs: [lung(-1), lung(1)],
    cardiothoracicRatio,
  };
}

/** 0 in the middle of a lung field, 1 on its border, more outside. */
export function lungRadius(lung: LungField, x: number, y: number): number {
  const across = Math.abs((x - lung.centreX) / lung.halfWidth) ** LUNG_SHAPE;
  const along = Math.abs((y - lung.centreY) / lung.halfHeight) ** LUNG_SHAPE;
  return (across + along) ** (1 / LUNG_SHAPE);
}

function diaphragmY(lung: LungField, x: number): number {
  const across = Math.min(1, Math.abs((x - lung.centreX) / lung.halfWidth));
  return lung.baseY - lung.domeHeight * (1 - across * across);
}

/** Body, lungs, heart and breasts: what is soft, and the air in it. */
export function layTissue(maps: ThicknessMaps, chest: Chest, random: SeededRandom): Heart {
  const heart = heartOf(chest, random);
  everyPixel((pixel, x, y) => {
    const neck = Math.min(1, 0.42 + Math.max(0, y - 10) / 70);
    const outward = Math.abs(x) / (chest.halfWidth * neck);
    if (outward >= 1) return;
    maps.body[pixel] = chest.depth * Math.sqrt(1 - outward ** 2.5);
    const lung = chest.lungs[x < 0 ? 0 : 1];
    const radius = lungRadius(lung, x, y);
    if (radius >= 1 || Math.abs(x) < MEDIASTINUM_HALF_WIDTH) return;
    const above = Math.min(1, Math.max(0, (diaphragmY(lung, x) - y) / 8));
    const inHeart = heartRadius(heart, x, y);
    const heartDepth = inHeart < 1 ? chest.depth * 0.52 * Math.sqrt(1 - inHeart) : 0;
    const lungDepth = chest.depth * 0.72 * Math.sqrt(1 - radius ** LUNG_SHAPE) * above;
    maps.lung[pixel] = Math.max(0, lungDepth - heartDepth);
  });
  if (chest.sex === 'F') layBreasts(maps, random);
  return heart;
}

export interface Heart {
  readonly x: number;
  readonly y: number;
  readonly halfWidth: number;
  readonly halfHeight: number;
}

function heartOf(chest: Chest, random: SeededRandom): Heart {
  const [, left] = chest.lungs;
  const halfWidth = chest.cardiothoracicRatio * (left.centreX + left.halfWidth);
  return {
    x: halfWidth * random.between(0.16, 0.26),
    y: left.baseY - left.domeHeight - halfWidth * 0.55,
    halfWidth,
    halfHeight: halfWidth * random.between(0.82, 0.98),
  };
}

export function heartRadius(heart: Heart, x: number, y: number): number {
  return ((x - heart.x) / heart.halfWidth) ** 2 + ((y - heart.y) / heart.halfHeight) ** 2;
}

function layBreasts(maps: ThicknessMaps, random: SeededRandom): void {
  const depth = random.between(15, 42);
  const size = { halfWidth: random.between(48, 62), halfHeight: random.between(38, 52) };
  for (const side of [-1, 1])
    aroundPoint({ x: side * 78, y: random.between(222, 244) }, size, (pixel, dx, dy) => {
      const radius = (dx / size.halfWidth) ** 2 + (dy / size.halfHeight) ** 2;
      if (radius < 1 && (maps.body[pixel] ?? 0) > 0)
        maps.body[pixel] = (maps.body[pixel] ?? 0) + depth * Math.sqrt(1 - radius);
    });
}

/** Vessels from the hilum outward, and some seen end on, which look as small nodules do. */
export function layVessels(maps: ThicknessMaps, chest: Chest, random: SeededRandom): void {
  const vessels = new Float32Array(maps.lung.length);
  const dot = (x: number, y: number, radius: number): void =>
    aroundPoint({ x, y }, { halfWidth: radius + 1.5, halfHeight: radius + 1.5 }, (pixel, dx, dy) => {
      const chord = 2 * Math.sqrt(Math.max(0.4, radius * radius - dx * dx - dy * dy));
      vessels[pixel] = Math.max(vessels[pixel] ?? 0, chord * Math.min(1, radius / 1.5));
    });
  for (const lung of chest.lungs) {
    for (let branch = 0; branch < 13; branch += 1) {
      const angle = random.between(-1.45, 1.45);
      const length = random.between(35, 95);
      const thick = random.between(1.8, 4);
      const bend = random.between(-0.4, 0.4);
      for (let along = 0; along < length; along += 2.5) {
        const turned = angle + (bend * along) / length;
        const reach = 30 + along * Math.cos(turned);
        dot(lung.side * reach, 168 + along * Math.sin(turned), thick * (1 - (0.75 * along) / length));
      }
    }
    for (let count = random.below(5); count > 0; count -= 1)
      dot(lung.side * random.between(30, 100), random.between(100, 250), random.between(1.5, 3.4));
  }
  for (let pixel = 0; pixel < vessels.length; pixel += 1)
    maps.lung[pixel] = Math.max(0, (maps.lung[pixel] ?? 0) - (vessels[pixel] ?? 0));
}

/** A break of a rib: on which one, where along it, and how wide in mm. */
export interface Gap {
  readonly side: Side;
  readonly rib: number;
  readonly x: number;
  readonly width: number;
}

/** Spine, eighteen ribs and clavicles. Says where the ribs are broken, in pixels. */
export function layBones(
  maps: ThicknessMaps,
  chest: Chest,
  gaps: readonly Gap[],
  random: SeededRandom,
): readonly number[] {
  const strength = chest.age > 65 ? 0.8 : 1;
  const add = (pixel: number, depth: number): void => {
    if ((maps.body[pixel] ?? 0) > 0) maps.bone[pixel] = (maps.bone[pixel] ?? 0) + depth * strength;
  };
  const period = random.between(24, 28);
  aroundPoint({ x: 0, y: 192 }, { halfWidth: 20, halfHeight: 192 }, (pixel, dx, dy) => {
    const disc = Math.abs((((dy + 192) / period) % 1) - 0.5) > 0.4 ? 0.72 : 1;
    add(pixel, 30 * Math.max(0, 1 - (dx / 20) ** 2) * disc);
  });
  const broken: number[] = [];
  const slope = random.between(0.22, 0.38);
  const firstY = random.between(58, 68);
  for (const lung of chest.lungs) {
    const outer = Math.abs(lung.centreX) + lung.halfWidth;
    for (let rib = 0; rib < RIBS_A_SIDE; rib += 1) {
      const reach = outer * Math.min(1, 0.62 + rib * 0.075);
      const gap = gaps.find((one) => one.side === lung.side && one.rib === rib);
      for (let x = 19.5; x < reach; x += 3) {
        const along = x / reach;
        const y = firstY + rib * 25 - 20 * Math.sin(along * 2.2) + slope * x + 14 * along ** 3;
        const left = gap === undefined ? 1 : 1 - overlap(x, gap);
        aroundPoint({ x: lung.side * x, y }, { halfWidth: 0.1, halfHeight: 6 }, (pixel, _, dy) => {
          const shell = 4.2 + 3.2 * (Math.abs(dy) / 6) ** 2;
          if (Math.abs(dy) < 5.5) add(pixel, shell * left);
          if (gap !== undefined && Math.abs(x - gap.x) < 5) broken.push(pixel);
        });
      }
    }
    for (let x = 21; x < 120; x += 3)
      aroundPoint(
        { x: lung.side * x, y: firstY + 8 - x * 0.16 },
        { halfWidth: 0.1, halfHeight: 5 },
        (pixel) => add(pixel, 6),
      );
  }
  return broken;
}

/** How much of a column of 3 mm at `x` lies in the gap. */
function overlap(x: number, gap: Gap): number {
  const from = Math.max(x - 1.5, gap.x - gap.width / 2);
  const to = Math.min(x + 1.5, gap.x + gap.width / 2);
  return Math.max(0, to - from) / 3;
}

/** The lead of an electrocardiogram, which lies on some patients. */
export function layLead(maps: ThicknessMaps, random: SeededRandom): void {
  const from = { x: random.between(-90, 90), y: random.between(120, 240) };
  const slope = random.between(-0.9, 0.9);
  aroundPoint(from, { halfWidth: 6, halfHeight: 6 }, (pixel, dx, dy) => {
    if (dx * dx + dy * dy < 30) maps.bone[pixel] = (maps.bone[pixel] ?? 0) + 2;
  });
  for (let step = 0; step < 120; step += 1.5)
    aroundPoint(
      { x: from.x + slope * step, y: from.y - step },
      { halfWidth: 0.1, halfHeight: 0.1 },
      (pixel) => {
        maps.bone[pixel] = (maps.bone[pixel] ?? 0) + 2;
      },
    );
}
