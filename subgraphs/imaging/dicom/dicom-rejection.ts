/** Why an object is not taken in. The codes are kept with what was quarantined, and told to the hospital. */
export type RejectionReason =
  | 'NOT_DICOM'
  | 'TRUNCATED'
  | 'MALFORMED'
  | 'TOO_DEEP'
  | 'TOO_MANY_ELEMENTS'
  | 'TOO_LARGE'
  | 'DEFLATE_INVALID'
  | 'TRANSFER_SYNTAX_UNKNOWN'
  | 'TRANSFER_SYNTAX_MISMATCH'
  | 'IDENTITY_MISSING'
  | 'IDENTITY_MISMATCH'
  | 'PIXELS_INVALID'
  | 'PIXELS_TOO_LARGE';

/** What was received can not be read or kept as it claims to be. `detail` names tags and lengths, never a value. */
export class DicomRejection extends Error {
  readonly reason: RejectionReason;
  readonly detail: string;

  constructor(reason: RejectionReason, detail: string, options?: ErrorOptions) {
    super(`${reason}: ${detail}`, options);
    this.name = 'DicomRejection';
    this.reason = reason;
    this.detail = detail;
  }
}
