import { isUtf8 } from 'node:buffer';

/** Text of a data set by its Specific Character Set (0008,0005): PS3.3 §C.12.1.1.2 and PS3.5 §6.1. */
export type TextReader = (bytes: Uint8Array) => string;

/** Decoders of the character sets that stand alone, by the defined term. */
const ALONE: Readonly<Record<string, string>> = {
  'ISO_IR 100': 'windows-1252',
  'ISO_IR 101': 'iso-8859-2',
  'ISO_IR 109': 'iso-8859-3',
  'ISO_IR 110': 'iso-8859-4',
  'ISO_IR 144': 'iso-8859-5',
  'ISO_IR 127': 'iso-8859-6',
  'ISO_IR 126': 'iso-8859-7',
  'ISO_IR 138': 'iso-8859-8',
  'ISO_IR 148': 'windows-1254',
  'ISO_IR 203': 'iso-8859-15',
  'ISO_IR 13': 'shift_jis',
  'ISO_IR 166': 'windows-874',
  'ISO_IR 192': 'utf-8',
  GB18030: 'gb18030',
  GBK: 'gbk',
};

/** Escape sequences of ISO 2022 (PS3.3 table C.12-3, C.12-4), without the ESC, and what follows them. */
const ESCAPES: readonly (readonly [sequence: string, decoder: string, shifted: boolean])[] = [
  ['$(D', 'jis-0212', true],
  ['$)C', 'euc-kr', false],
  ['$)A', 'gb18030', false],
  ['$B', 'euc-jp', true],
  ['(B', 'windows-1252', false],
  ['(J', 'shift_jis', false],
  [')I', 'shift_jis', false],
  ['-A', 'windows-1252', false],
  ['-B', 'iso-8859-2', false],
  ['-C', 'iso-8859-3', false],
  ['-D', 'iso-8859-4', false],
  ['-L', 'iso-8859-5', false],
  ['-G', 'iso-8859-6', false],
  ['-F', 'iso-8859-7', false],
  ['-H', 'iso-8859-8', false],
  ['-M', 'windows-1254', false],
  ['-b', 'iso-8859-15', false],
  ['-T', 'windows-874', false],
];
const ESC = 0x1b;
/** At these the sets designated last end and those declared first come back. */
const RESETS = new Set([0x0a, 0x0c, 0x0d, 0x3d, 0x5c, 0x5e]);

/** How text is read that was written in these character sets (the values of (0008,0005), in their order). */
export function textReader(characterSets: readonly string[]): TextReader {
  const [first = '', ...others] = characterSets.map((each) => each.trim());
  const name = ALONE[first.replace(/^ISO 2022 IR /u, 'ISO_IR ')];
  if (others.length > 0 || first.startsWith('ISO 2022')) {
    const initial = name ?? 'windows-1252';
    return (bytes) => readEscaped(bytes, initial);
  }
  return name === undefined ? readUndeclared : (bytes) => decode(name, bytes);
}

/**
 * Without a declaration text is ASCII. WHY more is read: modalities write the local character set and do not say so; what
 * is sound UTF-8 is read as that, and what is not as GB18030, which is what the hospitals here have.
 */
function readUndeclared(bytes: Uint8Array): string {
  return decode(isUtf8(bytes) ? 'utf-8' : 'gb18030', bytes);
}

/** WHY kept: making one takes longer than reading a value, and an object may have very many. */
const decoders = new Map<string, InstanceType<typeof TextDecoder>>();

function decode(name: string, bytes: Uint8Array): string {
  const decoder = decoders.get(name) ?? new TextDecoder(name, { ignoreBOM: true });
  decoders.set(name, decoder);
  return decoder.decode(bytes);
}

function readEscaped(bytes: Uint8Array, initial: string): string {
  let text = '';
  let decoder = initial;
  let shifted = false;
  let from = 0;
  const flush = (to: number): void => {
    if (to > from) text += readRun(bytes.subarray(from, to), decoder, shifted);
    from = to;
  };
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0;
    if (byte === ESC) {
      flush(at);
      const escape = escapeAt(bytes, at + 1);
      from = at + 1 + (escape?.[0].length ?? 0);
      if (escape !== null) [, decoder, shifted] = escape;
      at = from - 1;
    } else if (!shifted && decoder !== initial && RESETS.has(byte)) {
      flush(at);
      [decoder, shifted] = [initial, false];
    }
  }
  flush(bytes.length);
  return text;
}

function escapeAt(bytes: Uint8Array, at: number): (typeof ESCAPES)[number] | null {
  const next = Buffer.from(bytes.subarray(at, at + 3)).toString('latin1');
  return ESCAPES.find(([sequence]) => next.startsWith(sequence)) ?? null;
}

/** A set of two-byte codes in G0 is that of EUC with the high bits off. */
function readRun(bytes: Uint8Array, decoder: string, shifted: boolean): string {
  if (!shifted) return decode(decoder, bytes);
  const high = bytes.map((byte) => byte | 0x80);
  if (decoder !== 'jis-0212') return decode(decoder, high);
  const marked = new Uint8Array(Math.ceil(high.length / 2) * 3);
  for (let at = 0; at < high.length; at += 2)
    marked.set([0x8f, high[at] ?? 0xa1, high[at + 1] ?? 0xa1], (at / 2) * 3);
  return decode('euc-jp', marked);
}
