import {
  Kind,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  type GraphQLArgument,
  type GraphQLCompositeType,
  type GraphQLEnumValue,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLSchema,
} from 'graphql';

/** Numbers in [0, 1), the same for the same seed, so that a failing operation can be asked again. */
export type Chance = () => number;

/** A small, fast generator (mulberry32); nothing here needs more than repeatability. */
export function chanceOf(seed: number): Chance {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

export interface RandomOperation {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  /** Response key of a root connection that takes `$after` and shows its `pageInfo.endCursor`, where there is one. */
  readonly paged: string | null;
}

export interface OperationDomain {
  readonly schema: GraphQLSchema;
  /** Values worth asking for, by the coordinate that `@use` binds (`Person.id`) or by scalar name (`Date`). */
  readonly values: Readonly<Record<string, readonly unknown[]>>;
  /** Fields to choose mostly (what the caller may see); the others are chosen now and then. */
  readonly prefer: (type: string, field: string) => boolean;
  /**
   * Whether a use of a field (both as `@use` names them) is one to make mostly: an operation falls with one use that is
   * denied. Any, where left out.
   */
  readonly preferUse?: (coordinate: string, use: string) => boolean;
}

interface Draft {
  readonly domain: OperationDomain;
  readonly chance: Chance;
  readonly variables: { readonly name: string; readonly type: string; readonly value: unknown }[];
  readonly fragments: string[];
  aliases: number;
  paged: string | null;
}

const MAX_DEPTH = 5;
/** How often an object is asked for with all of its values, as applications do. */
const WHOLE_RECORD = 0.25;

/**
 * A valid query over the whole schema with what real queries have: aliases, fragments (named and inline, on
 * interfaces and unions), variables and literals, filters, orderings, paging, @skip and @include.
 */
export function randomOperation(domain: OperationDomain, chance: Chance): RandomOperation {
  const draft: Draft = { domain, chance, variables: [], fragments: [], aliases: 0, paged: null };
  const root = domain.schema.getQueryType();
  if (!root) throw new Error('the schema has no query type');
  const fields = Array.from({ length: 1 + Math.floor(chance() * 2) }, () => {
    const field = pickField(draft, root);
    return field ? renderField(draft, root, field, 0) : '__typename';
  });
  const declared = draft.variables.map(({ name, type }) => `$${name}: ${type}`).join(', ');
  return {
    query: `query Random${declared ? `(${declared})` : ''} { ${fields.join(' ')} } ${draft.fragments.join(' ')}`,
    variables: Object.fromEntries(draft.variables.map(({ name, value }) => [name, value])),
    paged: draft.paged,
  };
}

function pick<T>(chance: Chance, items: readonly T[]): T | undefined {
  return items[Math.floor(chance() * items.length)];
}

function pickField(draft: Draft, type: GraphQLCompositeType): GraphQLField<unknown, unknown> | undefined {
  if (!('getFields' in type)) return undefined;
  const fields = Object.values(type.getFields());
  const preferred = fields.filter(({ name }) => draft.domain.prefer(type.name, name));
  return preferred.length > 0 && draft.chance() < 0.8
    ? pick(draft.chance, preferred)
    : pick(draft.chance, fields);
}

function renderField(
  draft: Draft,
  parent: GraphQLNamedType,
  field: GraphQLField<unknown, unknown>,
  depth: number,
): string {
  const type = getNamedType(field.type);
  const alias = `a${draft.aliases++}`;
  const isConnection = depth === 0 && field.args.some(({ name }) => name === 'after');
  const pages = isConnection && draft.paged === null && draft.chance() < 0.4;
  if (pages) draft.paged = alias;
  const args = renderArguments(draft, field.args, pages);
  const head = `${alias}: ${field.name}${args}${renderCondition(draft)}`;
  if (isLeafType(type)) return head;
  if (!isCompositeType(type)) throw new Error(`\`${parent.name}.${field.name}\` has no output type`);
  const page = pages ? ' pageInfo { hasNextPage endCursor }' : '';
  return `${head} { ${renderSelection(draft, type, depth + 1)}${page} }`;
}

function renderCondition(draft: Draft): string {
  if (draft.chance() > 0.1) return '';
  const directive = draft.chance() < 0.5 ? 'skip' : 'include';
  const value = draft.chance() < 0.5;
  return draft.chance() < 0.5
    ? ` @${directive}(if: ${value})`
    : ` @${directive}(if: $${addVariable(draft, 'Boolean!', value)})`;
}

function addVariable(
  draft: Draft,
  type: string,
  value: unknown,
  name = `v${draft.variables.length}`,
): string {
  draft.variables.push({ name, type, value });
  return name;
}

function renderSelection(draft: Draft, type: GraphQLCompositeType, depth: number): string {
  const parts = draft.chance() < WHOLE_RECORD ? allLeaves(draft, type) : [];
  const wanted = 1 + Math.floor(draft.chance() * 4);
  for (let index = 0; index < wanted; index++) {
    const field = pickShallowField(draft, type, depth);
    if (field) parts.push(renderField(draft, type, field, depth));
  }
  if (draft.chance() < 0.15) parts.push('__typename');
  if (isAbstractType(type) && draft.chance() < 0.8) parts.push(renderMember(draft, type, depth));
  if (isObjectType(type) && draft.chance() < 0.1) parts.push(renderUpwards(draft, type, depth));
  if (parts.length === 0) parts.push('__typename');
  const selection = parts.join(' ');
  return draft.chance() < 0.12 ? renderFragment(draft, type, selection) : selection;
}

/** What may be seen of an object's own values, all of it. */
function allLeaves({ domain }: Draft, type: GraphQLCompositeType): string[] {
  if (!isObjectType(type)) return [];
  return Object.values(type.getFields())
    .filter((field) => isLeafType(getNamedType(field.type)) && domain.prefer(type.name, field.name))
    .map(({ name }) => name);
}

/** Near the depth limit only leaves are chosen, so that the operation ends. */
function pickShallowField(draft: Draft, type: GraphQLCompositeType, depth: number) {
  for (let tries = 0; tries < 8; tries++) {
    const field = pickField(draft, type);
    if (!field || depth < MAX_DEPTH || isLeafType(getNamedType(field.type))) return field;
  }
  return undefined;
}

function renderMember(draft: Draft, type: GraphQLCompositeType, depth: number): string {
  if (!isAbstractType(type)) return '__typename';
  const member = pick(draft.chance, draft.domain.schema.getPossibleTypes(type));
  return member && depth <= MAX_DEPTH
    ? `... on ${member.name} { ${renderSelection(draft, member, depth)} }`
    : '__typename';
}

function renderUpwards(draft: Draft, type: GraphQLCompositeType, depth: number): string {
  const shared = isObjectType(type) ? pick(draft.chance, type.getInterfaces()) : undefined;
  const above = shared && isInterfaceType(shared) ? shared : type;
  return depth < MAX_DEPTH
    ? `... on ${above.name} { ${renderSelection(draft, above, depth + 1)} }`
    : '__typename';
}

function renderFragment(draft: Draft, type: GraphQLCompositeType, selection: string): string {
  const name = `F${draft.fragments.length}`;
  draft.fragments.push(`fragment ${name} on ${type.name} { ${selection} }`);
  return `...${name}`;
}

function renderArguments(draft: Draft, args: readonly GraphQLArgument[], pages: boolean): string {
  const rendered: string[] = [];
  for (const argument of args) {
    if (argument.name === 'after') {
      if (pages) rendered.push(`after: $${addVariable(draft, 'Cursor', null, 'after')}`);
      continue;
    }
    if (argument.name === 'first') {
      rendered.push(`first: ${1 + Math.floor(draft.chance() * 4)}`);
      continue;
    }
    if (!isNonNullType(argument.type) && draft.chance() < 0.5) continue;
    const value = randomValue(draft, argument.type, boundTo(argument), 0);
    rendered.push(
      draft.chance() < 0.6
        ? `${argument.name}: $${addVariable(draft, String(argument.type), value)}`
        : `${argument.name}: ${literal(value, argument.type)}`,
    );
  }
  return rendered.length > 0 ? `(${rendered.join(', ')})` : '';
}

type Bindable = GraphQLArgument | GraphQLInputField | GraphQLEnumValue;

/** The coordinate that `@use(of:)` names on an argument, input field or enum value. */
const boundTo = (input: Bindable): string | null => useArgument(input, 'of');

function isPreferred({ domain }: Draft, input: Bindable): boolean {
  const [of, as] = [useArgument(input, 'of'), useArgument(input, 'as')];
  return of === null || as === null || (domain.preferUse?.(of, as) ?? true);
}

function useArgument(input: Bindable, argument: 'of' | 'as'): string | null {
  const use = input.astNode?.directives?.find(({ name }) => name.value === 'use');
  const value = use?.arguments?.find(({ name }) => name.value === argument)?.value;
  return value?.kind === Kind.STRING ? value.value : null;
}

function randomValue(draft: Draft, type: GraphQLInputType, bound: string | null, depth: number): unknown {
  if (isNonNullType(type)) return randomValue(draft, type.ofType, bound, depth);
  if (isListType(type)) {
    return Array.from({ length: 1 + Math.floor(draft.chance() * 3) }, () =>
      randomValue(draft, type.ofType, bound, depth + 1),
    );
  }
  if (isEnumType(type)) {
    const preferred = type.getValues().filter((value) => isPreferred(draft, value));
    const values = preferred.length > 0 && draft.chance() < 0.8 ? preferred : type.getValues();
    return pick(draft.chance, values)?.name;
  }
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields()).filter(
      (field) =>
        isNonNullType(field.type) ||
        draft.chance() < (depth > 0 ? 0.7 : isPreferred(draft, field) ? 0.35 : 0.05),
    );
    return Object.fromEntries(
      fields.map((field) => [field.name, randomValue(draft, field.type, boundTo(field) ?? bound, depth + 1)]),
    );
  }
  const { values } = draft.domain;
  return pick(draft.chance, (bound === null ? undefined : values[bound]) ?? values[type.name] ?? []) ?? null;
}

function literal(value: unknown, type: GraphQLInputType): string {
  if (value === null || value === undefined) return 'null';
  if (isNonNullType(type)) return literal(value, type.ofType);
  if (Array.isArray(value) && isListType(type))
    return `[${value.map((item) => literal(item, type.ofType)).join(', ')}]`;
  if (isInputObjectType(type) && typeof value === 'object') {
    const fields = type.getFields();
    const entries = Object.entries(value).flatMap(([name, inner]) => {
      const field = fields[name];
      return field ? [`${name}: ${literal(inner, field.type)}`] : [];
    });
    return `{ ${entries.join(', ')} }`;
  }
  return isEnumType(type) && typeof value === 'string' ? value : JSON.stringify(value);
}
