import type { Thresholds } from '../definition/thresholds.ts';
import type { GraphCatalogue } from '../operation/graph-catalogue.ts';
import type { SelectedObject } from '../operation/saved-operation.ts';
import type { ExpressionSource } from './parse-expression.ts';
import type { TypedExpression } from './typed-expression.ts';

/** Where in an author's text something stands. */
export interface Place {
  readonly source: ExpressionSource;
  readonly offset: number;
}

/** What the names of an expression mean. */
export interface TypingScope {
  readonly graph: GraphCatalogue;
  /** The records that can be read here. */
  readonly bindings: ReadonlyMap<string, SelectedObject>;
  readonly thresholds: Pick<Thresholds, 'typeOf' | 'definitions'>;
  /** All that `named` knows. */
  readonly names: readonly string[];
  /** What a name without fields stands for: a parameter, a collection, a part. Null for one that nobody gave. */
  named(name: string, scope: TypingScope, place: Place): TypedExpression | null;
  /** Where each expression was written, for what is found wrong with it later. */
  readonly places: WeakMap<TypedExpression, Place>;
}
