import { ERROR_TABLE, type ErrorCode } from '../../../../errors/error-table.ts';

/** Why a relation could not be had. Carries no value of a source. */
export class RelationFailure extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, options?: ErrorOptions) {
    super(ERROR_TABLE[code].message, options);
    this.name = 'RelationFailure';
    this.code = code;
  }

  /** Whether the same question may be answered later. */
  get mayPass(): boolean {
    return ERROR_TABLE[this.code].retry;
  }
}
