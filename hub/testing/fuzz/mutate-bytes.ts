/** Numbers from 0 to under 1, the same for the same seed (mulberry32). */
export function seededNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

type Mutation = (bytes: Buffer, whole: (below: number) => number) => Buffer;

/** Lengths that programs stumble over. */
const LENGTHS = [0, 1, 0x7fff, 0xfffe, 0xffff, 0x7fffffff, 0xfffffffe, 0xffffffff];

const MUTATIONS: readonly Mutation[] = [
  (bytes) => bytes,
  (bytes, whole) => bytes.subarray(0, whole(bytes.length)),
  (bytes, whole) => {
    for (let times = 1 + whole(8); times > 0; times--) {
      const at = whole(bytes.length);
      bytes[at] = (bytes[at] ?? 0) ^ (1 << whole(8));
    }
    return bytes;
  },
  (bytes, whole) => {
    if (bytes.length >= 4) bytes.writeUInt32LE(LENGTHS[whole(LENGTHS.length)] ?? 0, whole(bytes.length - 3));
    return bytes;
  },
  (bytes, whole) => bytes.fill(whole(256), whole(bytes.length), whole(bytes.length)),
  (bytes, whole) => {
    const at = whole(bytes.length);
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(whole(bytes.length))]);
  },
  (bytes, whole) => {
    const noise = Buffer.from(Array.from({ length: whole(400) }, () => whole(256)));
    const at = whole(bytes.length);
    return Buffer.concat([bytes.subarray(0, at), noise, bytes.subarray(at)]);
  },
  (bytes, whole) => {
    // Sequences within sequences, which nobody closes.
    const at = whole(bytes.length);
    const open = Buffer.from('4000750253510000fffffffffeff00e0ffffffff', 'hex');
    return Buffer.concat([bytes.subarray(0, at), ...Array.from({ length: whole(3000) }, () => open)]);
  },
];

/** Damages a copy of some bytes in one way, or leaves it as it is. */
export function mutateBytes(bytes: Uint8Array, random: () => number): Buffer {
  const whole = (below: number): number => Math.floor(random() * below);
  const mutation = MUTATIONS[whole(MUTATIONS.length)];
  return mutation === undefined ? Buffer.from(bytes) : mutation(Buffer.from(bytes), whole);
}
