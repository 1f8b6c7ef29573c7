import { parseUid } from '../../dicom/uid.ts';
import type { ImageReader } from '../image-archive.ts';

/** Who can be asked for images: our archive, and by hospital the server of each that keeps its own. */
export interface ImageReaders {
  readonly archive: ImageReader;
  readonly atHospital?: ReadonlyMap<string, ImageReader>;
}

/**
 * Who alone is asked about a study: our archive where it knows the study, whoever sent it; else the server of the hospital
 * in whose name it is asked; null where there is none, or no study is named. What is ours and what is another hospital's
 * no hospital's server speaks for: it may answer what it likes.
 */
export async function readerOfStudy(
  study: string,
  hospital: string | undefined,
  { archive, atHospital }: ImageReaders,
): Promise<ImageReader | null> {
  if (parseUid(study) !== study) return null;
  const filters = { '0020000D': study };
  const ours = await archive.find({ level: 'study', filters, limit: 1, offset: 0 });
  if (ours.length > 0) return archive;
  return hospital === undefined ? null : (atHospital?.get(hospital) ?? null);
}
