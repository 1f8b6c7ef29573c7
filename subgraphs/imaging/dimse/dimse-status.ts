import type { ErrorCode } from '../../../errors/error-table.ts';

export const SUCCESS = 0x0000;
export const PENDING = 0xff00;
const PROCESSING_FAILURE = 0x0110;

/** The status of DIMSE that says an error of the table (PS3.4 §B.2.3, §C.4.1.1.4; PS3.7 annex C). */
const STATUS: Partial<Readonly<Record<ErrorCode, number>>> = {
  IMAGE_QUOTA_REACHED: 0xa700,
  IMAGE_TOO_LARGE: 0xa700,
  IMAGE_REJECTED: 0xc000,
  IMAGE_CONFLICT: 0x0111,
  IMAGE_QUERY_INVALID: 0xa900,
  IMAGE_SENDER_UNKNOWN: 0x0124,
  IMAGE_ARCHIVE_UNAVAILABLE: PROCESSING_FAILURE,
};

export function dimseStatus(code: ErrorCode): number {
  return STATUS[code] ?? PROCESSING_FAILURE;
}
