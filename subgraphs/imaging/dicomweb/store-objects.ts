import { ERROR_TABLE } from '../../../errors/error-table.ts';
import { SluiceError } from '../../../errors/sluice-error.ts';
import type { ImageArchive, IngestOutcome, Reception } from '../archive/image-archive.ts';
import type { DicomJson } from '../dicom/dicom-json.ts';
import { dimseStatus } from '../dimse/dimse-status.ts';
import type { IncomingPart } from './multipart.ts';

/** What STOW-RS answers (PS3.18 §10.5.3). */
export interface StoreAnswer {
  readonly status: number;
  readonly body: DicomJson;
}

/** Stores each part of a request; one that is not taken in does not keep the others from it. */
export async function storeObjects(
  archive: ImageArchive,
  parts: AsyncIterable<IncomingPart>,
  reception: Reception,
): Promise<StoreAnswer> {
  const stored: DicomJson[] = [];
  const failed: DicomJson[] = [];
  let refusal: SluiceError | null = null;
  for await (const { content } of parts) {
    try {
      const outcome = await storePart(archive, content, reception);
      if (outcome.kind === 'STORED' || outcome.kind === 'DUPLICATE') stored.push(referenceOf(outcome));
      else failed.push(failureOf(outcome));
    } catch (error) {
      if (!(error instanceof SluiceError) || error.code === 'IMAGE_MEDIA_TYPE') throw error;
      refusal ??= error;
      failed.push(reason(dimseStatus(error.code)));
    }
  }
  if (stored.length === 0 && failed.length === 0) throw new SluiceError('IMAGE_MEDIA_TYPE');
  const body: DicomJson = {
    ...(stored.length === 0 ? {} : { '00081199': { vr: 'SQ', Value: stored } }),
    ...(failed.length === 0 ? {} : { '00081198': { vr: 'SQ', Value: failed } }),
  };
  if (failed.length === 0) return { status: 200, body };
  if (stored.length > 0) return { status: 202, body };
  return { status: refusal === null ? 409 : ERROR_TABLE[refusal.code].status, body };
}

async function storePart(
  archive: ImageArchive,
  content: AsyncIterable<Uint8Array>,
  reception: Reception,
): Promise<IngestOutcome> {
  const incoming = await archive.receive();
  let refused: unknown = null;
  try {
    // Read to its end also where it is refused: the next part comes behind it.
    for await (const chunk of content) {
      if (refused === null) await incoming.write(chunk).catch((error: unknown) => (refused = error));
    }
    if (refused instanceof Error) throw refused;
    return await archive.ingest(incoming, reception);
  } finally {
    await incoming.abandon();
  }
}

function referenceOf({ identity }: Exclude<IngestOutcome, { kind: 'REJECTED' }>): DicomJson {
  return {
    '00081150': { vr: 'UI', Value: [identity.sopClassUid] },
    '00081155': { vr: 'UI', Value: [identity.sopInstanceUid] },
  };
}

function failureOf(outcome: IngestOutcome): DicomJson {
  if (outcome.kind === 'REJECTED')
    return { ...reason(dimseStatus('IMAGE_REJECTED')), '00000902': { vr: 'LO', Value: [outcome.reason] } };
  return { ...referenceOf(outcome), ...reason(dimseStatus('IMAGE_CONFLICT')) };
}

function reason(status: number): DicomJson {
  return { '00081197': { vr: 'US', Value: [status] } };
}
