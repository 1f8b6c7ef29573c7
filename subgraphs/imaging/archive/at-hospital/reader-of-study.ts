import { parseUid } from '../../dicom/uid.ts';
import type { ImageReader } from '../image-archive.ts';

/** Who can be asked for images: our archive, and by hospital the server of each that keeps its own. */
export interface ImageReaders {
  readonly archive: ImageReader;
  readonly atHospital?: ReadonlyMap<string, ImageReader>;
}

/**
 * Who alone is asked about a study: our archive where it has the study, of the hospital in whose name it is asked if any;
 * else that hospital's own server; null where there is none, or no study is named. WHY a hospital's server is also asked
 * where we have another's study of that UID: did we answer in its place, a server that claims every study would tell its
 * hospital by our silence which studies we have of others.
 */
export async function readerOfStudy(
  study: string,
  hospital: string | undefined,
  { archive, atHospital }: ImageReaders,
): Promise<ImageReader | null> {
  if (parseUid(study) !== study) return null;
  const filters = { '0020000D': study };
  const named = hospital === undefined ? {} : { hospital };
  const ours = await archive.find({ level: 'study', filters, limit: 1, offset: 0, ...named });
  if (ours.length > 0) return archive;
  return hospital === undefined ? null : (atHospital?.get(hospital) ?? null);
}
