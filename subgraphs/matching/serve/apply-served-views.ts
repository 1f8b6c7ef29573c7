import { readFileSync } from 'node:fs';
import pg from 'pg';
import { applySchemaText } from '../../kit/apply-schema.ts';
import { applyDayInChina } from '../apply-day-in-china.ts';
import { NO_CONSENT } from '../market/check-jobseeker.ts';
import { FILLED_WORDS } from '../market/vacancy-status.ts';
import { disclosedReferralsSql } from '../service/disclosed-referrals.ts';

const SCHEMA = new URL('served-schema.sql', import.meta.url);

/**
 * Makes what the graph shows of the matching database. The schemas `market` and `service` are there with their
 * tables; the role owns them and `matching`. Safe to repeat.
 */
export async function applyServedViews(client: pg.ClientBase): Promise<void> {
  await applyDayInChina(client, 'matching');
  await applySchemaText(client, 'matching', 'served-schema.sql', servedViewsSql());
}

/** What each side may see of a referral is said once, by the service chain; why somebody or something is not matched, by the market. */
function servedViewsSql(): string {
  return readFileSync(SCHEMA, 'utf8')
    .replace(':no_consent_en', () => pg.escapeLiteral(NO_CONSENT.en))
    .replace(':no_consent_zh', () => pg.escapeLiteral(NO_CONSENT.zh))
    .replace(':filled_en', () => pg.escapeLiteral(FILLED_WORDS.en))
    .replace(':filled_zh', () => pg.escapeLiteral(FILLED_WORDS.zh))
    .replace(':referrals_to_adviser', () => disclosedReferralsSql('ADVISER'))
    .replace(':referrals_to_jobseeker', () => disclosedReferralsSql('JOBSEEKER'))
    .replace(':referrals_to_employer', () => disclosedReferralsSql('EMPLOYER'));
}
