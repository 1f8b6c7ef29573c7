import type { SubjectPlace } from '../../policies/relation-wire.ts';
import { SluiceError } from '../../errors/sluice-error.ts';
import { ByteKeys } from './byte-keys.ts';
import { SubjectTags } from '../ledger/subject-tags.ts';
import type { AskedKeys } from './asked-keys.ts';
import type { KeyObject } from 'node:crypto';

const NEW_LINE = 0x0a;
const TAB = 0x09;
const BACKSLASH = 0x5c;
const DOT = 0x2e;
const CAPITAL_N = 0x4e;

/** No record of any agency is longer; what has no line feed by then is no line. */
const LONGEST_LINE = 1_048_576;

export interface RelayOptions {
  /** How many columns each record has for the caller. */
  readonly columns: number;
  readonly subject: SubjectPlace;
  /** Whether the first of the columns is the key of what the record hangs on. */
  readonly hasKey: boolean;
  /** What was asked about; null where no keys were given. */
  readonly asked: AskedKeys | null;
  readonly tagKey: KeyObject;
}

/**
 * Takes an agency's lines on their way to the caller: counts records, tags those whose they are, takes off the column
 * that is only for that, and lets nothing through that was not asked for: no column more, no record of another key, nothing
 * after the end. It goes through the bytes once and makes no text of them.
 */
export class RecordRelay {
  /** Records that were let through. */
  rows = 0;
  /** Whether the last line came. */
  isComplete = false;
  private readonly options: RelayOptions;
  private readonly subjects = new ByteKeys();
  private readonly tags: SubjectTags;
  /** By the numbers of the asked keys: 1 where a record of it came. */
  private readonly seen: Uint8Array;
  private rest: Buffer = Buffer.alloc(0);

  constructor(options: RelayOptions) {
    this.options = options;
    this.tags = new SubjectTags(options.tagKey);
    this.seen = new Uint8Array(options.asked?.keys.size ?? 0);
  }

  /** How many people's records were let through. */
  get people(): number {
    return this.tags.size;
  }

  /** Their tags, one behind the other, in no order. */
  get subjectTags(): Buffer {
    return this.tags.all();
  }

  /**
   * What of the bytes so far may leave: whole records only, without the last line, which is for whoever knows that all is
   * recorded.
   * @throws SluiceError SOURCE_ERROR where a line is none that was asked for
   */
  take(chunk: Buffer): Buffer {
    if (this.isComplete && chunk.length > 0) throw broken('something follows the end');
    const bytes = this.rest.length > 0 ? Buffer.concat([this.rest, chunk]) : chunk;
    const end = bytes.lastIndexOf(NEW_LINE) + 1;
    if (bytes.length - end > LONGEST_LINE) throw broken('a line has no end');
    this.rest = bytes.subarray(end);
    return this.lines(bytes, end);
  }

  private lines(bytes: Buffer, end: number): Buffer {
    const strips = this.options.subject === 'first-column';
    const out = strips ? Buffer.allocUnsafe(end) : bytes;
    let written = 0;
    let start = 0;
    while (start < end && !this.isComplete) {
      if (bytes[start] === BACKSLASH && bytes[start + 1] === DOT && bytes[start + 2] === NEW_LINE) {
        this.isComplete = true;
        break;
      }
      const first = columnEnd(bytes, start);
      const lineEnd = this.checkedEnd(bytes, first);
      this.note(bytes, start, first);
      if (strips) {
        bytes.copy(out, written, first + 1, lineEnd + 1);
        written += lineEnd - first;
      }
      this.rows += 1;
      start = lineEnd + 1;
    }
    if (this.isComplete && (start + 3 < end || this.rest.length > 0))
      throw broken('something follows the end');
    return out.subarray(0, strips ? written : start);
  }

  /** Where a line ends, once its columns are counted. */
  private checkedEnd(bytes: Buffer, first: number): number {
    let at = first;
    let columns = 1;
    for (; bytes[at] !== NEW_LINE; at += 1) if (bytes[at] === TAB) columns += 1;
    const { subject, columns: wanted } = this.options;
    if (columns !== wanted + (subject === 'first-column' ? 1 : 0)) throw broken('a line has other columns');
    return at;
  }

  /** Notes whose record it is, once it is known that its key was asked for. */
  private note(bytes: Buffer, start: number, end: number): void {
    const { subject, asked, hasKey } = this.options;
    const isSubject = subject !== 'first-column';
    const [from, to] = isSubject ? [start, end] : [end + 1, columnEnd(bytes, end + 1)];
    const key = asked !== null && hasKey ? asked.keys.find(bytes, from, to) : null;
    if (key !== null && key < 0) throw broken('a record is of a key that was not asked for');
    if (subject === 'none' || isNull(bytes, start, end)) return;
    const number = isSubject && key !== null ? key : (asked?.keys.find(bytes, start, end) ?? -1);
    if (asked && number >= 0) this.noteAsked(asked, number);
    else this.noteOther(bytes, start, end);
  }

  private noteAsked({ tags }: AskedKeys, number: number): void {
    if (this.seen[number] === 1) return;
    this.seen[number] = 1;
    this.tags.append(tags, number);
  }

  private noteOther(bytes: Buffer, start: number, end: number): void {
    const known = this.subjects.size;
    if (this.subjects.add(bytes, start, end) < known) return;
    if (bytes.subarray(start, end).includes(BACKSLASH)) throw broken('a subject is no key');
    this.tags.add(bytes, start, end);
  }
}

/** Where the column that begins here ends: at a tab or at the end of its line. */
function columnEnd(bytes: Buffer, start: number): number {
  let at = start;
  while (bytes[at] !== TAB && bytes[at] !== NEW_LINE) at += 1;
  return at;
}

function isNull(bytes: Buffer, start: number, end: number): boolean {
  return end - start === 2 && bytes[start] === BACKSLASH && bytes[start + 1] === CAPITAL_N;
}

function broken(reason: string): SluiceError {
  return new SluiceError('SOURCE_ERROR', {}, { cause: new Error(reason) });
}
