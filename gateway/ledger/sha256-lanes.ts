/**
 * SHA-256 of four messages at once, a message in each lane of the processor's vectors, as a WebAssembly module written
 * out here. WHY: a sweep tags millions of keys of twenty bytes, for which Node's HMAC takes ten times as long: each is an
 * object, made, used once and thrown away (`decisions/2026-11-22-tags-four-at-a-time.md`).
 */

/** Messages that are hashed together. */
export const LANES = 4;
export const BLOCK_BYTES = 64;
const HASH_BYTES = 32;
const WORDS = 16;
const VECTOR = 16;
/** A state is a vector for each of its eight words; so are the sixteen words of blocks. */
export const STATE_BYTES = 8 * VECTOR;
export const WORDS_BYTES = WORDS * VECTOR;

/** Where things are in the memory: blocks, lane by lane; their words; the state that hashes are made of; hashes. */
const BLOCKS = 0;
const LOADED = BLOCKS + LANES * BLOCK_BYTES;
const ENDED = LOADED + WORDS_BYTES;
const HASHES = ENDED + STATE_BYTES;
/** All from `free` on is the caller's. */
export const PLACES = {
  blocks: BLOCKS,
  words: LOADED,
  ended: ENDED,
  hashes: HASHES,
  free: HASHES + LANES * HASH_BYTES,
} as const;

/** Fractional parts of the cube roots (`power` 3) and square roots (2) of the first primes: FIPS 180-4, 4.2.2 and 5.3.3. */
function rootsOfPrimes(count: number, power: 2 | 3): readonly number[] {
  const primes: number[] = [];
  for (let number = 2; primes.length < count; number += 1)
    if (primes.every((prime) => number % prime !== 0)) primes.push(number);
  return primes.map((prime) => {
    // The whole part too, in 36 bits and all of them exact: the last one is found by trying.
    const wanted = BigInt(prime) << BigInt(32 * power);
    let root = BigInt(Math.floor(prime ** (1 / power) * 2 ** 32));
    while ((root + 1n) ** BigInt(power) <= wanted) root += 1n;
    while (root ** BigInt(power) > wanted) root -= 1n;
    return Number(root & 0xffffffffn);
  });
}

type Code = readonly number[];

const unsigned = (value: number): Code =>
  value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(value >>> 7)];
const sized = (bytes: Code): Code => [...unsigned(bytes.length), ...bytes];
const listed = (items: readonly Code[]): Code => [...unsigned(items.length), ...items.flat()];
const simd = (operation: number, ...rest: readonly Code[]): Code => [
  0xfd,
  ...unsigned(operation),
  ...rest.flat(),
];

const ADDRESS_0: Code = [0x41, 0];
const get = (local: number): Code => [0x20, ...unsigned(local)];
const set = (local: number): Code => [0x21, ...unsigned(local)];
const load = (offset: number): Code => simd(0, [0], unsigned(offset));
const store = (offset: number): Code => simd(11, [0], unsigned(offset));
const shuffle = (bytes: Code): Code => simd(13, bytes);
const CHOOSE = simd(82);
const XOR = simd(81);
const OR = simd(80);
const ADD = simd(174);
const shiftLeft = (bits: number): Code => [0x41, bits, ...simd(171)];
const shiftRight = (bits: number): Code => [0x41, bits, ...simd(173)];
function everywhere(word: number): Code {
  const bytes = Buffer.alloc(VECTOR);
  for (let lane = 0; lane < LANES; lane += 1) bytes.writeUInt32LE(word, lane * 4);
  return simd(12, [...bytes]);
}

const rotated = (local: number, bits: number): Code => [
  ...get(local),
  ...shiftRight(bits),
  ...get(local),
  ...shiftLeft(32 - bits),
  ...OR,
];
/** Two rotations and a third, or a shift. */
const mixed = (local: number, one: number, two: number, third: Code): Code => [
  ...rotated(local, one),
  ...rotated(local, two),
  ...XOR,
  ...third,
  ...XOR,
];
const shifted = (local: number, bits: number): Code => [...get(local), ...shiftRight(bits)];

/** Takes a state and sixteen words in, gives the next state out: parameters 0, 1 and 2 say where they are. */
function compressing(): Code {
  const [from, words, to, firstWord, firstOfState] = [0, 1, 2, 3, 19] as const;
  const word = (round: number): number => firstWord + (round % WORDS);
  const state = Array.from({ length: 8 }, (_, at) => firstOfState + at);
  const [code, constants]: [number[], readonly number[]] = [[], rootsOfPrimes(64, 3)];
  for (let at = 0; at < WORDS; at += 1) code.push(...get(words), ...load(at * VECTOR), ...set(word(at)));
  for (const [at, local] of state.entries()) code.push(...get(from), ...load(at * VECTOR), ...set(local));
  for (const [round, constant] of constants.entries()) {
    if (round >= WORDS) code.push(...nextWord(word, round));
    // WHY no values move from a to b to c: each round has other names for the same eight locals.
    const at = (letter: number): number => state[(letter + 64 - round) % 8] ?? 0;
    code.push(...roundOf(at, word(round), constant));
  }
  for (const [at, local] of state.entries())
    code.push(...get(to), ...get(from), ...load(at * VECTOR), ...get(local), ...ADD, ...store(at * VECTOR));
  return body(WORDS + state.length, code);
}

function nextWord(word: (round: number) => number, round: number): Code {
  const [early, late] = [word(round + 1), word(round + 14)];
  return [
    ...get(word(round)),
    ...mixed(early, 7, 18, shifted(early, 3)),
    ...ADD,
    ...get(word(round + 9)),
    ...ADD,
    ...mixed(late, 17, 19, shifted(late, 10)),
    ...ADD,
    ...set(word(round)),
  ];
}

