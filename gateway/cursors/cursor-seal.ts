import {
  createCipheriv,
  createDecipheriv,
  hkdfSync,
  randomBytes,
  createSecretKey,
  type KeyObject,
} from 'node:crypto';
import type { FieldCoordinate, PurposeId, Subject } from '../../policies/vocabulary.ts';

const IV_LENGTH = 12;
const TAG_LENGTH = 16;

/** The list that a cursor is a position in. The same cursor under anything else does not open. */
export interface CursorScope {
  readonly subject: Subject;
  readonly purpose: PurposeId;
  /** The field that pages. */
  readonly field: FieldCoordinate;
  /** Its other arguments, filter and ordering, but not the page size. */
  readonly arguments: Readonly<Record<string, unknown>>;
}

/**
 * Encrypts the positions that subgraphs name, because they hold the values that a list is ordered by. AES-256-GCM
 * with a random IV; the scope is authenticated beside it. Wire form: base64url(IV ‖ ciphertext ‖ tag).
 */
export class CursorSeal {
  private readonly key: KeyObject;

  /** @param masterKey at least 32 bytes */
  constructor(masterKey: Uint8Array) {
    if (masterKey.length < 32) throw new RangeError('the cursor key is shorter than 32 bytes');
    this.key = createSecretKey(
      new Uint8Array(hkdfSync('sha256', masterKey, new Uint8Array(0), 'cursor', 32)),
    );
  }

  seal(position: string, scope: CursorScope): string {
    const iv = randomBytes(IV_LENGTH);
    const cipher = createCipheriv('aes-256-gcm', this.key, iv).setAAD(binding(scope));
    const body = Buffer.concat([cipher.update(position, 'utf8'), cipher.final()]);
    return Buffer.concat([iv, body, cipher.getAuthTag()]).toString('base64url');
  }

  /** The position; null where the cursor was changed, or made for another subject, purpose, list or filter. */
  open(cursor: string, scope: CursorScope): string | null {
    const bytes = Buffer.from(cursor, 'base64url');
    // WHY: lenient decoding would give one cursor several spellings.
    if (bytes.toString('base64url') !== cursor || bytes.length < IV_LENGTH + TAG_LENGTH) return null;
    const decipher = createDecipheriv('aes-256-gcm', this.key, bytes.subarray(0, IV_LENGTH))
      .setAAD(binding(scope))
      .setAuthTag(bytes.subarray(-TAG_LENGTH));
    try {
      const body = decipher.update(bytes.subarray(IV_LENGTH, -TAG_LENGTH));
      return Buffer.concat([body, decipher.final()]).toString('utf8');
    } catch {
      return null;
    }
  }
}

function binding({ subject, purpose, field, arguments: given }: CursorScope): Buffer {
  const sorted = Object.entries(given).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return Buffer.from(
    JSON.stringify([
      subject.application,
      subject.department,
      subject.region,
      subject.person,
      purpose,
      field,
      sorted,
    ]),
    'utf8',
  );
}
