import type { PurposeId } from '../vocabulary.ts';
import { DocumentReader } from './document-reader.ts';
import { readSubjects, readWording } from './parse-policy-document.ts';
import type { Purpose } from './policy-document.ts';
import type { PolicyProblem, Position } from './policy-problem.ts';

/** The list of purposes with the positions of its parts, by path (`.purposes.0.id`). */
export interface ParsedPurposes {
  readonly purposes: readonly Purpose[];
  readonly positions: ReadonlyMap<string, Position>;
  /** Where any is given, `purposes` is incomplete and must not be used. */
  readonly problems: readonly PolicyProblem[];
}

/** Reads the closed list of purposes (`purposes.yaml`). */
export function parsePurposes(file: string, text: string): ParsedPurposes {
  const reader = new DocumentReader(file, text);
  const list = reader.root ? reader.mapping(reader.root, ['purposes']).get('purposes') : undefined;
  const seen = new Set<string>();
  const purposes = reader.list(list).map((place) => {
    const parts = reader.mapping(place, ['id', 'title', 'legalBasis', 'subjects'], ['emergency']);
    const id = reader.text(parts.get('id'), /^[a-z][a-z0-9-]*$/u, 'the name of a purpose');
    if (seen.has(id)) reader.problem(place, `the purpose \`${id}\` is repeated`);
    seen.add(id);
    return {
      id: id as PurposeId,
      title: readWording(reader, parts.get('title')),
      legalBasis: reader.texts(parts.get('legalBasis')),
      subjects: readSubjects(reader, parts.get('subjects')),
      isEmergency: parts.has('emergency') && reader.choice(parts.get('emergency'), ['true']) !== null,
    };
  });
  return { purposes, positions: reader.positions, problems: reader.problems };
}
