import { randomBytes } from 'node:crypto';
import { toBase32 } from '../pseudonyms/base32.ts';

const PREFIX = 'EMG-';
/** Bytes of chance in a number: nobody comes upon the access of another. */
const LENGTH = 15;

/** A new number of an emergency access: `EMG-` and 24 characters that nobody can guess. */
export function makeEmergencyNumber(): string {
  return PREFIX + toBase32(randomBytes(LENGTH));
}

/** Whether a case number is one of an emergency access. No registry has cases of that form. */
export function isEmergencyNumber(caseNumber: string): boolean {
  return caseNumber.toUpperCase().startsWith(PREFIX);
}
