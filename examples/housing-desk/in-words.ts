import type { AnswersQuery, EligibilityKeyFault, EligibilityReasonCode } from './generated/documents.ts';

type Listed<List> = NonNullable<NonNullable<List> extends readonly (infer Item)[] ? Item : never>;
export type Row = Listed<NonNullable<AnswersQuery['eligibilityRows']>['nodes']>;
type Reason = Listed<NonNullable<Row['eligibility']>['reasons']>;

const ANSWERS = { YES: 'YES 符合', NO: 'NO 不符合', CANNOT_TELL: 'CANNOT_TELL 无法判断' } as const;
const CODES: Readonly<Record<EligibilityReasonCode, string>> = {
  FOUND_AGAINST: 'a rule found against it 规则认定不符合',
  NOT_IN_SCHEME: 'no active family of the scheme 不在该救助范围内',
  NOT_COVERED: 'not all of it is held, or may be asked for 信息不全或不可查询',
  UNDECIDED: 'what is known does not decide it 现有信息不足以判断',
  SOURCE_AWAY: 'a source did not answer, or is out of date 数据源无响应或数据过期',
  RULE_IN_SHADOW: 'the rule is not released yet 规则尚未发布',
};
const FAULTS: Readonly<Record<EligibilityKeyFault, string>> = {
  UNKNOWN_KIND: 'no kind of number that the hub knows 证件类型无法识别',
  UNSOUND: 'no number of a person 号码无效',
};

/** What came of a tenant, in English and Chinese. By the row and not the number: what is printed may be left on a desk. */
export function inWords(row: Row): string {
  return `row 第 ${row.line ?? '?'} 行: ${outcome(row)}`;
}

function outcome({ state, fault, doubleOf, eligibility }: Row): string {
  if (state === 'INVALID') return `INVALID 无效, ${fault ? FAULTS[fault] : '?'}`;
  if (state === 'DOUBLE') return `as row 同第 ${doubleOf ?? '?'} 行`;
  if (!eligibility?.answer) return 'not answered 未答复';
  const reasons = (eligibility.reasons ?? []).flatMap((reason) => (reason ? [reasonInWords(reason)] : []));
  return [`${ANSWERS[eligibility.answer]}, as of 截至 ${eligibility.asOf ?? '?'}`, ...reasons].join('\n');
}

function reasonInWords({ code, dataset, ruleId, ruleVersion, ...rule }: Reason): string {
  const why = `  - ${code ? CODES[code] : '?'}${dataset === null ? '' : ` (${dataset})`}`;
  if (ruleId === null) return why;
  return `${why}: ${ruleId} v${ruleVersion ?? '?'}
      ${rule.statement ?? ''}
      ${rule.statementChinese ?? ''}（${rule.statute ?? ''}）`;
}
