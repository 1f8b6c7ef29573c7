/** So many keys are asked for in one exchange, and so many exchanges at a time. */
const KEYS_AT_ONCE = 50;
const EXCHANGES_AT_ONCE = 3;

/** Reads many keys in exchanges of a bearable size, a few at a time; answers are in the order of the keys. */
export async function readInChunks<T>(
  keys: readonly string[],
  read: (few: readonly string[]) => Promise<readonly T[]>,
): Promise<readonly T[]> {
  const answers: T[] = [];
  for (const chunks of chunksOf(chunksOf(keys, KEYS_AT_ONCE), EXCHANGES_AT_ONCE))
    answers.push(...(await Promise.all(chunks.map(read))).flat());
  return answers;
}

function chunksOf<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
