import { createHash } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import { readMeta } from '../../../subgraphs/imaging/dicom/read-part10.ts';
import * as syntaxes from '../../../subgraphs/imaging/dicom/transfer-syntax.ts';
import { syntheticDataSet, uidsOf } from '../../../subgraphs/imaging/dicom/testing/synthetic-object.ts';
import { writePart10Header } from '../../../subgraphs/imaging/dicom/write-part10.ts';
import { startDimse, type RunningDimse } from '../../../subgraphs/imaging/dimse/start-dimse.ts';
import { RawAssociation } from '../../../subgraphs/imaging/dimse/testing/raw-association.ts';
import type { TestArchive } from '../../../subgraphs/imaging/archive/testing/open-test-archive.ts';
import { mutateBytes, seededNumbers } from './mutate-bytes.ts';

export interface DicomFuzzOptions {
  readonly objects: number;
  readonly seed: number;
  readonly onProgress: (line: string) => void;
  readonly signal: AbortSignal;
}

/** `lost`: what was answered for, and is not kept as it was sent. */
export interface DicomFuzzResult {
  readonly objects: number;
  readonly crashes: number;
  readonly lost: number;
  readonly stored: number;
  readonly rejected: number;
  readonly conflicts: number;
  readonly unanswered: number;
}

const CLASS = '1.2.840.10008.5.1.4.1.1.1.1';
const SYNTAXES = [
  syntaxes.EXPLICIT_LITTLE_ENDIAN,
  syntaxes.EXPLICIT_LITTLE_ENDIAN,
  syntaxes.IMPLICIT_LITTLE_ENDIAN,
  syntaxes.DEFLATED_LITTLE_ENDIAN,
  syntaxes.EXPLICIT_BIG_ENDIAN,
  syntaxes.RLE_LOSSLESS,
  syntaxes.JPEG_LS_LOSSLESS,
  syntaxes.JPEG_2000_LOSSLESS,
];
/** Sent on one association before the next is opened. */
const BATCH = 100;
/** So many senders at once: each waits for the disk most of the time. */
const SENDERS = 8;

interface Sent {
  readonly sop: string;
  readonly transferSyntaxUid: string;
  readonly dataSet: Buffer;
  readonly status: number | null;
}

/** Sends damaged objects through a C-STORE port of its own, and looks at what is kept of each. */
export async function fuzzDicom(opened: TestArchive, options: DicomFuzzOptions): Promise<DicomFuzzResult> {
  const crashes: unknown[] = [];
  const crashed = (error: unknown): void => void crashes.push(error);
  process.on('uncaughtException', crashed).on('unhandledRejection', crashed);
  const counted = { stored: 0, rejected: 0, conflicts: 0, unanswered: 0, lost: 0 };
  const quota = { objectsPerDay: 1e9, bytesPerDay: 1e15 };
  const peers = [{ hospital: 'fuzz', aeTitle: 'FUZZ', addresses: ['127.0.0.1'], quota }];
  const server = await startDimse(
    { host: '127.0.0.1', port: 0 },
    { archive: opened.archive, aeTitle: 'SLUICE', peers },
  );
  let done = 0;
  const send = async (sender: number): Promise<void> => {
    const random = seededNumbers(options.seed * SENDERS + sender);
    const objects = Math.floor((options.objects + SENDERS - 1 - sender) / SENDERS);
    for (let from = 0; from < objects; from += BATCH) {
      options.signal.throwIfAborted();
      const first = sender * options.objects + from;
      const sent = await sendBatch(server, random, first, Math.min(BATCH, objects - from));
      for (const each of sent) await look(opened, each, counted);
      const before = done;
      done += sent.length;
      if (Math.floor(done / 1000) > Math.floor(before / 1000))
        options.onProgress(`${done} objects: ${JSON.stringify(counted)}`);
    }
  };
  try {
    await Promise.all(Array.from({ length: SENDERS }, (_, sender) => send(sender)));
  } finally {
    await server.close();
    process.off('uncaughtException', crashed).off('unhandledRejection', crashed);
  }
  return { objects: done, crashes: crashes.length, ...counted };
}

async function sendBatch(
  server: RunningDimse,
  random: () => number,
  from: number,
  count: number,
): Promise<readonly Sent[]> {
  const transferSyntaxUid =
    SYNTAXES[Math.floor(random() * SYNTAXES.length)] ?? syntaxes.EXPLICIT_LITTLE_ENDIAN;
  const open = () =>
    RawAssociation.open({
      port: server.port,
      calling: 'FUZZ',
      called: 'SLUICE',
      sopClassUid: CLASS,
      transferSyntaxUid,
    });
  let association = await open();
  const sent: Sent[] = [];
  for (let number = from; number < from + count; number++) {
    const { sop, dataSet } = objectOf(number, transferSyntaxUid, random);
    const status = await association.store(sop, dataSet, 1 + Math.floor(random() * 16_000));
    sent.push({ sop, transferSyntaxUid, dataSet, status });
    if (association.isClosed) association = await open();
  }
  association.release();
  return sent;
}

function objectOf(number: number, transferSyntaxUid: string, random: () => number) {
  // A UID comes again from time to time, with whatever content, from the same sender.
  const uids = { study: 1000 + Math.floor(number / 25), instance: 1 + (number % 22) };
  const isEncapsulated = syntaxes.transferSyntaxOf(transferSyntaxUid)?.encapsulated ?? false;
  const noise = Buffer.from(Array.from({ length: 600 }, () => Math.floor(random() * 256)));
  const whole = syntheticDataSet({
    ...uids,
    rows: 24,
    columns: 24,
    ...(isEncapsulated ? { fragment: noise } : {}),
  });
  const isDeflated = transferSyntaxUid === syntaxes.DEFLATED_LITTLE_ENDIAN;
  // Now and then one that inflates to far more than it is.
  const plain = isDeflated && random() < 0.02 ? Buffer.alloc(70 * 1024 * 1024) : whole;
  const dataSet = mutateBytes(isDeflated ? deflateRawSync(plain, { level: 1 }) : plain, random);
  return { sop: uidsOf(uids).sop, dataSet };
}

/** What was answered must be so: the status says where the object's bytes are to be found. */
async function look(
  { archive, pool }: TestArchive,
  { sop, transferSyntaxUid, dataSet, status }: Sent,
  counted: { stored: number; rejected: number; conflicts: number; unanswered: number; lost: number },
): Promise<void> {
  if (status === null) {
    counted.unanswered += 1;
    return;
  }
  if (status === 0) {
    counted.stored += 1;
    const bytes = await (await archive.instance(sop))?.read();
    if (bytes === undefined || !bytes.subarray(readMeta(bytes).end).equals(dataSet)) counted.lost += 1;
    return;
  }
  const header = writePart10Header({ sopClassUid: CLASS, sopInstanceUid: sop, transferSyntaxUid });
  const sha256 = createHash('sha256').update(header).update(dataSet).digest('hex');
  const isConflict = status === 0x0111;
  counted[isConflict ? 'conflicts' : 'rejected'] += 1;
  const { rowCount } = await pool.query(
    `SELECT FROM archive.${isConflict ? 'conflict' : 'rejected'} WHERE sha256 = $1`,
    [sha256],
  );
  const isKept = await archive.hasObject(sha256);
  if (rowCount === 0 || !isKept) counted.lost += 1;
}
