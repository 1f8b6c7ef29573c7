import { ERROR_TABLE, type ErrorCode } from './error-table.ts';

/**
 * An error with a stable code. `message` and `detail` are public: `detail` names fields, limits and positions of the
 * caller's own request, never a value that came from a source. `cause` is the internal half, for logs.
 */
export class SluiceError extends Error {
  readonly code: ErrorCode;
  readonly detail: Readonly<Record<string, string | number | readonly string[]>>;

  constructor(code: ErrorCode, detail: SluiceError['detail'] = {}, options?: ErrorOptions) {
    super(ERROR_TABLE[code].message, options);
    this.name = 'SluiceError';
    this.code = code;
    this.detail = detail;
  }
}
