import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { numberOption } from '../hub/command.ts';
import { loadModel, type LoadedModel } from '../subgraphs/imaging/models/load-model.ts';
import { SHIPPED_MODELS } from '../subgraphs/imaging/models/shipped-models.ts';
import { readyImage } from '../subgraphs/imaging/inference/ready-image.ts';
import { drawPhantom } from '../subgraphs/imaging/training/phantom/phantom.ts';
import { PIXEL_MM, SIDE } from '../subgraphs/imaging/training/phantom/thickness-maps.ts';
import type { Benchmark, BenchmarkInput } from './benchmark.ts';
import { imagingFigures } from './imaging/imaging-figures.ts';
import { measureDecoding } from './imaging/measure-decoding.ts';
import { measureDrafts, type DraftsMeasure } from './imaging/measure-drafts.ts';
import { measurePool, type PoolMeasure } from './imaging/measure-pool.ts';
import { measureRaw } from './imaging/measure-raw.ts';

const PHANTOMS = 32;

/**
 * The inference stage, tensors ready: the pool of workers against bare onnxruntime in as many threads, on the same model
 * and cores. Both are measured in turns, so that what else the machine does meets both. Then decoding: objects of every
 * syntax at once, while the event loop must go on. Last a whole hub: from the first byte of a C-STORE to the draft.
 */
export const benchmark: Benchmark = {
  summary: 'images a second of the inference pool against bare onnxruntime, and decoding meanwhile',
  options: {
    images: { type: 'string', help: 'how many images in each round (4000)' },
    rounds: { type: 'string', help: 'how many rounds of each (5)' },
    workers: { type: 'string', help: 'how many threads (as many as cores)' },
    studies: { type: 'string', help: 'how many studies are sent to a hub (60; 0 for none)' },
    rate: { type: 'string', help: 'how many of them a second (2)' },
    side: { type: 'string', help: 'pixels along a side of their images, a multiple of 128 (1024)' },
  },
  async run({ values, progress }) {
    const count = numberOption(values, 'images', { from: 100, to: 1_000_000 }) ?? 4_000;
    const rounds = numberOption(values, 'rounds', { from: 1, to: 100 }) ?? 5;
    const workers = numberOption(values, 'workers', { from: 1, to: 256 }) ?? availableParallelism();
    const use = { display: 'demonstration', today: new Date() } as const;
    const model = await loadModel(join(SHIPPED_MODELS, 'chest-demonstration'), use);
    const images = Array.from({ length: PHANTOMS }, (_, index) => phantomTensor(model, index));
    const raw: number[] = [];
    const pooled: PoolMeasure[] = [];
    for (let round = 1; round <= rounds; round += 1) {
      progress(`round ${round} of ${rounds}`);
      raw.push(await measureRaw(model.pool, images, { workers, count }));
      pooled.push(await measurePool(model.pool, images, { workers, count }));
    }
    progress('decoding every syntax');
    const decoding = await measureDecoding(model, workers);
    const drafts = await draftsOf(values, progress);
    return imagingFigures({ workers, raw, pooled, decoding, drafts });
  },
};

async function draftsOf(
  values: BenchmarkInput['values'],
  progress: BenchmarkInput['progress'],
): Promise<DraftsMeasure | null> {
  const studies = numberOption(values, 'studies', { from: 0, to: 100_000 }) ?? 60;
  if (studies === 0) return null;
  const perSecond = numberOption(values, 'rate', { from: 1, to: 1_000 }) ?? 2;
  const side = numberOption(values, 'side', { from: SIDE, to: 32 * SIDE }) ?? 8 * SIDE;
  return measureDrafts({ studies, perSecond, side: side - (side % SIDE), progress });
}

function phantomTensor(model: LoadedModel, index: number): Float32Array {
  const { values } = drawPhantom(2, index);
  const spacingMm = [PIXEL_MM, PIXEL_MM] as const;
  const photometric = 'MONOCHROME2';
  const frame = { rows: SIDE, columns: SIDE, bitsStored: 16, values, photometric, spacingMm } as const;
  const { prepared } = readyImage(frame, model.card.input);
  if (typeof prepared === 'string') throw new Error(prepared);
  return prepared.tensor;
}
