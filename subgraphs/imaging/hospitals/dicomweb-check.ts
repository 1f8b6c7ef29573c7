import { ConnectorError } from '../../../connectors/contract.ts';
import { createDicomwebConnector } from '../../../connectors/dicomweb/dicomweb-connector.ts';
import { HOSPITAL_RELATIONS } from '../../../connectors/dicomweb/hospital-relations.ts';
import { SluiceError } from '../../../errors/sluice-error.ts';
import { InvalidSecret } from '../../../secrets/read-secret-file.ts';
import { HospitalDicomweb } from '../archive/at-hospital/hospital-dicomweb.ts';
import type { Words } from '../models/model-card.ts';
import { amiss, passed, skipped, type ConformanceCheck } from './conformance-check.ts';
import type { HospitalEntry } from './hospital-entry.ts';
import { hospitalServers, type HospitalServer } from './hospital-server.ts';
import { testObject } from './test-object.ts';

const DEADLINE_MS = 20_000;

/**
 * Asks the hospital's own DICOMweb server for a study of its list, of which nothing is told, and for the image of nobody
 * where that has come so far: no image of a patient is read.
 */
export async function dicomwebCheck(entry: HospitalEntry): Promise<ConformanceCheck> {
  if (entry.dicomweb === undefined)
    return skipped(
      'dicomweb-to',
      'the entry names no server for images that stay there (`dicomweb`)',
      '配置中未填写影像留院的 DICOMweb 服务（`dicomweb`）',
    );
  try {
    const [server] = hospitalServers([entry]);
    if (server === undefined) throw new Error('the entry names no server');
    await listOne(server);
    return await readTestImage(server, entry.hospital);
  } catch (error) {
    return failed(error);
  }
}

async function listOne(server: HospitalServer): Promise<void> {
  const connector = createDicomwebConnector({
    ...server,
    relations: HOSPITAL_RELATIONS,
    poolSize: 1,
    maxRows: 1,
  });
  const selection = {
    relation: 'study',
    columns: ['study_instance_uid'],
    where: { kind: 'all', of: [] },
    orderBy: [],
    limit: 1,
  } as const;
  const options = { signal: new AbortController().signal, deadlineMs: DEADLINE_MS };
  try {
    for await (const rows of connector.stream(selection, options)) if (rows.length > 0) break;
  } finally {
    await connector.close();
  }
}

async function readTestImage(server: HospitalServer, hospital: string): Promise<ConformanceCheck> {
  const found = await new HospitalDicomweb(server).instance(testObject(hospital).sopInstanceUid);
  if (found === null)
    return passed(
      'dicomweb-to',
      'it lists its studies; the test image is not there, so that reading was not tried',
      '可列出检查；测试影像不在其中，未测试影像读取',
    );
  await found.read();
  return passed(
    'dicomweb-to',
    'it lists its studies and gives the test image',
    '可列出检查，并可读取测试影像',
  );
}

function failed(error: unknown): ConformanceCheck {
  const { found, mend } = wordsOf(error);
  return amiss('dicomweb-to', 'FAILED', found, mend);
}

function wordsOf(error: unknown): { readonly found: Words; readonly mend: Words } {
  if (error instanceof InvalidSecret)
    return {
      found: { en: 'the file with its password or token holds none', zh: '密码或令牌文件无有效内容' },
      mend: {
        en: 'put it into the file that `passwordFile` or `tokenFile` of `dicomweb` names',
        zh: '请写入 `dicomweb` 中 `passwordFile` 或 `tokenFile` 所指的文件',
      },
    };
  if (error instanceof ConnectorError && error.reason === 'refused')
    return {
      found: { en: 'its server refuses us', zh: '医院 DICOMweb 服务拒绝访问' },
      mend: {
        en: "at the hospital's server: let our user or token (`dicomweb` in the entry) search `/studies`, and check the path of `url`",
        zh: '请在医院服务器允许本系统的用户或令牌（配置中的 `dicomweb`）查询 `/studies`，并核对 `url` 的路径',
      },
    };
  if (error instanceof ConnectorError)
    return {
      found: {
        en: `its server gives no list of studies (${error.reason})`,
        zh: `医院 DICOMweb 服务未返回检查列表（${error.reason}）`,
      },
      mend: {
        en: 'check `url` of `dicomweb` in the entry (below it lies `/studies`), its certificate, and the firewalls between',
        zh: '请核对配置中 `dicomweb` 的 `url`（其下为 `/studies`）、证书以及中间的防火墙',
      },
    };
  if (error instanceof SluiceError)
    return {
      found: {
        en: `it lists its studies and does not give the test image (${error.code})`,
        zh: `可列出检查，但未能读取测试影像（${error.code}）`,
      },
      mend: {
        en: "at the hospital's server: allow WADO-RS of instances as they are stored (`transfer-syntax=*`), and QIDO-RS of `/instances`",
        zh: '请在医院服务器允许以原传输语法（`transfer-syntax=*`）的 WADO-RS 读取，以及 `/instances` 的 QIDO-RS 查询',
      },
    };
  throw error;
}
