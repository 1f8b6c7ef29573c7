import { readFileSync } from 'node:fs';
import dimse from 'dcmjs-dimse';
import { asciiValue } from '../../../subgraphs/imaging/dicom/data-set.ts';
import { DicomRejection } from '../../../subgraphs/imaging/dicom/dicom-rejection.ts';
import { readMeta, readPart10 } from '../../../subgraphs/imaging/dicom/read-part10.ts';
import { callNode } from '../../../subgraphs/imaging/dimse/call-node.ts';
import { readHospitals } from '../../../subgraphs/imaging/hospitals/hospital-entry.ts';
import { phantomObject } from '../../../subgraphs/imaging/training/phantom/phantom-object.ts';
import { numberOption, textOption, UsageError, type CommandInput } from '../../command.ts';
import { requireHub } from '../../launch/ready-file.ts';
import { stateDirectory } from '../../state/state-directory.ts';

interface Sent {
  readonly studyInstanceUid: string;
  /** Of the answer to C-STORE; 0 where the object is kept. */
  readonly status: number;
}

/** Sends files, or phantoms, as the demonstration hospital's modality would; they come back as drafts. */
export async function send(input: CommandInput, files: readonly string[]): Promise<number> {
  const { state, values, output } = input;
  const count = numberOption(values, 'phantoms', { from: 1, to: 1_000 }) ?? (files.length === 0 ? 1 : 0);
  const peer = readHospitals(stateDirectory(state).hospitalsFile).find(({ tier }) => tier === 'demonstration')
    ?.peers[0];
  if (peer === undefined) throw new UsageError('no hospital for demonstrations is registered here');
  const { dicom } = requireHub(state).imaging;
  const sent: Sent[] = [];
  for (const bytes of objects(files, count, textOption(values, 'patient')))
    sent.push(await sendOne(bytes, dicom, peer.aeTitle));
  output.answer(
    sent,
    sent.map(({ studyInstanceUid, status }) =>
      status === 0
        ? `${studyInstanceUid} is kept 已保存`
        : `${studyInstanceUid} is not kept 未保存: ${status.toString(16).toUpperCase().padStart(4, '0')}`,
    ),
  );
  return sent.every(({ status }) => status === 0) ? 0 : 1;
}

function* objects(files: readonly string[], count: number, patientId: string | undefined): Iterable<Buffer> {
  for (const file of files) yield bytesOf(file);
  // Another patient of nobody each time; a study is never sent twice.
  const seed = Date.now();
  for (let index = 0; index < count; index += 1)
    yield phantomObject({ seed, index, ...(patientId === undefined ? {} : { patientId }) }).bytes;
}

function bytesOf(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch {
    throw new UsageError(`\`${file}\` can not be read`);
  }
}

async function sendOne(
  bytes: Buffer,
  to: Parameters<typeof callNode>[0],
  callingAeTitle: string,
): Promise<Sent> {
  const { dataSet, transferSyntax } = readDicom(bytes);
  const body = new dimse.Dataset(bytes.subarray(readMeta(bytes).end), transferSyntax.uid);
  const { statuses } = await callNode(to, callingAeTitle, new dimse.requests.CStoreRequest(body));
  return { studyInstanceUid: asciiValue(dataSet, '0020000D'), status: statuses[0] ?? 0x0110 };
}

function readDicom(bytes: Buffer): ReturnType<typeof readPart10> {
  try {
    return readPart10(bytes);
  } catch (error) {
    if (error instanceof DicomRejection) throw new UsageError(`no DICOM file: ${error.message}`);
    throw error;
  }
}
