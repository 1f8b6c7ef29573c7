import { createHash } from 'node:crypto';
import type pg from 'pg';
import { TAG_BYTES, type TagSetName } from './tag-set.ts';

/** The sets of tags that an entry names. */
export function tagSetsNamedIn(entry: Readonly<Record<string, unknown>>): readonly TagSetName[] {
  const relation = entry['relation'] as Readonly<Record<string, unknown>> | null | undefined;
  return [relation?.['keys'], relation?.['subjects']].flatMap((name) => (isName(name) ? [name] : []));
}

function isName(value: unknown): value is TagSetName {
  return (
    typeof value === 'object' &&
    value !== null &&
    'commitment' in value &&
    typeof value.commitment === 'string' &&
    'count' in value &&
    typeof value.count === 'number'
  );
}

/** What is wrong with a set that entries name, read part by part. */
export async function tagSetProblems(
  client: pg.ClientBase,
  commitment: string,
  counts: ReadonlySet<number>,
): Promise<readonly string[]> {
  const hash = createHash('sha256');
  let last: Buffer = Buffer.alloc(0);
  let bytes = 0;
  let isAscending = true;
  let parts = 0;
  for (; ; parts += 1) {
    const { rows } = await client.query<{ readonly tags: Buffer }>(
      'SELECT tags FROM ledger.tag_set WHERE commitment = $1 AND part = $2',
      [Buffer.from(commitment, 'hex'), parts],
    );
    const [row] = rows;
    if (!row) break;
    hash.update(row.tags);
    for (let at = 0; at < row.tags.length; at += TAG_BYTES) {
      const tag = row.tags.subarray(at, at + TAG_BYTES);
      isAscending &&= Buffer.compare(last, tag) < 0;
      last = tag;
    }
    bytes += row.tags.length;
  }
  if (parts === 0) return ['a set of tags that it names is missing'];
  const isWhole = hash.digest('hex') === commitment && isAscending;
  const isCounted = [...counts].every((count) => count * TAG_BYTES === bytes);
  return [
    ...(isWhole ? [] : ['a set of tags is not what its name says']),
    ...(isCounted ? [] : ['a set of tags has not as many as the entry says']),
  ];
}

/** Whether a tag is in a kept set: reads the one part in which it would be. */
export async function isInTagSet(client: pg.ClientBase, commitment: string, tag: Buffer): Promise<boolean> {
  const { rows } = await client.query<{ readonly tags: Buffer }>(
    `SELECT tags FROM ledger.tag_set WHERE commitment = $1 AND first_tag <= $2 ORDER BY part DESC LIMIT 1`,
    [Buffer.from(commitment, 'hex'), tag],
  );
  const tags = rows[0]?.tags ?? Buffer.alloc(0);
  let [low, high] = [0, tags.length / TAG_BYTES - 1];
  while (low <= high) {
    const middle = (low + high) >> 1;
    const order = tag.compare(tags, middle * TAG_BYTES, (middle + 1) * TAG_BYTES);
    if (order === 0) return true;
    if (order < 0) high = middle - 1;
    else low = middle + 1;
  }
  return false;
}
