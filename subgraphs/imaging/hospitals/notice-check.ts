import { randomUUID } from 'node:crypto';
import { postNotice } from '../reports/critical/post-notice.ts';
import { amiss, passed, skipped, type ConformanceCheck } from './conformance-check.ts';
import type { HospitalEntry } from './hospital-entry.ts';

/** Sends a notice of no finding to where the hospital takes notices of critical ones. */
export async function noticeCheck({ noticeUrl }: HospitalEntry): Promise<ConformanceCheck> {
  if (noticeUrl === undefined)
    return skipped(
      'notice-to',
      'the entry names nowhere to send notices (`noticeUrl`): critical findings are seen in the graph alone',
      '配置中未填写通知地址（`noticeUrl`）：危急值仅在图中可见',
    );
  const failure = await postNotice(noticeUrl, {
    noticeId: randomUUID(),
    test: true,
    ...{ criticalId: null, recipient: null, step: null, studyInstanceUid: null, dueAt: null },
    en: 'Connection test: there is no finding, and nobody is to be called',
    zh: '联调测试：并无危急值，请勿通知任何人',
  });
  if (failure === null) return passed('notice-to', 'it took a test notice', '已接收测试通知');
  if (failure === 'NETWORK')
    return amiss(
      'notice-to',
      'FAILED',
      { en: 'nobody answers at `noticeUrl`', zh: '`noticeUrl` 无应答' },
      {
        en: 'check `noticeUrl` in the entry, the certificate of its server, and the firewalls between',
        zh: '请核对配置中的 `noticeUrl`、其服务器证书以及中间的防火墙',
      },
    );
  return amiss(
    'notice-to',
    'FAILED',
    { en: `the test notice was not taken (${failure})`, zh: `未接收测试通知（${failure}）` },
    {
      en: 'at the hospital: answer such a POST of JSON with 2xx, also one with `test: true`, and call nobody for it; one that comes twice has the same `idempotency-key`',
      zh: '请在医院侧对此类 JSON POST 返回 2xx；`test: true` 的通知也应接收，但不呼叫任何人；重复发送的通知 `idempotency-key` 相同',
    },
  );
}
