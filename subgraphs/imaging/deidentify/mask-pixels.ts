import { storedFrame } from '../dicom/decode-frame.ts';
import { DicomRejection } from '../dicom/dicom-rejection.ts';
import { pixelDescription } from '../dicom/pixel-description.ts';
import type { Part10 } from '../dicom/read-part10.ts';
import { DeidentificationRefusal } from './deidentification-refusal.ts';
import type { Rectangle } from './deidentify-options.ts';

/**
 * The pixels of every frame, not compressed, little-endian, with zero in the rectangles. Only of grey-scale images.
 * @throws DeidentificationRefusal where the frames can not be read, or a rectangle lies beside the image
 */
export async function maskPixels(object: Part10, mask: readonly Rectangle[]): Promise<Buffer> {
  try {
    const { rows, columns, frames, bitsAllocated } = pixelDescription(object.dataSet);
    const size = bitsAllocated / 8;
    for (const { x, y, width, height } of mask)
      if (
        ![x, y, width, height].every(Number.isInteger) ||
        x < 0 ||
        y < 0 ||
        x + width > columns ||
        y + height > rows
      )
        throw new DeidentificationRefusal('MASK_IMPOSSIBLE', 'a rectangle reaches beyond the image');
    const masked: Buffer[] = [];
    for (let frame = 0; frame < frames; frame++) {
      const stored = await storedFrame(object, frame);
      const pixels = Buffer.from(stored.subarray(0, rows * columns * size));
      for (const { x, y, width, height } of mask)
        for (let row = y; row < y + height; row++)
          pixels.fill(0, (row * columns + x) * size, (row * columns + x + width) * size);
      masked.push(pixels);
    }
    return Buffer.concat(masked);
  } catch (error) {
    if (error instanceof DicomRejection)
      throw new DeidentificationRefusal('MASK_IMPOSSIBLE', error.detail, { cause: error });
    throw error;
  }
}
