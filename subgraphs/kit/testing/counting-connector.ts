import type {
  AggregatedGroup,
  Aggregation,
  Connector,
  Overlay,
  Pieces,
  ReadOptions,
  Selection,
  SourceRow,
} from '../../../connectors/contract.ts';
import type { LineSelection } from '../../../connectors/line-selection.ts';

/** A connector that notes what it was asked, one selection a statement, and passes it on. */
export class CountingConnector implements Connector {
  readonly selections: Selection[] = [];
  readonly lineSelections: LineSelection[] = [];
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

  readLines(selection: LineSelection, options: ReadOptions): AsyncIterable<Uint8Array> {
    this.lineSelections.push(selection);
    return this.connector.readLines(selection, options);
  }

  aggregate(aggregation: Aggregation, options: ReadOptions): Promise<readonly AggregatedGroup[]> {
    return this.connector.aggregate(aggregation, options);
  }

  overlay(overlay: Overlay, options: ReadOptions): Promise<Pieces> {
    return this.connector.overlay(overlay, options);
  }

  health(): ReturnType<Connector['health']> {
    return this.connector.health();
  }

  close(): Promise<void> {
    return this.connector.close();
  }
}
