import { type FieldNode, getNamedType, type GraphQLObjectType, Kind } from 'graphql';
import type { FieldCoordinate, Subject } from '../../policies/vocabulary.ts';
import type { ReadOperation } from '../stages/stage-types.ts';
import type { CursorScope } from './cursor-seal.ts';

/** How long a page is does not say which list it belongs to. */
const PAGE_SIZE = 'first';

/** Whether a field pages: it takes a cursor. */
export function isPaged(parent: GraphQLObjectType, fieldName: string): boolean {
  const definitions = parent.getFields()[fieldName]?.args ?? [];
  return definitions.some(({ type }) => getNamedType(type).name === 'Cursor');
}

/**
 * The list that one selected field pages through, for this caller. Uses what the caller gave, before pseudonyms are
 * turned back, so that sealing and opening see the same.
 */
export function cursorScopeOf({
  node,
  parent,
  read,
  subject,
}: {
  readonly node: FieldNode;
  readonly parent: GraphQLObjectType;
  readonly read: ReadOperation;
  readonly subject: Subject;
}): CursorScope {
  const given: Record<string, unknown> = {};
  for (const { name, value } of node.arguments ?? []) {
    const definition = parent.getFields()[node.name.value]?.args.find((each) => each.name === name.value);
    if (!definition || name.value === PAGE_SIZE || getNamedType(definition.type).name === 'Cursor') continue;
    if (value.kind === Kind.VARIABLE) given[name.value] = read.variables[value.name.value];
  }
  return {
    subject,
    purpose: read.purpose,
    field: `${parent.name}.${node.name.value}` as FieldCoordinate,
    arguments: given,
  };
}
