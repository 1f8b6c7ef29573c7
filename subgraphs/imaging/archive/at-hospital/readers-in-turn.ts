import type { DicomJson } from '../../dicom/dicom-json.ts';
import type { ImageReader } from '../image-archive.ts';

/** One reader of several: what the first of them has is what there is. Hospitals are asked only for what is not ours. */
export function readersInTurn(readers: readonly ImageReader[]): ImageReader {
  const first = async <T>(
    ask: (reader: ImageReader) => Promise<T>,
    isThere: (found: T) => boolean,
    none: T,
  ) => {
    for (const reader of readers) {
      const found = await ask(reader);
      if (isThere(found)) return found;
    }
    return none;
  };
  const isAny = (found: readonly DicomJson[]): boolean => found.length > 0;
  return {
    find: (query) => first((reader) => reader.find(query), isAny, []),
    metadata: (of) => first((reader) => reader.metadata(of), isAny, []),
    instance: (uid) =>
      first(
        (reader) => reader.instance(uid),
        (found) => found !== null,
        null,
      ),
  };
}
