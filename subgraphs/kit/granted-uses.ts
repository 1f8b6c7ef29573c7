import { type DocumentNode, type GraphQLSchema, Kind, type ValueNode, visit } from 'graphql';
import { SluiceError } from '../../errors/sluice-error.ts';
import type { GrantClaims } from '../../policies/grant-claims.ts';
import { usesOfOperation } from '../../policies/operation-uses.ts';
import type { Use } from '../../policies/vocabulary.ts';

/** One operation of one verified fetch. */
export interface OperationToCheck {
  readonly text: string;
  readonly document: DocumentNode;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly grant: GrantClaims;
}

interface CheckedText {
  /** Whether every value of every variable is covered, representations apart. */
  readonly coversAllVariables: boolean;
  /** Variables that hold representations, which are looked at each time. */
  readonly representations: readonly string[];
}

/** Compares what operations ask for with what their grants permit; what does not depend on variables, once. */
export class GrantedUses {
  private readonly schema: GraphQLSchema;
  private readonly byGrant = new WeakMap<GrantClaims, GrantedSet>();

  constructor(schema: GraphQLSchema) {
    this.schema = schema;
  }

  /**
   * Whether a grant names this use of a field; reading it as a key and showing it count as one here.
   * @param coordinate `Type.field`
   */
  permits(grant: GrantClaims, coordinate: string, use: Use): boolean {
    return this.granted(grant).permits(coordinate, use);
  }

  /** Whether a grant names any field of a type. */
  permitsType(grant: GrantClaims, type: string): boolean {
    return this.granted(grant).types.has(type);
  }

  /** @throws SluiceError GRANT_EXCEEDED with the first use that is not granted; OPERATION_NAME for several operations */
  check({ text, document, variables, grant }: OperationToCheck): void {
    const granted = this.granted(grant);
    let checked = granted.texts.get(text);
    if (!checked) granted.texts.set(text, (checked = this.look(document, granted)));
    const { coversAllVariables, representations } = checked;
    const areFlat = representations.every((name) => checkRepresentations(variables[name], granted));
    if (coversAllVariables && areFlat) return;
    const others = { ...variables };
    if (areFlat) for (const name of representations) others[name] = [];
    for (const { coordinate, use } of usesOfOperation({ schema: this.schema, document, variables: others }))
      if (!granted.permits(coordinate, use)) throw exceeded(coordinate, use);
  }

  private look(document: DocumentNode, granted: GrantedSet): CheckedText {
    const representations = representationVariables(document);
    const uses = usesOfOperation({ schema: this.schema, document });
    const coversAllVariables = uses.every(
      ({ coordinate, use }) =>
        (use === 'join-key' && representations.length > 0) || granted.permits(coordinate, use),
    );
    return { coversAllVariables, representations };
  }

  private granted(grant: GrantClaims): GrantedSet {
    let granted = this.byGrant.get(grant);
    if (!granted) this.byGrant.set(grant, (granted = new GrantedSet(grant)));
    return granted;
  }
}

class GrantedSet {
  readonly texts = new Map<string, CheckedText>();
  readonly types: ReadonlySet<string>;
  private readonly uses: ReadonlySet<string>;

  constructor({ uses }: GrantClaims) {
    this.uses = new Set(uses);
    this.types = new Set(uses.map((use) => use.slice(0, use.indexOf('.'))));
  }

  /** A field that a plan may read as a key may stand in a selection of that plan, and one that is shown may be a key. */
  permits(coordinate: string, use: string): boolean {
    if (this.uses.has(`${coordinate}:${use}`)) return true;
    if (use === 'project') return this.uses.has(`${coordinate}:join-key`);
    return use === 'join-key' && this.uses.has(`${coordinate}:project`);
  }
}

const exceeded = (coordinate: string, use: string): SluiceError =>
  new SluiceError('GRANT_EXCEEDED', { field: coordinate, use });

/** The variables that `_entities` takes its representations from; written out in the text they count as its uses. */
function representationVariables(document: DocumentNode): readonly string[] {
  const given: ValueNode[] = [];
  visit(document, {
    Field(node) {
      if (node.name.value === '_entities') for (const { value } of node.arguments ?? []) given.push(value);
    },
  });
  const names = given.flatMap((value) => (value.kind === Kind.VARIABLE ? [value.name.value] : []));
  return names.length === given.length ? [...new Set(names)] : [];
}

/**
 * The fields of a thousand representations are mostly the same few, so each is looked up once. False where one holds
 * an object, whose own fields count too.
 * @throws SluiceError GRANT_EXCEEDED
 */
function checkRepresentations(value: unknown, granted: GrantedSet): boolean {
  if (!Array.isArray(value)) return false;
  const seen = new Set<string>();
  let areFlat = true;
  for (const representation of value as readonly unknown[]) {
    if (typeof representation !== 'object' || representation === null) return false;
    const members = representation as Readonly<Record<string, unknown>>;
    const type = String(members['__typename']);
    for (const field in members) {
      if (field === '__typename') continue;
      if (typeof members[field] === 'object' && members[field] !== null) areFlat = false;
      const coordinate = `${type}.${field}`;
      if (seen.has(coordinate)) continue;
      if (!granted.permits(coordinate, 'join-key')) throw exceeded(coordinate, 'join-key');
      seen.add(coordinate);
    }
  }
  return areFlat;
}
