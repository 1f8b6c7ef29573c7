import { isErrorCode, type ErrorCode } from '../../errors/error-table.ts';

/** A refusal as the hub sends it: the stable code, and what of the request it is about. */
export interface Refusal {
  readonly message: string;
  readonly code: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** What would help, said at the command line; of what people meet most often also what it means in Chinese. */
const HINTS: Readonly<Partial<Record<ErrorCode, string>>> = {
  AUDIT_OFFICIAL_REQUIRED: '; say `--official ID` 请用 `--official` 指明经办人员',
  AUDIT_SCHEDULE_INVALID:
    "; such as '0 2 1 * *', at 2 o'clock on every first 依次为分、时、日、月、周，例如每月1日2时：'0 2 1 * *'，间隔不少于10分钟",
  AUDIT_BUSY: '; wait for one to end, or `audit cancel` 请等待其结束或取消',
  AUDIT_INVALID: ' 审计方案不符合要求',
  AUDIT_PARAMETER_INVALID: ' 参数不正确',
  AUDIT_POLICY_DENIED: ' 数据共享策略不允许',
  AUDIT_STATE_CONFLICT: ' 当前状态不允许此操作',
  AUDIT_FOUR_EYES: ' 须由另一名工作人员办理',
  FIELD_DENIED: ' 策略不允许以该用途读取该字段',
  SERVICE_OFFICIAL_REQUIRED: ' 令牌未载明经办人员',
  SERVICE_NOT_YOURS: ' 该步骤应由另一方或其他地区办理',
  SERVICE_UNKNOWN: ' 不存在属于调用方的该案件、推荐、岗位或任务',
  SERVICE_INPUT_INVALID: ' 内容缺失或不成立',
  SERVICE_STATE: ' 其所处环节不能进行该步骤',
  SERVICE_CONSENT_MISSING: ' 求职者未同意，或已撤回同意',
  SERVICE_CASE_MISSING: ' 求职者没有在办的就业服务案件：须本人登记（registerForWork）并经确认',
  SERVICE_REPEATED: ' 同一事项已在办理或已办结',
  VACANCY_CLOSED: ' 该岗位未在招聘',
  PLACE_TAKEN: ' 最后一个名额已被占用',
  REFERRAL_BARRED: ' 缺少法律或用人单位对该岗位要求的资格，或未达年龄',
  SERVICE_BUSY: ' 该调用方同时办理的事项已达上限',
  ASSIGNMENT_BUSY: ' 同时进行的匹配分配已达上限',
};

/**
 * A refusal in one line: its code, which part of what was asked it is about, and the reason; what the code means in
 * general stands where no reason was given, or none in Chinese.
 */
export function refusalLine({ message, code, detail }: Refusal): string {
  const { part, reason, reasonChinese, line, column, ...rest } = detail;
  const place = [
    typeof line === 'number' ? `line ${line}, column ${String(column as number)}` : '',
    typeof part === 'string' ? part : '',
  ].filter((text) => text !== '');
  const about = [
    ...(place.length === 0 ? [] : [place.join(' of ')]),
    // Which subgraph refused is said by the code.
    ...Object.entries(rest)
      .filter(([key]) => key !== 'source')
      .map(([key, value]) => `${key} ${wordsOf(value)}`),
  ].join(', ');
  const inChinese = typeof reasonChinese === 'string' ? ` ${reasonChinese}` : null;
  const hint = inChinese ?? (isErrorCode(code) ? HINTS[code] : undefined) ?? '';
  const why = `${typeof reason === 'string' ? reason : message}${hint}`;
  return [code, about === '' ? why : `${about}: ${why}`].filter((text) => text !== '').join(' ');
}

/** What the command line finds out by itself, as the hub would refuse it. */
export function refused(code: ErrorCode, reason: string): Error {
  return new Error(refusalLine({ message: '', code, detail: { reason } }));
}

function wordsOf(value: unknown): string {
  return Array.isArray(value) ? value.map(String).join(', ') : String(value);
}
