import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { readModelCard } from './read-model-card.ts';

const IMAGING = join(import.meta.dirname, '..');
const card = readModelCard(readFileSync(join(import.meta.dirname, 'chest-demonstration/card.yaml'), 'utf8'));

/** What runs; the trainer makes one certain model and may know of what. */
function sources(): readonly string[] {
  return readdirSync(IMAGING, { recursive: true, encoding: 'utf8' })
    .filter(
      (file) => /\.(?:ts|sql|graphql)$/u.test(file) && !/\.(?:test|contract|e2e|dicompeer)\.ts$/u.test(file),
    )
    .filter((file) => !/^training\/|(?:^|\/)testing\//u.test(file));
}

test('nothing that runs names a disease or the model that ships: a further one is a folder', () => {
  const labels = card.labels.flatMap(({ name, title }) => [name, title.en, title.zh]);
  const names = [...labels, card.name].map((name) => name.toLowerCase());
  const found = sources().flatMap((file) => {
    const code = readFileSync(join(IMAGING, file), 'utf8').toLowerCase();
    return names.filter((name) => code.includes(name)).map((name) => `${file}: ${name}`);
  });
  expect(sources().length).toBeGreaterThan(100);
  expect(found).toEqual([]);
});
