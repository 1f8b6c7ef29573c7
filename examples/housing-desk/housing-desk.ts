/** A housing office's application on one screen: which of its tenants are entitled to assistance, and why not. */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import {
  HousingDeskDocument,
  type EligibilityReasonCode,
  type HousingDeskQuery,
} from './generated/documents.ts';
import { createHubClient, type Answer } from './hub-client.ts';

type Eligibility = NonNullable<NonNullable<HousingDeskQuery['person']>['eligibility']>;
type Reason = NonNullable<NonNullable<Eligibility['reasons']>[number]>;

const ANSWERS = { YES: 'YES 符合', NO: 'NO 不符合', CANNOT_TELL: 'CANNOT_TELL 无法判断' } as const;
const CODES: Readonly<Record<EligibilityReasonCode, string>> = {
  FOUND_AGAINST: 'a rule found against it 规则认定不符合',
  NOT_IN_SCHEME: 'no active family of the scheme 不在该救助范围内',
  NOT_COVERED: 'not all of it is held, or may be asked for 信息不全或不可查询',
  UNDECIDED: 'what is known does not decide it 现有信息不足以判断',
  SOURCE_AWAY: 'a source did not answer 数据源无响应',
  RULE_IN_SHADOW: 'the rule is not released yet 规则尚未发布',
};

const { values: given, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    url: { type: 'string' },
    'token-file': { type: 'string' },
    purpose: { type: 'string', default: 'housing-allocation' },
    scheme: { type: 'string', default: 'DIBAO' },
    'as-of': { type: 'string' },
  },
});
const [tenantsFile] = positionals;
if (tenantsFile === undefined) {
  console.error(
    'usage: housing-desk.ts FILE_OF_TENANTS [--scheme SCHEME] [--as-of DAY] [--url URL] [--token-file FILE]',
  );
  process.exit(2);
}
const ask = createHubClient({ url: given.url, tokenFile: given['token-file'], purpose: given.purpose });
const tenants = readFileSync(tenantsFile, 'utf8').split('\n').filter(Boolean);
for (const [at, tenant] of tenants.entries()) {
  const asOf = given['as-of'] ?? null;
  const answer = await ask(HousingDeskDocument, { tenant, scheme: given.scheme, asOf });
  // The row and not the number: what is printed may be left on a desk.
  console.log(`tenant 承租人 ${at + 1}: ${lineOf(answer)}`);
}

function lineOf({ data, errors = [] }: Answer<HousingDeskQuery>): string {
  const [error] = errors;
  if (error) return `[${error.message}: ${error.extensions.code}]`;
  if (!data?.person) return 'not in the register 户籍登记中无此人';
  const { eligibility } = data.person;
  if (!eligibility?.answer) return ANSWERS.CANNOT_TELL;
  const reasons = (eligibility.reasons ?? []).flatMap((reason) => (reason ? [reasonText(reason)] : []));
  return [`${ANSWERS[eligibility.answer]}, as of 截至 ${eligibility.asOf ?? '?'}`, ...reasons].join('\n');
}

function reasonText({ code, ruleId, ruleVersion, statute, statement, statementChinese }: Reason): string {
  const why = `  - ${code ? CODES[code] : '?'}`;
  if (ruleId === null) return why;
  return `${why}: ${ruleId} v${ruleVersion ?? '?'}
      ${statement ?? ''}
      ${statementChinese ?? ''}（${statute ?? ''}）`;
}
