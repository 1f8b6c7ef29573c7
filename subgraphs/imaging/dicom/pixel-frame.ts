/** One frame as numbers, before any model. */
export interface PixelFrame {
  readonly rows: number;
  readonly columns: number;
  readonly bitsStored: number;
  /** Modality values, row by row: masked, signed, rescaled; padding is NaN. Bone is not yet sure to be bright. */
  readonly values: Float32Array;
  readonly photometric: 'MONOCHROME1' | 'MONOCHROME2';
  /** Between rows, between columns; null where the object does not say. */
  readonly spacingMm: readonly [number, number] | null;
}
