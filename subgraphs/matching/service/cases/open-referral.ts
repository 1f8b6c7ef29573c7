import { SluiceError } from '../../../../errors/sluice-error.ts';
import { OPEN_STAGES } from '../referral-edges.ts';
import type { ServiceWork } from '../service-work.ts';

/**
 * That nothing is on its way under a case, which the caller holds: each referral is ended by itself, by whose it is.
 * @throws SluiceError SERVICE_STATE
 */
export async function assertNoOpenReferral({ client }: ServiceWork, caseId: string): Promise<void> {
  const { rowCount } = await client.query(
    'SELECT FROM service.referral WHERE case_id = $1 AND stage = ANY ($2) LIMIT 1',
    [caseId, OPEN_STAGES],
  );
  if (rowCount !== 0)
    throw new SluiceError('SERVICE_STATE', {
      reason: 'a referral of it is open',
      reasonChinese: '该案件尚有未结束的推荐',
    });
}
