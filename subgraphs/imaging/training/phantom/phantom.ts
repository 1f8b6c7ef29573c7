import { CHEST_LABELS, type ChestLabel } from '../chest-labels.ts';
import { seededRandom, type SeededRandom } from '../seeded-random.ts';
import {
  drawChest,
  heartRadius,
  layBones,
  layLead,
  layTissue,
  layVessels,
  type Gap,
  type Sex,
} from './anatomy.ts';
import { expose, LEARNT_SITES, SITES, type SiteName } from './expose.ts';
import { plantConsolidation, plantEffusion, plantNodules, plantPneumothorax, type Mask } from './findings.ts';
import { emptyMaps, everyPixel, SIDE, type ThicknessMaps } from './thickness-maps.ts';

/** Cells along a side in which the truth, and the model's evidence, lie. */
export const CELLS = 16;
const CELL = SIDE / CELLS;
/** So many pixels of a cell make it one that shows the finding. */
const PIXELS_OF_TRUTH = 2;
/** How often each finding is planted, independently of the others. */
const PREVALENCE = 0.2;

/** A chest image of nobody, with everything that is true of it. */
export interface Phantom {
  readonly site: SiteName;
  readonly sex: Sex;
  readonly age: number;
  /** What the detector reads, 128 × 128, bone bright. */
  readonly values: Float32Array;
  /** Per label of `CHEST_LABELS`: is it there? */
  readonly truth: readonly boolean[];
  /** Per label 16 × 16: 1 where a cell shows it. */
  readonly cells: Uint8Array;
}

/**
 * The phantom number `index` of a seed; each is drawn by itself, so that any can be drawn again alone.
 * @param at the site; by chance one of those learnt from where it is not given
 */
export function drawPhantom(seed: number, index: number, at?: SiteName): Phantom {
  const random = seededRandom(seed, index);
  const drawn = LEARNT_SITES[random.below(LEARNT_SITES.length)] ?? 'A';
  const site = at ?? drawn;
  const planted = new Set(CHEST_LABELS.filter(() => random.chance(PREVALENCE)));
  const enlarged = planted.has('cardiomegaly');
  const chest = drawChest(random, enlarged ? random.between(0.54, 0.68) : random.between(0.38, 0.49));
  const maps = emptyMaps();
  const masks = new Map<ChestLabel, Mask>();
  const heart = layTissue(maps, chest, random);
  if (enlarged)
    masks.set(
      'cardiomegaly',
      pixelsWhere((x, y) => heartRadius(heart, x, y) < 1),
    );
  layVessels(maps, chest, random);
  for (const [label, plant] of PLANTS) if (planted.has(label)) masks.set(label, plant(maps, chest, random));
  const broken = layBones(maps, chest, planted.has('rib_fracture') ? drawGaps(random) : [], random);
  if (planted.has('rib_fracture')) masks.set('rib_fracture', broken);
  if (random.chance(0.15)) layLead(maps, random);
  return {
    site,
    sex: chest.sex,
    age: chest.age,
    values: expose(maps, SITES[site], random),
    truth: CHEST_LABELS.map((label) => planted.has(label)),
    cells: cellsOf(masks),
  };
}

/** In the order in which one may cover the other. */
const PLANTS: readonly (readonly [
  ChestLabel,
  (maps: ThicknessMaps, chest: ReturnType<typeof drawChest>, random: SeededRandom) => Mask,
])[] = [
  ['nodule', plantNodules],
  ['consolidation', plantConsolidation],
  ['pneumothorax', plantPneumothorax],
  ['effusion', plantEffusion],
];

function drawGaps(random: SeededRandom): readonly Gap[] {
  return Array.from({ length: 1 + random.below(2) }, () => ({
    side: random.chance(0.5) ? (1 as const) : (-1 as const),
    rib: 2 + random.below(6),
    x: random.between(60, 105),
    width: random.between(1.5, 4),
  }));
}

function pixelsWhere(holds: (x: number, y: number) => boolean): Mask {
  const mask: number[] = [];
  everyPixel((pixel, x, y) => {
    if (holds(x, y)) mask.push(pixel);
  });
  return mask;
}

function cellsOf(masks: ReadonlyMap<ChestLabel, Mask>): Uint8Array {
  const cells = new Uint8Array(CHEST_LABELS.length * CELLS * CELLS);
  for (const [at, label] of CHEST_LABELS.entries()) {
    const counts = new Uint16Array(CELLS * CELLS);
    for (const pixel of new Set(masks.get(label))) {
      const cell = Math.floor(Math.floor(pixel / SIDE) / CELL) * CELLS + Math.floor((pixel % SIDE) / CELL);
      counts[cell] = (counts[cell] ?? 0) + 1;
    }
    cells.set(
      counts.map((count) => (count >= PIXELS_OF_TRUTH ? 1 : 0)),
      at * CELLS * CELLS,
    );
  }
  return cells;
}
