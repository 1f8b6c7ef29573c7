import type { ErrorCode } from '../../errors/error-table.ts';

/** A refusal as the hub sends it: the stable code, and what of the request it is about. */
export interface Refusal {
  readonly message: string;
  readonly code: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** What would help, said at the command line. */
const HINTS: Readonly<Record<string, string>> = {
  AUDIT_OFFICIAL_REQUIRED: '; say `--official ID` 请用 `--official` 指明经办人员',
};

/**
 * A refusal in one line: its code, which part of what was asked it is about, and the reason; what the code means in
 * general stands where no reason was given.
 */
export function refusalLine({ message, code, detail }: Refusal): string {
  const { part, reason, line, column, ...rest } = detail;
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
  const why = `${typeof reason === 'string' ? reason : message}${HINTS[code] ?? ''}`;
  return [code, about === '' ? why : `${about}: ${why}`].filter((text) => text !== '').join(' ');
}

/** What the command line finds out by itself, as the hub would refuse it. */
export function refused(code: ErrorCode, reason: string): Error {
  return new Error(refusalLine({ message: '', code, detail: { reason } }));
}

function wordsOf(value: unknown): string {
  return Array.isArray(value) ? value.map(String).join(', ') : String(value);
}
