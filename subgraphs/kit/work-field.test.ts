import { expect, test } from '@jest/globals';
import { graphql } from 'graphql';
import { createSubgraphSchema } from './create-subgraph-schema.ts';
import { column, work } from './field-sources.ts';
import type { SourceRow } from '../../connectors/contract.ts';
import type { SourceMapping, SubgraphWork, WorkField } from './source-mapping.ts';

const SCHEMA = `
type Query { person(id: ID!): Person }
type Person @key(fields: "id") {
  id: ID
  standing(scheme: String!): Standing
}
type Standing { answer: String because: [Because] }
type Because { code: String }
`;

const mapping: SourceMapping = {
  types: { Person: { kind: 'stub', keyFields: ['id'], fields: { standing: work() } } },
  queries: { person: { kind: 'one', type: 'Person', by: { id: 'id' } } },
};
const definition = { name: 'work', mapping };

const workOf = (fields: SubgraphWork['fields']): SubgraphWork => ({
  mutations: {},
  ...(fields === undefined ? {} : { fields }),
  stop: () => Promise.resolve(),
});

/** Answers, and keeps what it was asked. */
function recording(): { readonly asked: [readonly SourceRow[], unknown][]; readonly answer: WorkField } {
  const asked: [readonly SourceRow[], unknown][] = [];
  return {
    asked,
    answer: (keys, args) => {
      asked.push([keys, args]);
      return Promise.resolve(
        keys.map(({ id }) => ({ answer: `of ${String(id)}`, because: [{ code: 'C' }] })),
      );
    },
  };
}

const contextOf = (grant: object = {}) => ({ grant: { masks: {}, rows: {}, ...grant }, masking: {} });
const TWO = `{
  a: person(id: "1") { standing(scheme: "X") { answer because { code } } }
  b: person(id: "2") { standing(scheme: "X") { answer } }
  again: person(id: "1") { standing(scheme: "X") { answer } }
  other: person(id: "1") { standing(scheme: "Y") { answer } }
}`;

test('objects of one fetch are asked about at once, each once, for each arguments', async () => {
  const { asked, answer } = recording();
  const schema = createSubgraphSchema(definition, SCHEMA, workOf({ 'Person.standing': answer }));
  const { data, errors } = await graphql({ schema, source: TWO, contextValue: contextOf() });
  expect(errors).toBeUndefined();
  expect(data).toMatchObject({
    a: { standing: { answer: 'of 1', because: [{ code: 'C' }] } },
    b: { standing: { answer: 'of 2' } },
    again: { standing: { answer: 'of 1' } },
  });
  expect(asked).toEqual([
    [[{ id: '1' }, { id: '2' }], { scheme: 'X' }],
    [[{ id: '1' }], { scheme: 'Y' }],
  ]);
});

test('no question is about more than a hundred objects, and no fetch is answered from another', async () => {
  const { asked, answer } = recording();
  const schema = createSubgraphSchema(definition, SCHEMA, workOf({ 'Person.standing': answer }));
  const many = Array.from(
    { length: 150 },
    (_, at) => `p${at}: person(id: "${at}") { standing(scheme: "X") { answer } }`,
  );
  await graphql({ schema, source: `{ ${many.join(' ')} }`, contextValue: contextOf() });
  await graphql({ schema, source: `{ ${many[0]!} }`, contextValue: contextOf() });
  expect(asked.map(([keys]) => keys.length)).toEqual([100, 50, 1]);
});

test('what is masked for the grant is masked in an answer, however deep', async () => {
  const schema = createSubgraphSchema(definition, SCHEMA, workOf({ 'Person.standing': recording().answer }));
  const contextValue = contextOf({ masks: { 'Because.code': 'const' } });
  const { data } = await graphql({ schema, source: TWO, contextValue });
  expect(JSON.stringify(data)).toContain('of 1');
  expect(JSON.stringify(data)).not.toContain('"C"');
});

test('a grant that keeps some of the objects out of sight is refused', async () => {
  const schema = createSubgraphSchema(definition, SCHEMA, workOf({ 'Person.standing': recording().answer }));
  const contextValue = contextOf({ rows: { Person: [{ kind: 'region', prefixes: ['23'] }] } });
  const { errors } = await graphql({ schema, source: TWO, contextValue });
  expect(errors?.[0]?.originalError).toMatchObject({ code: 'GRANT_INVALID' });
});

test('a field that no work answers, work of no field, and one of rows that names no columns are disagreements', () => {
  expect(() => createSubgraphSchema(definition, SCHEMA, workOf({}))).toThrow('the work of Person.standing');
  const answers = workOf({ 'Person.standing': recording().answer, 'Person.other': recording().answer });
  expect(() => createSubgraphSchema(definition, SCHEMA, answers)).toThrow('the work of Person.other');
  const rows = {
    kind: 'rows',
    relation: 'people',
    recordColumn: 'record_id',
    subjectColumn: null,
    divisionColumn: null,
    key: { id: 'id' },
    fields: { id: column('id'), standing: work() },
  } as const;
  const mapped = { ...definition, mapping: { ...mapping, types: { Person: rows } } };
  expect(() => createSubgraphSchema(mapped, SCHEMA)).toThrow('Person.standing is answered by work');
  const fields = { ...mapping.types['Person']!.fields, standing: work('id') };
  const told = { Person: { ...mapping.types['Person']!, fields } } as SourceMapping['types'];
  expect(() => createSubgraphSchema({ ...definition, mapping: { ...mapping, types: told } }, SCHEMA)).toThrow(
    'Person.standing is answered by work',
  );
});
