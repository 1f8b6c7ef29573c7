import {
  isListType,
  isObjectType,
  Kind,
  parse,
  print,
  TypeInfo,
  visit,
  visitWithTypeInfo,
  type FieldNode,
} from 'graphql';
import { entityKey, type EntityKey } from '../../../stream/change-event.ts';
import { auditInvalid } from '../definition/audit-invalid.ts';
import type { CompiledAudit } from '../definition/compile-audit.ts';
import type { GraphCatalogue } from '../operation/graph-catalogue.ts';
import { restrictPopulation } from '../operation/restrict-population.ts';
import type { SelectedObject } from '../operation/saved-operation.ts';
import type { JudgeEvent } from '../../kit/following/judge-event.ts';
import { judgeEvents } from './judge-event.ts';

/** An audit as supervision asks it: everybody page by page, or some cases by their keys. */
export interface SupervisedOperation {
  /** Takes `$first` and `$after`. */
  readonly pageText: string;
  /** Takes the keys of the cases beside. */
  readonly casesText: string;
  /** Which events of the stream it goes by. */
  readonly judge: JudgeEvent;
  /** The entities that a case's answer came by: whatever changes about what it rests on, changes about one of these. */
  entitiesOf(node: Readonly<Record<string, unknown>>): readonly EntityKey[];
}

/**
 * How an audit can be supervised. The operation is asked with the key of every entity that it comes by through an edge;
 * lists are found by the key of what they hang on.
 * @throws SluiceError AUDIT_INVALID where its cases have no key to ask for them by
 */
export function superviseOperation({ operation }: CompiledAudit, graph: GraphCatalogue): SupervisedOperation {
  const pageText = withEntityKeys(operation.text, graph);
  const keyed = { ...operation, text: pageText };
  return {
    pageText,
    casesText: restrictPopulation(keyed, graph),
    judge: judgeEvents(operation.node, graph),
    entitiesOf: (node) => {
      const found = new Map<string, EntityKey>();
      collectEntities(node, operation.node, { graph, found });
      return [...found.values()];
    },
  };
}

/** Objects that are entities, other than items of lists below the population, are asked for their key too. */
function withEntityKeys(text: string, graph: GraphCatalogue): string {
  const info = new TypeInfo(graph.schema);
  const document = parse(text, { noLocation: true });
  let depth = 0;
  const leave = (node: FieldNode): FieldNode | undefined => {
    depth -= 1;
    const type = info.getType();
    const isPopulation = depth === 1 && node.name.value === 'nodes';
    const object: unknown = isPopulation && isListType(type) ? type.ofType : type;
    const key = isObjectType(object) ? graph.keyFieldOf(object.name) : null;
    if (key === null || node.selectionSet === undefined) return undefined;
    const { selections } = node.selectionSet;
    const same = selections.find(
      (selection): selection is FieldNode =>
        selection.kind === Kind.FIELD && (selection.alias ?? selection.name).value === key,
    );
    if (same !== undefined && same.name.value !== key)
      throw auditInvalid('operation', `\`${key}\` is the name of a key: call no other field so`);
    if (same !== undefined) return undefined;
    const field: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: key } };
    return { ...node, selectionSet: { ...node.selectionSet, selections: [...selections, field] } };
  };
  return print(
    visit(document, visitWithTypeInfo(info, { Field: { enter: () => void (depth += 1), leave } })),
  );
}

function collectEntities(
  value: unknown,
  object: SelectedObject,
  into: { readonly graph: GraphCatalogue; readonly found: Map<string, EntityKey> },
): void {
  if (Array.isArray(value)) {
    for (const item of value) collectEntities(item, object, into);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  const values = value as Readonly<Record<string, unknown>>;
  const keyField = into.graph.keyFieldOf(object.typeName);
  const entity = keyField === null ? null : entityKey(object.typeName, { [keyField]: values[keyField] });
  if (entity !== null) into.found.set(`${entity.type} ${entity.key}`, entity);
  for (const [name, field] of object.fields)
    if (field.kind !== 'leaf') collectEntities(values[name], field.object, into);
}
