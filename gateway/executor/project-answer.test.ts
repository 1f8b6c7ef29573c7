import { describe, expect, test } from '@jest/globals';
import { buildSchema, parse } from 'graphql';
import { canonicalOperation } from '../planner/canonical-document.ts';
import { createFieldNames } from '../planner/field-names.ts';
import type { AnswerObject } from './answer-tree.ts';
import { createFailures } from './failures.ts';
import { projectAnswer } from './project-answer.ts';

const schema = buildSchema(`
  type Query { list: [Item!] one: Item! maybe: Item any: [Any] }
  type Item { id: ID must: Int! may: Int inner: Item isGood: Conclusion }
  type Conclusion { answer: String reasons: [String] source: String asOf: String }
  type Other { source: [Int] answer(of: Int): String }
  union Any = Item
`);

function project(
  query: string,
  answer: AnswerObject,
  failures = createFailures(),
  leftOut: readonly (readonly string[])[] = [],
) {
  const document = parse(query);
  const canonical = canonicalOperation({ schema, names: createFieldNames(schema), document });
  return projectAnswer({ canonical, answer, variables: {}, failures, leftOut });
}

test('what the plan needed and the caller did not ask is not shown', () => {
  const answer = { maybe: { __typename: 'Item', id: '1', may: 2 } };
  expect(project('{ a: maybe { b: may } }', answer).data).toEqual({ a: { b: 2 } });
});

test('a null in a non-null place takes its parent along, as far as null is allowed', () => {
  expect(project('{ maybe { must may } }', { maybe: { may: 1 } }).data).toEqual({ maybe: null });
  expect(
    project('{ maybe { inner { must } may } }', { maybe: { inner: { must: null }, may: 1 } }).data,
  ).toEqual({
    maybe: { inner: null, may: 1 },
  });
  expect(project('{ list { must } }', { list: [{ must: 1 }, { must: null }] }).data).toEqual({ list: null });
  expect(project('{ one { id } }', {}).data).toBeNull();
});

test('selections of one key are merged', () => {
  const answer = { maybe: { id: '1', may: 2, inner: { id: '3', may: 4 } } };
  expect(project('{ maybe { inner { id } } maybe { may inner { may } } }', answer).data).toEqual({
    maybe: { inner: { id: '3', may: 4 }, may: 2 },
  });
});

test('an object at an abstract place has its type, and one of an unknown type nothing', () => {
  const answer = { any: [{ __typename: 'Item', id: '1' }, { id: '2' }, null] };
  expect(project('{ any { ... on Item { id } } }', answer).data).toEqual({
    any: [{ __typename: 'Item', id: '1' }, {}, null],
  });
});

test('a failure is told where the value is missing, under each alias; once where all failed alike', () => {
  const failures = createFailures();
  const items: AnswerObject[] = [
    { id: '1', may: null },
    { id: '2', may: null },
  ];
  for (const item of items)
    failures.record(item, 'may', { code: 'SOURCE_DOWN', source: 's', everywhere: true });
  failures.record(items[1]!, 'inner', { code: 'SOURCE_ERROR', source: 's', everywhere: false });
  const { errors } = project(
    '{ list { a: may b: may inner { id } must @skip(if: true) } }',
    { list: items },
    failures,
  );
  expect(errors.map(({ code, path }) => `${code} ${path.join('.')}`)).toEqual([
    'SOURCE_DOWN list.a',
    'SOURCE_DOWN list.b',
    'SOURCE_ERROR list.1.inner',
  ]);
});

describe('a conclusion that nobody drew', () => {
  const QUERY = '{ list { id isGood { verdict: answer reasons source asOf __typename } } }';
  const items = (): AnswerObject[] => [{ id: '1', isGood: null }, { id: '2' }];
  const nothing = (reasons: readonly string[], source: string | null) => ({
    verdict: 'CANNOT_TELL',
    reasons,
    source,
    asOf: null,
    __typename: 'Conclusion',
  });

  test.each(['SOURCE_DOWN', 'SOURCE_TIMEOUT'] as const)('because of %s says so, and is no error', (code) => {
    const failures = createFailures();
    const list = items();
    for (const item of list) failures.record(item, 'isGood', { code, source: 's', everywhere: true });
    const { data, errors } = project(QUERY, { list }, failures);
    expect(errors).toEqual([]);
    expect(data).toEqual({
      list: ['1', '2'].map((id) => ({ id, isGood: nothing(['SOURCE_DOWN'], 's') })),
    });
  });

  test('because of a mistake is an error', () => {
    const failures = createFailures();
    const list = items();
    failures.record(list[0]!, 'isGood', { code: 'SOURCE_ERROR', source: 's', everywhere: false });
    const { data, errors } = project(QUERY, { list }, failures);
    expect(errors.map(({ code, path }) => `${code} ${path.join('.')}`)).toEqual([
      'SOURCE_ERROR list.0.isGood',
    ]);
    expect(data).toEqual({
      list: [
        { id: '1', isGood: null },
        { id: '2', isGood: nothing(['NOT_COVERED'], null) },
      ],
    });
  });

  test('because its plan was not covered is null', () => {
    const { data } = project(QUERY, { list: items() }, createFailures(), [['list', 'isGood']]);
    expect(data).toEqual({
      list: [
        { id: '1', isGood: null },
        { id: '2', isGood: null },
      ],
    });
  });
});
