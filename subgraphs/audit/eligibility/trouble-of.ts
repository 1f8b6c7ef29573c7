import { ERROR_TABLE } from '../../../errors/error-table.ts';
import type { RunFailure } from '../store/run-failure.ts';

/** What a reading that ended says of a rule: its source may answer later, or may not be asked. */
export function troubleOf({ code }: RunFailure): 'SOURCE_AWAY' | 'NOT_COVERED' {
  return ERROR_TABLE[code].retry ? 'SOURCE_AWAY' : 'NOT_COVERED';
}
