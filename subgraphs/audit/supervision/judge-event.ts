import { judgeBy, type JudgeEvent, type WhatIsRead } from '../../kit/following/judge-event.ts';
import { readGraphProviders } from '../operation/graph-providers.ts';
import type { GraphCatalogue } from '../operation/graph-catalogue.ts';
import type { SelectedObject } from '../operation/saved-operation.ts';

const CONCLUSION = 'Conclusion';

/**
 * Tells which events an operation goes by.
 * @param node one object of the operation's population
 */
export function judgeEvents(node: SelectedObject, graph: GraphCatalogue): JudgeEvent {
  return judgeBy(whatIsRead(node, graph), (typeName) => graph.datasetOf(typeName)?.agency ?? null);
}

function whatIsRead(node: SelectedObject, graph: GraphCatalogue): WhatIsRead {
  const providers = readGraphProviders(graph.schema);
  const types = new Set<string>();
  const agencies = new Set<string>();
  const computing = new Set<string>();
  const visit = ({ typeName, fields }: SelectedObject): void => {
    const own = graph.datasetOf(typeName)?.agency;
    types.add(typeName);
    for (const field of fields.values()) {
      if (field.kind !== 'leaf') visit(field.object);
      else if (field.fieldName !== graph.keyFieldOf(typeName)) {
        for (const agency of providers.providersOf(typeName, field.fieldName)) {
          agencies.add(agency);
          if (agency !== own) computing.add(agency);
        }
      }
    }
  };
  visit(node);
  return { types, agencies, computing, concludes: types.has(CONCLUSION) };
}
