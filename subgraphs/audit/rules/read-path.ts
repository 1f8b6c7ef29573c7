import { didYouMean } from '../../../policies/language/nearest-name.ts';
import type { GraphCatalogue } from '../operation/graph-catalogue.ts';
import type { SelectedObject } from '../operation/saved-operation.ts';
import { pathText, type ReadPath } from './typed-expression.ts';

/** A single value that an operation selects. */
export interface SelectedLeaf {
  readonly parent: SelectedObject;
  readonly fieldName: string;
  /** The GraphQL scalar or enum. */
  readonly leafType: string;
}

interface Bindings {
  readonly bindings: ReadonlyMap<string, SelectedObject>;
  readonly graph: Pick<GraphCatalogue, 'isIdentity'>;
}

/** The value that a path reads, or null where the operation does not select it as a single value. */
export function leafAt(path: ReadPath, { bindings }: Pick<Bindings, 'bindings'>): SelectedLeaf | null {
  const name = path.fields.at(-1);
  const parent = objectAt({ binding: path.binding, fields: path.fields.slice(0, -1) }, bindings);
  const field = name === undefined ? undefined : parent?.fields.get(name);
  return parent && field?.kind === 'leaf'
    ? { parent, fieldName: field.fieldName, leafType: field.typeName }
    : null;
}

/** The object that a path leads to through single objects; null where it leads to none. */
export function objectAt(
  path: ReadPath,
  bindings: ReadonlyMap<string, SelectedObject>,
): SelectedObject | null {
  let object = bindings.get(path.binding) ?? null;
  for (const name of path.fields) {
    const field = object?.fields.get(name);
    object = field?.kind === 'object' ? field.object : null;
  }
  return object;
}

/** What forbids an expression, or the evidence, to read a path; null where nothing does. */
export function problemOfRead(path: ReadPath, scope: Bindings): string | null {
  const text = pathText(path);
  if (!scope.bindings.has(path.binding))
    return `\`${path.binding}\` of \`${text}\` is no binding here${didYouMean(path.binding, scope.bindings.keys())}`;
  const leaf = leafAt(path, scope);
  if (leaf === null)
    return `\`${text}\` is not a single value that the operation selects${nearest(path, scope.bindings)}`;
  // WHY: a policy masks identity for the auditor, and a rule that may compare it could ask for it bit by bit.
  return scope.graph.isIdentity(leaf.parent.typeName, leaf.fieldName)
    ? `\`${text}\` says who somebody is: identity joins records, rules neither compare nor keep it`
    : null;
}

/** What the first name of a path that leads nowhere was likely meant to be. */
function nearest({ binding, fields }: ReadPath, bindings: Bindings['bindings']): string {
  const at = fields.findIndex(
    (_, index) => objectAt({ binding, fields: fields.slice(0, index + 1) }, bindings) === null,
  );
  const known = objectAt({ binding, fields: fields.slice(0, at) }, bindings)?.fields;
  const name = fields[at];
  return name === undefined || known === undefined || known.has(name) ? '' : didYouMean(name, known.keys());
}
