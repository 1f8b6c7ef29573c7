import type { GraphQLSchema, VariableDefinitionNode } from 'graphql';
import { reportArgumentUses } from '../../policies/argument-uses.ts';
import { BoundedCache } from '../../policies/bounded-cache.ts';
import type { UseBinding } from '../../policies/use-binding.ts';
import type { ReadOperation } from '../stages/stage-types.ts';
import { type GivenArgument, givenArguments } from './field-arguments.ts';

type Read = Pick<ReadOperation, 'operation' | 'operationHash' | 'variables'>;

/** Of an operation in normal form: what can be known of its arguments from its text alone. */
interface Written {
  readonly given: readonly GivenArgument[];
  readonly definitions: ReadonlyMap<string, VariableDefinitionNode>;
}

/** Operations whose arguments are kept. */
const OPERATIONS_KEPT = 1_000;

/** Reads the arguments of operations, what depends on their text only once. */
export class ArgumentShapes {
  private readonly schema: GraphQLSchema;
  private readonly written = new BoundedCache<string, Written>(OPERATIONS_KEPT);
  private readonly numbers = new Map<UseBinding, number>();

  constructor(schema: GraphQLSchema) {
    this.schema = schema;
  }

  /** Every argument given, in the order of the document. */
  given(read: Read): readonly GivenArgument[] {
    return this.read(read).given;
  }

  /**
   * Which filter fields, orderings and other bound places the given values touch, as text that holds no value.
   * INVARIANT: of two operations of one text, equal shapes make equal uses. Nothing else in a value makes a use: normal
   * form has resolved `@skip` and `@include`, and the API schema has no representations.
   */
  shapeOf(read: Read): string {
    const { given, definitions } = this.read(read);
    const scope = { definitions, values: read.variables };
    return given
      .map(({ node, definition }) => {
        const touched = new Set<number>();
        reportArgumentUses(this.schema, node, [definition], scope, (binding) => {
          touched.add(this.numberOf(binding));
        });
        return [...touched].join(' ');
      })
      .join(',');
  }

  private read({ operationHash, operation }: Read): Written {
    return this.written.get(operationHash, () => ({
      given: [...givenArguments(this.schema, { operation })],
      definitions: new Map(
        operation.variableDefinitions?.map((definition) => [definition.variable.name.value, definition]),
      ),
    }));
  }

  private numberOf(binding: UseBinding): number {
    const known = this.numbers.get(binding);
    if (known !== undefined) return known;
    this.numbers.set(binding, this.numbers.size);
    return this.numbers.size - 1;
  }
}