/** FIPS 180-4, 6.2.2, step 3; `at` names the locals in which a (0) to h (7) are. */
function roundOf(at: (letter: number) => number, word: number, constant: number): Code {
  const [a, b, c, d, e, f, g, h] = [0, 1, 2, 3, 4, 5, 6, 7].map(at) as unknown as readonly [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  return [
    ...get(h),
    ...mixed(e, 6, 11, rotated(e, 25)),
    ...ADD,
    ...[...get(f), ...get(g), ...get(e), ...CHOOSE, ...ADD],
    ...[...everywhere(constant), ...ADD, ...get(word), ...ADD],
    ...set(h),
    ...[...get(d), ...get(h), ...ADD, ...set(d)],
    ...get(h),
    ...mixed(a, 2, 13, rotated(a, 22)),
    ...ADD,
    // The majority: where a and b differ it is c.
    ...[...get(c), ...get(b), ...get(a), ...get(b), ...XOR, ...CHOOSE, ...ADD],
    ...set(h),
  ];
}

/** Four vectors of four words as the four of their columns, each word turned round: messages are big-endian. */
function transposing(from: readonly number[], to: readonly number[]): Code {
  const turned = (...words: readonly number[]): Code =>
    shuffle(words.flatMap((each) => [3, 2, 1, 0].map((byte) => each * 4 + byte)));
  const halves = (...parts: readonly number[]): Code =>
    shuffle(parts.flatMap((each) => Array.from({ length: 8 }, (_, byte) => each * 8 + byte)));
  const loaded = from.flatMap((address, at) => [...ADDRESS_0, ...load(address), ...set(at)]);
  const pairs = [
    [0, 1, turned(0, 4, 1, 5)],
    [0, 1, turned(2, 6, 3, 7)],
    [2, 3, turned(0, 4, 1, 5)],
    [2, 3, turned(2, 6, 3, 7)],
  ] as const;
  const paired = pairs.flatMap(([one, two, how], at) => [...get(one), ...get(two), ...how, ...set(4 + at)]);
  const columns = [
    [4, 6, halves(0, 2)],
    [4, 6, halves(1, 3)],
    [5, 7, halves(0, 2)],
    [5, 7, halves(1, 3)],
  ] as const;
  const stored = columns.flatMap(([one, two, how], at) => [
    ...[...ADDRESS_0, ...get(one), ...get(two), ...how],
    ...store(to[at] ?? 0),
  ]);
  return [...loaded, ...paired, ...stored];
}

const FOUR = [0, 1, 2, 3] as const;

/** The blocks of all lanes as sixteen vectors. */
const loading = (): Code =>
  body(
    8,
    FOUR.flatMap((part) =>
      transposing(
        FOUR.map((lane) => BLOCKS + lane * BLOCK_BYTES + part * VECTOR),
        FOUR.map((at) => LOADED + (part * 4 + at) * VECTOR),
      ),
    ),
  );

/** The last state as the hashes of all lanes. */
const storing = (): Code =>
  body(
    8,
    [0, 1].flatMap((part) =>
      transposing(
        FOUR.map((at) => ENDED + (part * 4 + at) * VECTOR),
        FOUR.map((lane) => HASHES + lane * HASH_BYTES + part * VECTOR),
      ),
    ),
  );

const V128 = 0x7b;
const I32 = 0x7f;
const body = (vectors: number, code: Code): Code => sized([1, ...unsigned(vectors), V128, ...code, 0x0b]);
const section = (id: number, content: Code): Code => [id, ...sized(content)];
const exported = (name: string, kind: number, index: number): Code => [
  ...sized([...Buffer.from(name)]),
  kind,
  index,
];

/** What of it is used: Node's types leave it to those of browsers. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: unknown };
};

const compile = (): object => {
  const nothing: Code = [0x60, 0, 0];
  const threePlaces: Code = [0x60, ...listed([[I32], [I32], [I32]]), 0];
  const exports = [exported('memory', 2, 0), exported('load', 0, 0), exported('compress', 0, 1)];
  return new WebAssembly.Module(
    Uint8Array.from([
      ...[0, ...Buffer.from('asm'), 1, 0, 0, 0],
      ...section(1, listed([nothing, threePlaces])),
      ...section(3, listed([[0], [1], [0]])),
      ...section(5, listed([[0, 1]])),
      ...section(7, listed([...exports, exported('store', 0, 2)])),
      ...section(10, listed([loading(), compressing(), storing()])),
    ]),
  );
};

export interface Sha256Lanes {
  readonly memory: Uint8Array;
  /** The initial state, at any place. */
  begin(state: number): void;
  /** Makes words of the blocks. */
  load(): void;
  /** The state after words: where the state before is, where the words are, where it goes. */
  compress(from: number, words: number, to: number): void;
  /** Makes hashes of the last state. */
  store(): void;
}

let compiled: object | null = null;

/** A memory of its own with the functions that work on it. */
export function createSha256Lanes(): Sha256Lanes {
  compiled ??= compile();
  const { memory, ...functions } = new WebAssembly.Instance(compiled).exports as Pick<
    Sha256Lanes,
    'load' | 'compress' | 'store'
  > & { readonly memory: { readonly buffer: ArrayBuffer } };
  const bytes = new Uint8Array(memory.buffer);
  return { ...functions, memory: bytes, begin: (state) => writeWords(bytes, state, rootsOfPrimes(8, 2)) };
}

/** Writes words as the same in all lanes. */
export function writeWords(memory: Uint8Array, place: number, words: readonly number[]): void {
  const view = new DataView(memory.buffer);
  for (const [at, word] of words.entries())
    for (let lane = 0; lane < LANES; lane += 1) view.setUint32(place + at * VECTOR + lane * 4, word, true);
}
