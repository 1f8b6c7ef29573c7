import { BoundedCache } from '../../policies/bounded-cache.ts';
import type { DecisionTable, RowCondition } from '../../policies/vocabulary.ts';
import type { FieldDecision, ReadOperation } from './stage-types.ts';

/** Everything that the decisions about an operation depend on. */
export interface DecisionQuestion {
  readonly operationHash: ReadOperation['operationHash'];
  /** `ArgumentShapes.shapeOf` the operation. */
  readonly shape: string;
  readonly table: DecisionTable;
  /** The row conditions that the exchange can not fulfil. */
  readonly unmet: readonly RowCondition[];
}

/** Operations of which the decisions are kept, each once for every table, shape of arguments and unmet condition. */
const DECISIONS_KEPT = 1_000;

/**
 * What was decided of operations, so that one that comes again with other values is decided by a look-up. It stands
 * inside the stage, which is gone through on every request.
 */
export class KnownDecisions {
  private readonly decided = new BoundedCache<string, readonly FieldDecision[]>(DECISIONS_KEPT);
  private readonly tables = new WeakMap<DecisionTable, number>();
  private tableCount = 0;

  /** The decisions that answer a question, made where they are not kept. Equal questions get the same list. */
  get(question: DecisionQuestion, make: () => readonly FieldDecision[]): readonly FieldDecision[] {
    const { operationHash, shape, table, unmet } = question;
    const key = `${operationHash} ${this.numberOf(table)} ${unmet.join('+')} ${shape}`;
    return this.decided.get(key, make);
  }

  private numberOf(table: DecisionTable): number {
    let number = this.tables.get(table);
    if (number === undefined) {
      number = this.tableCount += 1;
      this.tables.set(table, number);
    }
    return number;
  }
}
