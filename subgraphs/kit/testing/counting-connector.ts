import type {
  AggregatedGroup,
  Aggregation,
  ComparedGroup,
  Comparing,
  Connector,
  ReadOptions,
  Selection,
  SourceRow,
} from '../../../connectors/contract.ts';

/** A connector that notes what it was asked, one selection a statement, and passes it on. */
export class CountingConnector implements Connector {
  readonly selections: Selection[] = [];
  private readonly connector: Connector;

  constructor(connector: Connector) {
    this.connector = connector;
  }

  select(selection: Selection, options: ReadOptions): Promise<readonly SourceRow[]> {
    this.selections.push(selection);
    return this.connector.select(selection, options);
  }

  stream(selection: Selection, options: ReadOptions): AsyncIterable<readonly SourceRow[]> {
    this.selections.push(selection);
    return this.connector.stream(selection, options);
  }

  aggregate(aggregation: Aggregation, options: ReadOptions): Promise<readonly AggregatedGroup[]> {
    return this.connector.aggregate(aggregation, options);
  }

  compare(comparing: Comparing, options: ReadOptions): Promise<readonly ComparedGroup[]> {
    return this.connector.compare(comparing, options);
  }

  health(): ReturnType<Connector['health']> {
    return this.connector.health();
  }

  close(): Promise<void> {
    return this.connector.close();
  }
}
