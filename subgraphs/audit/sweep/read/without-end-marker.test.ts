import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { withoutEndMarker } from './without-end-marker.ts';

/** What comes of an answer that arrives in parts of these sizes, in turn. */
async function read(text: string, sizes: readonly number[]): Promise<string> {
  const bytes = Buffer.from(text, 'utf8');
  async function* parts(): AsyncIterable<Uint8Array> {
    for (let start = 0, part = 0; start < bytes.length; part += 1) {
      await Promise.resolve();
      const end = start + (sizes[part % sizes.length] ?? 1);
      yield bytes.subarray(start, end);
      start = end;
    }
  }
  const chunks: Uint8Array[] = [];
  for await (const chunk of withoutEndMarker(parts())) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

const sizes = fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 4 });
const lines = fc
  .array(fc.constantFrom('', 'a', 'RID:1\t黑', 'x\\\\.', '\\N'), { maxLength: 4 })
  .map((all) => all.map((line) => `${line}\n`).join(''));

test('however an answer is cut into parts, its lines come without the marker that ends them', async () => {
  await fc.assert(
    fc.asyncProperty(lines, sizes, fc.constantFrom('\\.\n', '\\.'), async (text, parts, end) => {
      expect(await read(`${text}${end}`, parts)).toBe(text);
    }),
  );
});

test('an answer that is cut off anywhere fails, however much of it came', async () => {
  const whole = 'one\ntwo\n\\.';
  for (let length = 0; length < whole.length; length += 1)
    await expect(read(whole.slice(0, length), [3])).rejects.toMatchObject({ code: 'SOURCE_DOWN' });
});

test('a line that only ends like the marker is no end', async () => {
  for (const text of ['one\\.\n', 'one\\.', '\\.\none\n'])
    await expect(read(text, [2])).rejects.toMatchObject({ code: 'SOURCE_DOWN' });
});
