import { getNamedType, type GraphQLSchema, isEnumType, isInputObjectType } from 'graphql';
import { useBindingOf } from '../../../policies/use-binding.ts';
import type { FieldCoordinate } from '../../../policies/vocabulary.ts';
import type {
  FieldSource,
  QueryMapping,
  SourceMapping,
  SubgraphDefinition,
  TypeMapping,
} from '../../../subgraphs/kit/source-mapping.ts';
import { RECORD_COLUMNS } from '../../../subgraphs/kit/record-columns.ts';
import type { Permissions } from './permissions.ts';
import type { Reach } from './reach.ts';

/**
 * The columns, by type, through which records are found and joined on ways that a caller may go. What stands there
 * shows in which records appear, whatever may be seen of the value.
 */
export function fixedColumns(
  subgraph: SubgraphDefinition,
  { reach, permissions, schema }: { reach: Reach; permissions: Permissions; schema: GraphQLSchema },
): FixedColumns {
  const { mapping } = subgraph;
  const fixed = new Fixed(subgraph, reach, permissions);
  for (const [type, source] of Object.entries(mapping.types)) fixed.type(type, source);
  for (const [field, query] of Object.entries(mapping.queries)) {
    if (query.kind === 'statistics' && reach.isShown(`Query.${field}` as FieldCoordinate))
      fixed.counted(query.type, [...Object.values(query.dimensions), ...Object.values(query.measures)]);
    const columns = inputColumns(query);
    for (const input of permittedInputs(field, schema, permissions))
      fixed.add(query.type, columns.get(input) ?? null);
  }
  return fixed;
}

/** By which a conclusion takes a record at its word, or does not. */
const SOUNDNESS = [RECORD_COLUMNS.validFrom, RECORD_COLUMNS.validTo, RECORD_COLUMNS.qualityFlag];

export interface FixedColumns {
  readonly columns: ReadonlyMap<string, ReadonlySet<string>>;
  /** Types of which a conclusion tells whether there is a record, though no way may lead to it. */
  readonly concluded: ReadonlySet<string>;
}

class Fixed implements FixedColumns {
  readonly columns = new Map<string, Set<string>>();
  readonly concluded = new Set<string>();
  private readonly subgraph: string;
  private readonly mapping: SourceMapping;
  private readonly reach: Reach;
  private readonly permissions: Permissions;

  constructor({ name, mapping }: SubgraphDefinition, reach: Reach, permissions: Permissions) {
    this.subgraph = name;
    this.mapping = mapping;
    this.reach = reach;
    this.permissions = permissions;
  }

  add(type: string, ...columns: readonly (string | null)[]): void {
    const known = this.columns.get(type) ?? new Set();
    for (const column of columns) if (column !== null) known.add(column);
    this.columns.set(type, known);
  }

  /** Groups and sums tell of records, if of many at a time. */
  counted(type: string, columns: readonly string[]): void {
    this.concluded.add(type);
    this.add(type, ...columns);
  }

  type(type: string, source: TypeMapping): void {
    if (source.kind === 'rows') {
      this.add(type, source.recordColumn, ...Object.values(source.key ?? {}));
      // Of several records under one key the one that holds longest is shown.
      if (source.key !== undefined) this.add(type, RECORD_COLUMNS.validFrom, RECORD_COLUMNS.validTo);
    }
    const isHere =
      source.kind === 'rows' || this.reach.isCarried(type) || this.reach.isEntered(type, this.subgraph);
    for (const [field, from] of Object.entries(source.fields))
      if (isHere && this.reach.isShown(`${type}.${field}` as FieldCoordinate)) this.follow(type, from);
  }

  private follow(type: string, from: FieldSource): void {
    switch (from.kind) {
      case 'column':
        return;
      case 'entity':
        if (this.leadsOn(from.type)) this.add(type, ...Object.values(from.key));
        return;
      case 'variant':
        this.add(type, from.column);
        for (const { type: target, key } of Object.values(from.cases))
          if (this.leadsOn(target)) this.add(type, ...Object.values(key));
        return;
      case 'one':
        this.add(from.type, RECORD_COLUMNS.validFrom, RECORD_COLUMNS.validTo);
        this.join(type, from);
        return;
      case 'list':
        this.join(type, from);
        return;
      case 'lists':
        for (const each of from.of) this.join(type, each);
        return;
      case 'exists':
        for (const each of from.of) {
          this.concluded.add(each.type);
          this.join(type, each);
          this.add(each.type, ...each.where.map(({ column }) => column), ...SOUNDNESS);
        }
        return;
      // What it rests on are other agencies' fields: `inputsRead` of hidden-parts.ts.
      case 'derived':
        return;
      // What else it rests on is read by other exchanges.
      case 'work':
        this.add(type, ...(from.columns ?? []));
        return;
      case 'computed':
        this.add(type, ...from.columns);
    }
  }

  private join(
    type: string,
    { type: target, on }: { readonly type: string; readonly on: Readonly<Record<string, string>> },
  ): void {
    this.add(target, ...Object.keys(on));
    this.add(type, ...Object.values(on));
    const source = this.mapping.types[target];
    // What conditions say of an entity holds for the rows under it, and is tested on their own columns.
    if (source?.kind === 'rows' && this.permissions.conditionsOn(type).size > 0)
      this.add(target, source.divisionColumn, source.organisationColumn ?? null, source.subjectColumn);
  }

  /** Whether an edge to an entity shows more than that there is one: its key, or anything that is found by it. */
  private leadsOn(type: string): boolean {
    const source = this.mapping.types[type];
    if (source === undefined || this.reach.isCarried(type)) return true;
    const keys = source.kind === 'rows' ? Object.keys(source.key ?? {}) : source.keyFields;
    const local = [...keys, ...Object.keys(source.fields), ...Object.keys(RECORD_COLUMNS), 'recordKey'];
    return local.some((field) => this.reach.isShown(`${type}.${field}` as FieldCoordinate));
  }
}

/** Argument, input field or enum value of a root field → column. */
function inputColumns(query: QueryMapping): ReadonlyMap<string, string> {
  switch (query.kind) {
    case 'one':
      return new Map(Object.entries(query.by));
    case 'connection':
      return new Map([...Object.entries(query.filters), ...Object.entries(query.orderings)]);
    case 'statistics':
      return new Map(Object.entries(query.filters));
  }
}

/** Arguments, filters and orderings of a root field that are permitted, as its mapping names them. */
function permittedInputs(field: string, schema: GraphQLSchema, permissions: Permissions): readonly string[] {
  const inputs = schema.getQueryType()?.getFields()[field]?.args ?? [];
  const isPermitted = ({ astNode }: { readonly astNode?: Parameters<typeof useBindingOf>[1] | null }) => {
    const binding = astNode ? useBindingOf(schema, astNode) : null;
    return binding?.coordinates.some((each) => permissions.permits(each, binding.use) !== null) ?? false;
  };
  return inputs.flatMap((input) => {
    if (isPermitted(input)) return [input.name];
    const type = getNamedType(input.type);
    if (!isInputObjectType(type)) return [];
    return Object.values(type.getFields()).flatMap((each) => {
      const below = getNamedType(each.type);
      const values = isEnumType(below) ? below.getValues().filter(isPermitted) : [];
      return [...(isPermitted(each) ? [each.name] : []), ...values.map(({ name }) => name)];
    });
  });
}
