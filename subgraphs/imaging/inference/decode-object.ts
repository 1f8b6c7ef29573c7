import { createHash } from 'node:crypto';
import { decodeFrame } from '../dicom/decode-frame.ts';
import { DicomRejection } from '../dicom/dicom-rejection.ts';
import { readPart10 } from '../dicom/read-part10.ts';
import type { ImageFacts } from './abstention.ts';
import { imageFacts, NO_FACTS } from './image-facts.ts';
import type { InputSpec } from './preprocess.ts';
import { hashPixels, readyImage, type ReadyImage } from './ready-image.ts';

/** An object as it is given to models. */
export interface DecodedImage {
  /** Of the bytes that were decoded. */
  readonly receivedSha256: string;
  readonly facts: ImageFacts;
  /** One for each model that was asked for, in their order. */
  readonly ready: readonly ReadyImage[];
}

/**
 * Reads the first frame of an object (Part 10) and makes it ready for models with these inputs. What can not be read is
 * no error: each model then abstains, and says so. JPEG 2000 takes seconds: nobody else may wait in this thread.
 */
export async function decodeObject(bytes: Uint8Array, inputs: readonly InputSpec[]): Promise<DecodedImage> {
  const receivedSha256 = createHash('sha256').update(bytes).digest('hex');
  let facts = NO_FACTS;
  try {
    const object = readPart10(bytes);
    facts = imageFacts(object.dataSet);
    const frame = await decodeFrame(object);
    const pixelSha256 = hashPixels(frame);
    return { receivedSha256, facts, ready: inputs.map((input) => readyImage(frame, input, pixelSha256)) };
  } catch (error) {
    if (!(error instanceof DicomRejection)) throw error;
    return { receivedSha256, facts, ready: inputs.map(() => UNREADABLE) };
  }
}

/** What a model is given of an object that no decoder reads. */
export const UNREADABLE: ReadyImage = { pixelSha256: null, prepared: 'PIXELS_UNREADABLE' };
