import type { ErrorCode } from '../../../errors/error-table.ts';

/** What ends a run: a stable code, and where and why in public words. Never carries a value of a source. */
export class RunFailure extends Error {
  readonly code: ErrorCode;
  readonly detail: string;

  constructor(code: ErrorCode, detail: string, options?: ErrorOptions) {
    super(`${code}: ${detail}`, options);
    this.name = 'RunFailure';
    this.code = code;
    this.detail = detail;
  }
}
