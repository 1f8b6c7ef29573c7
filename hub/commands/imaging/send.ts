import { readFileSync } from 'node:fs';
import { normaliseResidentId, residentIdCheckCharacter } from '../../../identifiers/resident-id.ts';
import { asciiValue } from '../../../subgraphs/imaging/dicom/data-set.ts';
import { DicomRejection } from '../../../subgraphs/imaging/dicom/dicom-rejection.ts';
import { readPart10 } from '../../../subgraphs/imaging/dicom/read-part10.ts';
import { callNode } from '../../../subgraphs/imaging/dimse/call-node.ts';
import { readHospitals } from '../../../subgraphs/imaging/hospitals/hospital-entry.ts';
import { storeUnchanged } from '../../../subgraphs/imaging/dimse/unchanged-store.ts';
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
  const patientId = patientOf(values, count);
  // Before anything is sent: of a list with one bad file nothing has gone when it is refused.
  const read = files.map(readFile);
  const { dicom } = requireHub(state).imaging;
  const peer = readHospitals(stateDirectory(state).hospitalsFile).find(({ tier }) => tier === 'demonstration')
    ?.peers[0];
  if (peer === undefined) throw new UsageError('no hospital for demonstrations is registered here');
  const sent: Sent[] = [];
  for (const file of read) sent.push(await sendOne(file, dicom, peer.aeTitle));
  for (const phantom of phantoms(count, patientId)) sent.push(await sendOne(phantom, dicom, peer.aeTitle));
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

/** The number as it goes into (0010,0020): without the `RID:` that the graph and `case list` write before it. */
function patientOf(values: CommandInput['values'], phantomCount: number): string | undefined {
  const given = textOption(values, 'patient');
  if (given === undefined) return undefined;
  if (phantomCount === 0) throw new UsageError('`--patient` is of phantoms; a file says itself whose it is');
  const number = normaliseResidentId(given.replace(/^RID:/u, ''));
  if (number === null || residentIdCheckCharacter(number.slice(0, 17)) !== number.charAt(17))
    throw new UsageError('`--patient` takes a resident number: 18 characters whose check character is right');
  return number;
}

interface DicomFile {
  readonly bytes: Buffer;
  readonly studyInstanceUid: string;
}

function* phantoms(count: number, patientId: string | undefined): Iterable<DicomFile> {
  // Another patient of nobody each time; a study is never sent twice.
  const seed = Date.now();
  for (let index = 0; index < count; index += 1)
    yield phantomObject({ seed, index, ...(patientId === undefined ? {} : { patientId }) });
}

function readFile(file: string): DicomFile {
  const bytes = bytesOf(file);
  try {
    return { bytes, studyInstanceUid: asciiValue(readPart10(bytes).dataSet, '0020000D') };
  } catch (error) {
    if (error instanceof DicomRejection)
      throw new UsageError(`\`${file}\` is no DICOM file: ${error.message}`);
    throw error;
  }
}

function bytesOf(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch {
    throw new UsageError(`\`${file}\` can not be read`);
  }
}

async function sendOne(
  { bytes, studyInstanceUid }: DicomFile,
  to: Parameters<typeof callNode>[0],
  callingAeTitle: string,
): Promise<Sent> {
  const { statuses } = await callNode(to, callingAeTitle, storeUnchanged(bytes));
  return { studyInstanceUid, status: statuses[0] ?? 0x0110 };
}
