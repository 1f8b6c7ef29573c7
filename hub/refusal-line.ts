import { isErrorCode, type ErrorCode } from '../errors/error-table.ts';
import { errorWords } from '../errors/error-words.ts';

/** A refusal as the hub sends it: the stable code, and what of the request it is about. */
export interface Refusal {
  readonly message: string;
  readonly code: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

interface Reason {
  readonly en: string;
  readonly zh: string;
}

/** What would help, said at the command line. */
const HINTS: Readonly<Partial<Record<ErrorCode, Reason>>> = {
  AUDIT_OFFICIAL_REQUIRED: { en: 'say `--official ID`', zh: '请用 `--official` 指明经办人员' },
  AUDIT_SCHEDULE_INVALID: {
    en: "minute, hour, day, month and weekday, ten minutes apart at least, such as '0 2 1 * *': at 2 o'clock on every first",
    zh: "依次为分、时、日、月、周，例如每月1日2时：'0 2 1 * *'，间隔不少于10分钟",
  },
  AUDIT_BUSY: { en: 'wait for one to end, or `audit cancel`', zh: '请等待其结束或取消' },
};

/** A refusal in one line: its code, which part of what was asked it is about, and why, in both languages. */
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
      .filter(([key, value]) => key !== 'source' && !(Array.isArray(value) && value.length === 0))
      .map(([key, value]) => `${key} ${wordsOf(value)}`),
  ].join(', ');
  const why = whyOf(code, { message, reason, reasonChinese });
  return [code, about === '' ? why : `${about}: ${why}`].filter((text) => text !== '').join(' ');
}

/** The reason as it was given, or what the code means in general; then what would help. */
function whyOf(
  code: string,
  given: { readonly message: string; readonly reason: unknown; readonly reasonChinese: unknown },
): string {
  const [known, hint] = isErrorCode(code) ? [errorWords(code), HINTS[code]] : [undefined, undefined];
  const en = typeof given.reason === 'string' ? given.reason : (known?.en ?? given.message);
  const zh = typeof given.reasonChinese === 'string' ? given.reasonChinese : (known?.zh ?? '');
  const [both, help] = [`${en} ${zh}`.trim(), hint === undefined ? '' : `; ${hint.en} ${hint.zh}`];
  return `${both}${help}`;
}

/** What the command line finds out by itself, as the hub would refuse it. */
export function refused(code: ErrorCode, { en, zh }: Reason): Error {
  return new Error(refusalLine({ message: '', code, detail: { reason: en, reasonChinese: zh } }));
}

function wordsOf(value: unknown): string {
  return Array.isArray(value) ? value.map(String).join(', ') : String(value);
}
