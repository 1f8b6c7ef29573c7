import type { PurposeId } from '../vocabulary.ts';
import { DocumentReader } from './document-reader.ts';
import { readSubjects, readWording } from './parse-policy-document.ts';
import type { Purpose } from './policy-document.ts';
import type { PolicyProblem } from './policy-problem.ts';

/** Reads the closed list of purposes (`purposes.yaml`). */
export function parsePurposes(
  file: string,
  text: string,
): { readonly purposes: readonly Purpose[]; readonly problems: readonly PolicyProblem[] } {
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
  return { purposes, problems: reader.problems };
}
