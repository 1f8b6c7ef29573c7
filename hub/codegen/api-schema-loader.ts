import { type DocumentNode, parse, printSchema } from 'graphql';
import { apiSchemaOf } from '../../policies/api-schema.ts';

/** Everything the catalogue lists, whoever may see it: the supergraph without federation's machinery. */
export function loadSchema(text: string): Promise<DocumentNode> {
  return Promise.resolve(parse(printSchema(apiSchemaOf(text))));
}
