import { auditInvalid, positionOf } from '../definition/audit-invalid.ts';
import { nameRegardlessOfCase } from '../definition/name-regardless-of-case.ts';
import { responseNameOf, type ResolvedField } from './resolve-selections.ts';

/**
 * Refuses response names that something on the way to an answer could take for another: two of one object that differ in
 * case alone, which SQL does not tell apart, and those that begin with `_`, as names of the machinery do (`_key`).
 * @throws SluiceError AUDIT_INVALID with the position of the second, or of the underscore
 */
export function checkResponseNames(fields: readonly ResolvedField[]): void {
  const taken = new Map<string, string>();
  for (const field of fields) {
    const { node } = field;
    const name = responseNameOf(node);
    if (name.startsWith('_'))
      throw auditInvalid('operation', `\`${name}\`: no name begins with \`_\``, positionOf(node));
    const other = taken.get(nameRegardlessOfCase(name));
    if (other !== undefined)
      throw auditInvalid(
        'operation',
        `\`${name}\` and \`${other}\` differ in upper and lower case alone`,
        positionOf(node),
      );
    taken.set(nameRegardlessOfCase(name), name);
    checkResponseNames(field.fields);
  }
}
