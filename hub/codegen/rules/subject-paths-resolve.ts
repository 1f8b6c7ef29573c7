import { getNamedType, type GraphQLSchema, isAbstractType, isInterfaceType, isObjectType } from 'graphql';
import { directiveArguments } from '../../../policies/use-binding.ts';
import { directivesOf, objectTypes } from './project-types.ts';
import type { SupergraphRule } from './rule.ts';

const DATA_SUBJECT = 'Person.id';

/** The path from a type to its data subject ends at the id of a person; through a union, in one of its members. */
export const subjectPathsResolve: SupergraphRule = (schema) =>
  objectTypes(schema).flatMap((type) =>
    directivesOf(type, 'dataset')
      .map((directive) => directiveArguments(directive)['subject'])
      .filter((path) => typeof path === 'string')
      .filter((path) => !ends(schema, type.name, path.split('.')).includes(DATA_SUBJECT))
      .map((path) => `the subject path \`${path}\` of ${type.name} does not lead to ${DATA_SUBJECT}`),
  );

function ends(schema: GraphQLSchema, typeName: string, path: readonly string[]): readonly string[] {
  const [step, ...rest] = path;
  const type = schema.getType(typeName);
  if (step === undefined || !type) return [];
  if (isAbstractType(type) && !isInterfaceType(type))
    return schema.getPossibleTypes(type).flatMap((member) => ends(schema, member.name, path));
  const field = isObjectType(type) || isInterfaceType(type) ? type.getFields()[step] : undefined;
  if (!field) return [];
  if (rest.length === 0) return [`${typeName}.${step}`];
  return ends(schema, getNamedType(field.type).name, rest);
}
