import { DicomRejection } from './dicom-rejection.ts';

const MAX_BYTES = 4 * 1024 * 1024;
/** What the JSON of an attribute and of a value takes beside what is in them: `"00100010":{"vr":"PN","Value":[]}`. */
const ATTRIBUTE = 32;
const VALUE = 20;
const EQUALS = 0x3d;
const BACKSLASH = 0x5c;
const SPACE = 0x20;

/**
 * How large the JSON of an object may become, all its sequences together. WHY held against it before anything is read: a
 * deflated object of some kilobytes has millions of values, and they are read while nothing else is done.
 */
export class JsonRoom {
  #left = MAX_BYTES;

  takeAttribute(): void {
    this.#take(ATTRIBUTE);
  }

  /** Of numbers, or of a sequence. */
  takeValues(count: number): void {
    this.#take(count * VALUE);
  }

  /** Values, groups of a name, escape sequences and control characters take more room and time than other bytes. */
  takeText(bytes: Uint8Array): void {
    let larger = 0;
    for (const byte of bytes) if (byte < SPACE || byte === EQUALS || byte === BACKSLASH) larger += 1;
    this.#take(bytes.length + larger * VALUE);
  }

  #take(bytes: number): void {
    this.#left -= bytes;
    if (this.#left < 0)
      throw new DicomRejection('TOO_LARGE', `the attributes are more than ${MAX_BYTES} bytes of JSON`);
  }
}
