import { readFileSync } from 'node:fs';
import { parseUid } from '../../subgraphs/imaging/dicom/uid.ts';
import { issueArchiveToken } from '../../subgraphs/imaging/dicomweb/archive-token.ts';
import { readImagingSettings } from '../../subgraphs/imaging/imaging-settings.ts';
import type { Original } from '../../subgraphs/imaging/cohort/export-cohort.ts';
import { readSigningKey } from '../../secrets/read-secret-file.ts';
import { stateDirectory } from '../state/state-directory.ts';

const SECONDS = 60;

/** Asks the archive of a running hub for images, whatever archive that is, by DICOMweb with a token for each. */
export function readOriginal(state: string): (image: Original) => Promise<Uint8Array> {
  const configuration = stateDirectory(state).configurationFile('imaging');
  const { settings } = JSON.parse(readFileSync(configuration, 'utf8')) as { readonly settings: unknown };
  const { dicomweb, tokens } = readImagingSettings(settings).archive;
  const key = readSigningKey(tokens.signingKeyFile);
  return async ({ studyInstanceUid, seriesInstanceUid, sopInstanceUid }) => {
    const study = parseUid(studyInstanceUid);
    if (study === null) throw new Error('a study without a UID');
    const token = await issueArchiveToken({ use: 'view', study }, key, tokens, SECONDS);
    const url = `${dicomweb}/studies/${study}/series/${seriesInstanceUid}/instances/${sopInstanceUid}`;
    const answer = await fetch(url, {
      headers: {
        authorization: `Bearer ${token}`,
        accept: 'multipart/related; type="application/dicom"; transfer-syntax=*',
      },
    });
    if (!answer.ok) throw new Error(`the archive does not give an image: ${answer.status}`);
    return onlyPart(Buffer.from(await answer.arrayBuffer()), answer.headers.get('content-type') ?? '');
  };
}

function onlyPart(body: Buffer, contentType: string): Buffer {
  const boundary = /boundary="?([^";]+)/u.exec(contentType)?.[1] ?? '';
  const from = body.indexOf('\r\n\r\n') + 4;
  const to = body.lastIndexOf(`\r\n--${boundary}--`);
  if (boundary === '' || from < 4 || to < from) throw new Error('the archive gives no image');
  return body.subarray(from, to);
}
