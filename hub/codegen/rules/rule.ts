import type { GraphQLSchema } from 'graphql';

/** What is wrong with a schema under one rule: one line each, naming the place; empty where nothing is. */
export type SupergraphRule = (schema: GraphQLSchema) => readonly string[];
