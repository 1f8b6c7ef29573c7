import type { ErrorCode } from '../../../errors/error-table.ts';

/** What was refused and does not pass by itself: a stable code, and where and why in public words. Never carries a value of a source. */
export class Refusal extends Error {
  readonly code: ErrorCode;
  readonly detail: string;

  constructor(code: ErrorCode, detail: string, options?: ErrorOptions) {
    super(`${code}: ${detail}`, options);
    this.name = 'Refusal';
    this.code = code;
    this.detail = detail;
  }
}
