import { writeFileSync } from 'node:fs';
import { Document, visit } from 'yaml';
import type { ModelCard } from './model-card.ts';

/** Writes a card as a person reads it: a figure and its interval on one line. */
export function writeCard(file: string, card: ModelCard): void {
  const document = new Document(card, { aliasDuplicateObjects: false });
  visit(document, {
    Map: (_, map) => {
      if (map.has('low')) map.flow = true;
    },
  });
  writeFileSync(file, document.toString({ lineWidth: 0, defaultStringType: 'PLAIN', singleQuote: true }));
}
