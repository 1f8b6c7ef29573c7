import type { ChangeEvent } from '../../../stream/change-event.ts';
import { readGraphProviders } from '../operation/graph-providers.ts';
import type { GraphCatalogue } from '../operation/graph-catalogue.ts';
import type { SelectedObject } from '../operation/saved-operation.ts';

/** What a standing run does with an event. */
export type EventJudgement = 'concerns' | 'other-matter' | 'not-believed';

export type JudgeEvent = (event: Pick<ChangeEvent, 'agency' | 'kind' | 'types'>) => EventJudgement;

const CONCLUSION = 'Conclusion';

/**
 * Tells which events an operation goes by. An agency is believed about the types whose records it keeps, and about no
 * other agency's: its event would have everybody's cases asked for at somebody else's word.
 * @param node one object of the operation's population
 */
export function judgeEvents(node: SelectedObject, graph: GraphCatalogue): JudgeEvent {
  const { types, agencies, computing } = whatIsRead(node, graph);
  // WHY: a conclusion rests on records that it hides.
  const readsAnything = types.has(CONCLUSION);
  return ({ agency, kind, types: changed }) => {
    if (changed.some((type) => graph.datasetOf(type)?.agency !== agency)) return 'not-believed';
    const concerns =
      readsAnything ||
      (kind === 'RESYNC'
        ? agencies.has(agency)
        : computing.has(agency) || changed.some((type) => types.has(type)));
    return concerns ? 'concerns' : 'other-matter';
  };
}

interface WhatIsRead {
  readonly types: ReadonlySet<string>;
  /** Those whose records are read or computed from. */
  readonly agencies: ReadonlySet<string>;
  /** Those that compute a field of an entity from records which the operation does not name. */
  readonly computing: ReadonlySet<string>;
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
  return { types, agencies, computing };
}
