import type pg from 'pg';
import type { DicomNode } from '../dimse/call-node.ts';
import { amiss, passed, type ConformanceCheck } from './conformance-check.ts';
import type { HospitalEntry } from './hospital-entry.ts';

interface SeenRow {
  readonly echoed: boolean;
  readonly queried: boolean;
  readonly stored: string;
  readonly rejected: string;
  readonly reasons: string[];
  readonly conflicts: string;
  readonly commitments: string;
  readonly missing: string;
}

/** What the hospital did at our port in the last days: echo, images, queries, storage commitment. */
export async function inwardChecks(
  client: pg.ClientBase,
  entry: HospitalEntry,
  ours: DicomNode,
  days: number,
): Promise<readonly ConformanceCheck[]> {
  const { rows } = await client.query<SeenRow>(SEEN, [entry.hospital, days]);
  const [seen] = rows;
  if (seen === undefined) throw new Error('the archive does not say what it saw');
  const callers = entry.peers
    .map(({ aeTitle, addresses }) => `${aeTitle} (${addresses.join(', ')})`)
    .join('; ');
  const where = `${ours.aeTitle} ${ours.host}:${ours.port}`;
  return [
    seen.echoed
      ? passed('echo-from', 'the hospital reached us', '医院已连通本系统')
      : amiss(
          'echo-from',
          'NOT_SEEN',
          { en: `no C-ECHO in ${days} days`, zh: `${days} 天内未收到 C-ECHO` },
          {
            en: `at the hospital: send a C-ECHO to ${where}; known are ${callers}`,
            zh: `请从医院向 ${where} 发送 C-ECHO；已登记的呼叫方：${callers}`,
          },
        ),
    storeCheck(seen, where, days),
    seen.queried
      ? passed('query-from', 'the hospital queried us', '医院已查询本系统')
      : amiss(
          'query-from',
          'NOT_SEEN',
          { en: `no C-FIND in ${days} days`, zh: `${days} 天内未收到 C-FIND` },
          {
            en: `at the hospital: query ${where} for a study that it sent`,
            zh: `请从医院向 ${where} 查询一项已发送的检查`,
          },
        ),
    commitmentCheck(seen, where, days),
  ];
}

function storeCheck(
  { stored, rejected, reasons, conflicts }: SeenRow,
  where: string,
  days: number,
): ConformanceCheck {
  const [kept, aside, other] = [Number(stored), Number(rejected), Number(conflicts)];
  if (aside > 0)
    return amiss(
      'store-from',
      'FAILED',
      {
        en: `${kept} objects taken in, ${aside} put aside (${reasons.join(', ')})`,
        zh: `已接收 ${kept} 个对象，隔离 ${aside} 个（${reasons.join('、')}）`,
      },
      {
        en: 'at the modality: mend what the reasons say (docs/imaging-archive.md) and send these again',
        zh: '请按原因（docs/imaging-archive.md）修正设备并重新发送',
      },
    );
  if (other > 0)
    return amiss(
      'store-from',
      'FAILED',
      {
        en: `${other} objects came with the UID of another content`,
        zh: `${other} 个对象的 UID 已用于其他内容`,
      },
      {
        en: 'at the modality or its gateway: give whatever is changed a new SOP Instance UID',
        zh: '请在设备或网关处：内容有改动的对象须使用新的 SOP Instance UID',
      },
    );
  if (kept > 0) return passed('store-from', `${kept} objects taken in`, `已接收 ${kept} 个对象`);
  return amiss(
    'store-from',
    'NOT_SEEN',
    { en: `no image in ${days} days`, zh: `${days} 天内未收到影像` },
    { en: `at the hospital: send a study to ${where}`, zh: `请从医院向 ${where} 发送一项检查` },
  );
}

function commitmentCheck({ commitments, missing }: SeenRow, where: string, days: number): ConformanceCheck {
  if (Number(commitments) === 0)
    return amiss(
      'commitment-from',
      'NOT_SEEN',
      { en: `no storage commitment in ${days} days`, zh: `${days} 天内未收到存储确认请求` },
      {
        en: `at the hospital: ask ${where} for storage commitment before anything is deleted there`,
        zh: `请在删除本地影像之前向 ${where} 请求存储确认`,
      },
    );
  if (Number(missing) > 0)
    return amiss(
      'commitment-from',
      'FAILED',
      {
        en: `${missing} objects were asked for that are not held`,
        zh: `有 ${missing} 个被请求确认的对象不在归档中`,
      },
      {
        en: 'at the hospital: send these again before they are deleted there',
        zh: '请在删除之前重新发送这些对象',
      },
    );
  return passed('commitment-from', 'everything that was asked for is held', '所请求的对象均已归档');
}

const SEEN = `
  WITH recent AS (SELECT now() - make_interval(days => $2) AS since)
  SELECT EXISTS (SELECT FROM archive.contact, recent WHERE hospital = $1 AND kind = 'ECHO' AND last_at > since) AS echoed,
         EXISTS (SELECT FROM archive.contact, recent WHERE hospital = $1 AND kind = 'FIND' AND last_at > since) AS queried,
         (SELECT count(*) FROM archive.instance, recent WHERE hospital = $1 AND received_at > since) AS stored,
         (SELECT count(*) FROM archive.rejected, recent WHERE hospital = $1 AND received_at > since) AS rejected,
         ARRAY(SELECT DISTINCT reason FROM archive.rejected, recent WHERE hospital = $1 AND received_at > since ORDER BY 1)
           AS reasons,
         (SELECT count(*) FROM archive.conflict, recent WHERE hospital = $1 AND received_at > since) AS conflicts,
         (SELECT count(*) FROM archive.commitment, recent WHERE hospital = $1 AND requested_at > since) AS commitments,
         (SELECT coalesce(sum(cardinality(missing)), 0) FROM archive.commitment, recent
           WHERE hospital = $1 AND requested_at > since) AS missing`;
