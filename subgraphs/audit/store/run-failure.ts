import type { ErrorCode } from '../../../errors/error-table.ts';
import { Refusal } from '../../kit/following/refusal.ts';

/** What ends a run, and has a standing one wait. */
export class RunFailure extends Refusal {
  constructor(code: ErrorCode, detail: string, options?: ErrorOptions) {
    super(code, detail, options);
    this.name = 'RunFailure';
  }
}
