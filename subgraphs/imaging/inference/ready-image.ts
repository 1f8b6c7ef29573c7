import { createHash } from 'node:crypto';
import type { PixelFrame } from '../dicom/pixel-frame.ts';
import { preprocess, type InputSpec, type PreparationRefusal, type PreparedImage } from './preprocess.ts';

/** A decoded image, made ready for one model: what a decoding worker hands over. */
export interface ReadyImage {
  /** Null where the pixels could not be decoded. */
  readonly pixelSha256: string | null;
  readonly prepared: PreparedImage | PreparationRefusal;
}

/** Makes a frame ready for a model; some 50 ms for 4 million pixels, so done where the frame is decoded. */
export function readyImage(
  frame: PixelFrame,
  input: InputSpec,
  pixelSha256: string = hashPixels(frame),
): ReadyImage {
  return { pixelSha256, prepared: preprocess(frame, input) };
}

/** SHA-256 of the decoded values, by which a replay is compared. */
export function hashPixels({ values: { buffer, byteOffset, byteLength } }: PixelFrame): string {
  return createHash('sha256')
    .update(new Uint8Array(buffer, byteOffset, byteLength))
    .digest('hex');
}
