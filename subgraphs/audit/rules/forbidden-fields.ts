import type { GraphCatalogue } from '../operation/graph-catalogue.ts';
import type { SelectedObject } from '../operation/saved-operation.ts';
import { regionPrefix } from '../../../identifiers/division.ts';
import { childrenOf } from './expression-reads.ts';
import { refusalAt } from './parse-expression.ts';
import { leafAt } from './read-path.ts';
import { pathText, type ReadPath, type TypedExpression } from './typed-expression.ts';
import type { Place } from './typing-scope.ts';

const NATURE = 'who somebody is by birth or belief is no ground for a finding';
const PROXY = 'it stands for a neighbourhood or a group, and not for what somebody has or does';

/** Tags of the catalogue whose fields no rule reads, and why (Decision SyRI, ECLI:NL:RBDHA:2020:1878; Toeslagen). */
const FORBIDDEN: Readonly<Record<string, string>> = {
  ethnicity: NATURE,
  nationality: NATURE,
  religion: NATURE,
  language: NATURE,
  looks: NATURE,
  address: PROXY,
  name: PROXY,
  contact: PROXY,
};

/** The rules on retirement alone treat women and men differently; a rule that reads the sex must rest on one of them. */
const STATUTES_BY_SEX = ['国发〔1978〕104号', '关于实施渐进式延迟法定退休年龄的决定'];

/** Six digits of GB/T 2260: a county. Anything longer is a part of one. */
const COUNTY_DIGITS = 6;

export interface FieldScope {
  readonly graph: Pick<GraphCatalogue, 'tagsOf'>;
  readonly bindings: ReadonlyMap<string, SelectedObject>;
  readonly places: WeakMap<TypedExpression, Place>;
  /** The statutes that the rule and its exemptions name. */
  readonly statutes: readonly string[];
}

/** Why no rule may read a field, for its author; null where it may. */
export function problemOfField(path: ReadPath, scope: Omit<FieldScope, 'places'>): string | null {
  const why = whyForbidden(tagsOf(path, scope), scope.statutes);
  return why === null ? null : `\`${pathText(path)}\` may not be read ${why}`;
}

/** Why rules of these statutes may not go by a field with these tags; null where they may. */
export function whyForbidden(tags: readonly string[], statutes: readonly string[]): string | null {
  const forbidden = tags.find((tag) => tag in FORBIDDEN);
  if (forbidden !== undefined) return `(${forbidden}): ${FORBIDDEN[forbidden] ?? ''}`;
  const isBySex = statutes.some((statute) => STATUTES_BY_SEX.some((each) => statute.includes(each)));
  return tags.includes('sex') && !isBySex
    ? '(sex): only a rule whose statute treats women and men differently may'
    : null;
}

/**
 * Refuses an expression that reads a forbidden field, or asks where within a county something is.
 * @throws SluiceError AUDIT_INVALID with the position, the field and why
 */
export function checkFields(expression: TypedExpression, scope: FieldScope): void {
  const visit = (each: TypedExpression, above: TypedExpression | null): void => {
    const problem = each.op === 'read' || each.op === 'has' ? problemOfRead(each, above, scope) : null;
    if (problem !== null) {
      const place = scope.places.get(each);
      throw refusalAt(place?.source ?? { text: '', part: 'rule' }, place?.offset ?? 0, problem);
    }
    for (const child of childrenOf(each)) visit(child, each);
  };
  visit(expression, null);
}

function problemOfRead(
  read: Extract<TypedExpression, { readonly op: 'read' | 'has' }>,
  above: TypedExpression | null,
  scope: FieldScope,
): string | null {
  const problem = problemOfField(read.path, scope);
  if (problem !== null || read.op === 'has' || !isArea(read, scope)) return problem;
  return asksForCounties(read, above, scope)
    ? null
    : `\`${pathText(read.path)}\` may be asked for a county or more, \`within(division, "230102")\`, or compared with another division: a part of a county is a neighbourhood`;
}

/** Whether the question is about whole counties, or whether two divisions are the same. */
function asksForCounties(read: TypedExpression, above: TypedExpression | null, scope: FieldScope): boolean {
  if (above?.op === 'call' && above.function === 'within') {
    const [, code] = above.arguments;
    return code?.op === 'literal' && regionPrefix(String(code.value)).length <= COUNTY_DIGITS;
  }
  if (above?.op === 'in') return above.values.every(isCounty);
  if (above?.op !== 'compare' || (above.comparison !== '==' && above.comparison !== '!=')) return false;
  const other = above.left === read ? above.right : above.left;
  return isArea(other, scope) || (other.op === 'literal' && isCounty(other.value));
}

function isArea(expression: TypedExpression, scope: FieldScope): boolean {
  return expression.op === 'read' && tagsOf(expression.path, scope).includes('area');
}

function isCounty(value: unknown): boolean {
  return typeof value === 'string' && value.length === COUNTY_DIGITS;
}

function tagsOf(
  path: ReadPath,
  { bindings, graph }: Omit<FieldScope, 'places' | 'statutes'>,
): readonly string[] {
  const leaf = leafAt(path, { bindings });
  return leaf === null ? [] : graph.tagsOf(leaf.parent.typeName, leaf.fieldName);
}
