import { monitorEventLoopDelay } from 'node:perf_hooks';
import { encodedFrame, LOSSLESS_SYNTAXES } from '../../subgraphs/imaging/dicom/testing/encoded-frame.ts';
import { syntheticObject } from '../../subgraphs/imaging/dicom/testing/synthetic-object.ts';
import { EXPLICIT_LITTLE_ENDIAN } from '../../subgraphs/imaging/dicom/transfer-syntax.ts';
import { DecodePool } from '../../subgraphs/imaging/inference/decode-pool.ts';
import { InferencePool } from '../../subgraphs/imaging/inference/inference-pool.ts';
import type { LoadedModel } from '../../subgraphs/imaging/models/load-model.ts';
import { RESOLUTION_MS } from './measure-pool.ts';

export interface DecodingMeasure {
  readonly loopDelayP99Ms: number;
  readonly objectsPerS: number;
  /** Objects of which the tensor was not that of the native one. */
  readonly wrong: number;
}

/** Pixels along a side: a fifth of what a detector gives, so that a round takes seconds. */
const SIDE = 1_024;
/** Of each syntax. */
const OBJECTS = 4;

/** How long the event loop is kept waiting while objects of every syntax are decoded and run through the model. */
export async function measureDecoding(
  { card, pool: poolModel }: LoadedModel,
  workers: number,
): Promise<DecodingMeasure> {
  const objects = await objectsOfEverySyntax();
  const decoders = new DecodePool({ workers });
  const pool = new InferencePool({ workers, providers: ['cpu'] });
  try {
    await pool.open(poolModel);
    const [native] = objects;
    const expected = native && (await decoders.decode(native, [card.input])).ready[0];
    const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
    delay.enable();
    const startedAt = performance.now();
    const isRight = await Promise.all(
      Array.from({ length: OBJECTS }, () => objects)
        .flat()
        .map(async (bytes) => {
          const [ready] = (await decoders.decode(bytes, [card.input])).ready;
          if (typeof ready?.prepared !== 'object') return false;
          const { outcome } = await pool.run(card.sha256, ready.prepared.tensor);
          return outcome === 'DONE' && ready.pixelSha256 === expected?.pixelSha256;
        }),
    );
    const seconds = (performance.now() - startedAt) / 1_000;
    delay.disable();
    return {
      loopDelayP99Ms: Math.max(0, delay.percentile(99) / 1e6 - RESOLUTION_MS),
      objectsPerS: isRight.length / seconds,
      wrong: isRight.filter((right) => !right).length,
    };
  } finally {
    await Promise.all([decoders.close(), pool.close()]);
  }
}

/** The same pixels: native first, then in every compressed syntax. */
async function objectsOfEverySyntax(): Promise<readonly Buffer[]> {
  const pixels = Buffer.alloc(SIDE * SIDE * 2);
  for (let at = 0; at < SIDE * SIDE; at += 1) {
    const [row, column] = [Math.floor(at / SIDE), at % SIDE];
    const value = 2_000 + 1_500 * Math.sin(row / 90) * Math.cos(column / 70) + ((at * 7_919) % 64);
    pixels.writeUInt16LE(Math.round(value), at * 2);
  }
  const size = { rows: SIDE, columns: SIDE };
  const objects = [
    syntheticObject({
      ...size,
      transferSyntaxUid: EXPLICIT_LITTLE_ENDIAN,
      elements: [['7FE00010', 'OW', pixels]],
    }),
  ];
  for (const transferSyntaxUid of LOSSLESS_SYNTAXES) {
    const fragment = await encodedFrame(transferSyntaxUid, { ...size, pixels });
    objects.push(syntheticObject({ ...size, transferSyntaxUid, fragment }));
  }
  return objects;
}
