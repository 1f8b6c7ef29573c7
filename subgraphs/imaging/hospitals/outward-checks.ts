import dimse, { type requests as asks } from 'dcmjs-dimse';
import { EXPLICIT_LITTLE_ENDIAN } from '../dicom/transfer-syntax.ts';
import { callNode, NodeSilent, type DicomNode, type NodeAnswer } from '../dimse/call-node.ts';
import { PENDING } from '../dimse/dimse-status.ts';
import { amiss, passed, skipped, type ConformanceCheck } from './conformance-check.ts';
import type { HospitalEntry } from './hospital-entry.ts';
import { testObject } from './test-object.ts';

const { Dataset, requests } = dimse;

/** Calls the hospital's archive: echo, an image of nobody, and whether it is found there under its Chinese name. */
export async function outwardChecks(
  { hospital, delivery }: HospitalEntry,
  ourAeTitle: string,
): Promise<readonly ConformanceCheck[]> {
  if (delivery === undefined)
    return (['echo-to', 'store-to', 'query-to'] as const).map((check) =>
      skipped(check, 'the entry names no archive (`delivery`)', '配置中未填写医院归档（`delivery`）'),
    );
  const where = `${delivery.aeTitle} ${delivery.host}:${delivery.port}`;
  const echo = await ask(delivery, ourAeTitle, new requests.CEchoRequest());
  if (echo instanceof NodeSilent || echo.statuses[0] !== 0)
    return [
      echoFailed(echo, where, ourAeTitle),
      ...(['store-to', 'query-to'] as const).map((check) => skipped(check, 'see `echo-to`', '见 `echo-to`')),
    ];
  return [
    passed('echo-to', `${where} answers`, `${where} 已应答`),
    await storeTo(delivery, hospital, ourAeTitle),
    await queryTo(delivery, hospital, ourAeTitle),
  ];
}

function echoFailed(answer: NodeAnswer | NodeSilent, where: string, ourAeTitle: string): ConformanceCheck {
  const isRefused = answer instanceof NodeSilent && answer.how === 'REFUSED';
  return isRefused
    ? amiss(
        'echo-to',
        'FAILED',
        { en: `${where} refuses us`, zh: `${where} 拒绝连接` },
        {
          en: `at the hospital's archive: register the AE title ${ourAeTitle} with this machine's address, and check its own AE title`,
          zh: `请在医院归档系统登记 AE Title ${ourAeTitle} 及本机地址，并核对医院自身的 AE Title`,
        },
      )
    : amiss(
        'echo-to',
        'FAILED',
        { en: `nobody answers at ${where}`, zh: `${where} 无应答` },
        {
          en: 'check host and port of `delivery` in the entry, and the firewalls between',
          zh: '请核对配置中 `delivery` 的主机与端口，以及中间的防火墙',
        },
      );
}

async function storeTo(delivery: DicomNode, hospital: string, ourAeTitle: string): Promise<ConformanceCheck> {
  const dataSet = new Dataset(testObject(hospital).dataSet, EXPLICIT_LITTLE_ENDIAN);
  const answer = await ask(delivery, ourAeTitle, new requests.CStoreRequest(dataSet));
  const status = answer instanceof NodeSilent ? undefined : answer.statuses[0];
  if (status === 0) return passed('store-to', 'it took an image of a test patient', '已接收测试患者的影像');
  return amiss(
    'store-to',
    'FAILED',
    {
      en: `it did not take the test image (status ${hex(status)})`,
      zh: `未接收测试影像（状态 ${hex(status)}）`,
    },
    {
      en: "at the hospital's archive: allow C-STORE from us (Secondary Capture and Comprehensive 3D SR, Explicit VR Little Endian)",
      zh: '请在医院归档系统允许本系统 C-STORE（Secondary Capture 与 Comprehensive 3D SR，显式小端）',
    },
  );
}

async function queryTo(delivery: DicomNode, hospital: string, ourAeTitle: string): Promise<ConformanceCheck> {
  const request = requests.CFindRequest.createStudyFindRequest({
    SpecificCharacterSet: 'ISO_IR 192',
    StudyInstanceUID: testObject(hospital).studyInstanceUid,
    PatientName: '',
    PatientID: '',
  });
  const answer = await ask(delivery, ourAeTitle, request);
  const found = answer instanceof NodeSilent || !answer.statuses.includes(PENDING) ? null : answer.dataSets;
  if (found === null)
    return amiss(
      'query-to',
      'FAILED',
      { en: 'the test study is not found there', zh: '未能查询到测试检查' },
      {
        en: "at the hospital's archive: allow Study Root C-FIND from us",
        zh: '请在医院归档系统允许本系统进行 Study Root C-FIND 查询',
      },
    );
  if (JSON.stringify(found).includes('联调'))
    return passed('query-to', 'it gives the Chinese name back', '中文姓名返回正确');
  return amiss(
    'query-to',
    'FAILED',
    { en: 'it does not give the Chinese name back', zh: '返回的中文姓名不正确' },
    {
      en: 'at the hospital\'s archive: keep and answer in UTF-8 (in Orthanc `DefaultEncoding: "Utf8"`)',
      zh: '请将医院归档系统的默认字符集设为 UTF-8（Orthanc 为 `DefaultEncoding: "Utf8"`）',
    },
  );
}

async function ask(
  node: DicomNode,
  ourAeTitle: string,
  request: asks.Request,
): Promise<NodeAnswer | NodeSilent> {
  try {
    return await callNode(node, ourAeTitle, request);
  } catch (error) {
    if (error instanceof NodeSilent) return error;
    throw error;
  }
}

function hex(status: number | undefined): string {
  return status === undefined ? '–' : status.toString(16).toUpperCase().padStart(4, '0');
}
