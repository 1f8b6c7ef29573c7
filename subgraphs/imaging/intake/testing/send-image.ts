import dimse from 'dcmjs-dimse';
import { readMeta } from '../../dicom/read-part10.ts';
import { EXPLICIT_LITTLE_ENDIAN } from '../../dicom/transfer-syntax.ts';

const { Client, Dataset, requests } = dimse;

/**
 * Sends objects (Part 10, Explicit VR Little Endian) to a hub by C-STORE, as the demonstration hospital, over one
 * association.
 * @returns their statuses, 0 where the object is kept; rejects where the archive does not answer
 */
export function sendImages(
  to: { readonly host: string; readonly port: number; readonly aeTitle: string },
  objects: readonly Buffer[],
): Promise<readonly number[]> {
  dimse.log.setLevel('silent');
  const statuses: number[] = [];
  return new Promise((resolve, reject) => {
    const client = new Client();
    for (const bytes of objects) {
      const dataSet = new Dataset(bytes.subarray(readMeta(bytes).end), EXPLICIT_LITTLE_ENDIAN);
      const request = new requests.CStoreRequest(dataSet);
      request.on('response', (response: { getStatus(): number }) => statuses.push(response.getStatus()));
      client.addRequest(request);
    }
    client.on('associationRejected', () => reject(new Error('the archive refused the association')));
    client.on('networkError', reject);
    client.on('closed', () => resolve(statuses));
    client.send(to.host, to.port, 'HOSPITAL1', to.aeTitle);
  });
}
