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

const OPTIONAL = ['emergency', 'history', 'sweeps'] as const;

/** Reads the closed list of purposes (`purposes.yaml`). */
export function parsePurposes(file: string, text: string): ParsedPurposes {
  const reader = new DocumentReader(file, text);
  const list = reader.root ? reader.mapping(reader.root, ['purposes']).get('purposes') : undefined;
  const seen = new Set<string>();
  const purposes = reader.list(list).map((place) => {
    const parts = reader.mapping(place, ['id', 'title', 'legalBasis', 'subjects'], OPTIONAL);
    const id = reader.text(parts.get('id'), /^[a-z][a-z0-9-]*$/u, 'the name of a purpose');
    if (seen.has(id)) reader.problem(place, `the purpose \`${id}\` is repeated`);
    seen.add(id);
    return {
      id: id as PurposeId,
      title: readWording(reader, parts.get('title')),
      legalBasis: reader.texts(parts.get('legalBasis')),
      subjects: readSubjects(reader, parts.get('subjects')),
      isEmergency: isSet(reader, parts, 'emergency'),
      allowsHistory: isSet(reader, parts, 'history'),
      sweepers: parts.has('sweeps') ? readSubjects(reader, parts.get('sweeps')) : null,
    };
  });
  return { purposes, positions: reader.positions, problems: reader.problems };
}

/** A power that is given by `true` and else not at all. */
function isSet(
  reader: DocumentReader,
  parts: ReturnType<DocumentReader['mapping']>,
  name: (typeof OPTIONAL)[number],
): boolean {
  return parts.has(name) && reader.choice(parts.get(name), ['true']) !== null;
}
