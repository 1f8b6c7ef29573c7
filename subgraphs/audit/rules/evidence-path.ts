import { auditInvalid } from '../definition/audit-invalid.ts';
import { RECORD_FIELDS, selectsLeaf } from './binding-step.ts';
import { problemOfField, type FieldScope } from './forbidden-fields.ts';
import { leafAt, objectAt, problemOfRead } from './read-path.ts';
import { pathText, type ReadPath } from './typed-expression.ts';
import type { TypingScope } from './typing-scope.ts';

/** A value that a finding keeps, and the field of the graph that it is of. */
export interface EvidencePath extends ReadPath {
  readonly typeName: string;
  readonly fieldName: string;
}

/**
 * What these reads keep as evidence, each path once.
 * @throws SluiceError AUDIT_INVALID for one that can not be
 */
export function evidencePaths(
  reads: readonly ReadPath[],
  scope: TypingScope & Pick<FieldScope, 'statutes'>,
  part: string,
): readonly EvidencePath[] {
  const paths = new Map<string, EvidencePath>();
  for (const read of reads) {
    const text = pathText(read);
    const leaf = leafAt(read, scope);
    const problem = problemOfRead(read, scope) ?? problemOfField(read, scope);
    // An entry of the evidence is one path, so what is wrong with it begins where it begins.
    if (leaf === null || problem !== null)
      throw auditInvalid(`${part} evidence ${text}`, problem ?? '', { line: 1, column: 1 });
    const { parent, fieldName } = leaf;
    for (const name of Object.values(RECORD_FIELDS)) {
      if (!selectsLeaf(parent, name))
        throw auditInvalid(part, `\`${text}\` can not be evidence: select \`${name}\` beside it`);
    }
    checkPeople(read, scope, part);
    paths.set(text, { ...read, typeName: parent.typeName, fieldName });
  }
  return [...paths.values()];
}

/** Whoever stands on the way to a value must say by which number: the match is as sure as that. */
function checkPeople(read: ReadPath, { bindings }: TypingScope, part: string): void {
  for (const depth of read.fields.keys()) {
    const object = objectAt({ binding: read.binding, fields: read.fields.slice(0, depth) }, bindings);
    if (object?.typeName === 'Person' && !selectsLeaf(object, 'id'))
      throw auditInvalid(part, `\`${pathText(read)}\` can not be evidence: select \`id\` of the person`);
  }
}
