import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { CompositionFailed, composeSupergraph, type SubgraphSource } from './compose-supergraph.ts';
import { readSubgraphs } from './read-subgraphs.ts';

const ROOT = join(import.meta.dirname, '../..');
const PRELUDE = readFileSync(join(ROOT, 'subgraphs/kit/prelude.graphql'), 'utf8');

/** A small agency that satisfies every rule; a test breaks one thing in it. */
const SOUND = `
type Query {
  boats(first: Int, after: Cursor, filter: BoatFilter, orderBy: BoatOrder): BoatConnection
    @catalogue(share: "conditional", grade: 1)
}
type Person @key(fields: "id") @dataset(id: "7", agency: "a", basis: "law", updated: "daily", subject: "id") {
  id: ID @catalogue(share: "conditional", grade: 4)
}
type Boat @dataset(id: "99", agency: "a", basis: "law", updated: "daily", subject: "owner.id") {
  length: Int @catalogue(share: "conditional", grade: 1)
  owner: Person @catalogue(share: "conditional", grade: 3)
}
type BoatConnection { nodes: [Boat] @catalogue(share: "unconditional", grade: 1) }
input BoatFilter { length: IntRange @use(of: "Boat.length", as: "filter-range") }
input BoatOrder { field: BoatOrderField! direction: SortDirection }
enum BoatOrderField { LENGTH @use(of: "Boat.length", as: "order") }
`;

function agency(name: string, schema: string): SubgraphSource {
  return { name, sdl: PRELUDE + schema };
}

function reasonsOf(...subgraphs: readonly SubgraphSource[]): readonly string[] {
  try {
    composeSupergraph(subgraphs);
  } catch (error) {
    if (error instanceof CompositionFailed) return error.reasons;
    throw error;
  }
  return [];
}

/** The reasons against the sound agency after one change, which must be a change. */
function reasonsWith(from: string, to: string): readonly string[] {
  expect(SOUND).toContain(from);
  return reasonsOf(agency('boats', SOUND.replace(from, to)));
}

test('a sound agency composes, and its directives reach the supergraph', () => {
  const supergraph = composeSupergraph([agency('boats', SOUND)]);
  expect(supergraph).toContain('@use(of: "Boat.length", as: "order")');
  expect(supergraph).toContain('http://boats.invalid/graphql');
});

test('the order in which subgraphs are given does not matter', () => {
  const all = readSubgraphs(ROOT);
  expect(all.length).toBeGreaterThanOrEqual(8);
  expect(composeSupergraph(all.toReversed())).toBe(composeSupergraph(all));
});

describe('refuses', () => {
  test('a schema that does not parse, naming the agency', () => {
    expect(reasonsOf(agency('boats', 'type Boat {'))).toEqual([
      expect.stringMatching(/^boats, line \d+ .*Expected/u),
    ]);
  });

  test('agencies that contradict each other on a type', () => {
    const other = SOUND.replace('id: ID', 'id: [ID]').replaceAll('Boat', 'Ship').replace('boats', 'ships');
    expect(reasonsOf(agency('boats', SOUND), agency('ships', other)).join('\n')).toContain('Person.id');
  });

  test('agencies that catalogue a shared field differently', () => {
    const other = SOUND.replace(
      'id: ID @catalogue(share: "conditional", grade: 4)',
      'id: ID @catalogue(share: "conditional", grade: 1)',
    )
      .replaceAll('Boat', 'Ship')
      .replace('boats', 'ships');
    expect(reasonsOf(agency('boats', SOUND), agency('ships', other))).toEqual([
      'the agencies that share Person.id catalogue it differently',
    ]);
  });

  test('a field without a catalogue entry', () => {
    expect(reasonsWith('length: Int @catalogue(share: "conditional", grade: 1)', 'length: Int')).toEqual([
      'the catalogue entry of Boat.length is missing',
    ]);
  });

  test('a sharing class that the law does not know', () => {
    expect(
      reasonsWith('owner: Person @catalogue(share: "conditional"', 'owner: Person @catalogue(share: "free"'),
    ).toEqual(['the catalogue entry of Boat.owner has no sharing class']);
  });

  test('a type without a dataset', () => {
    expect(
      reasonsWith('@dataset(id: "99", agency: "a", basis: "law", updated: "daily", subject: "owner.id")', ''),
    ).toEqual(['Boat names no dataset']);
  });

  test('a dataset without a legal basis', () => {
    expect(reasonsWith('id: "99", agency: "a", basis: "law"', 'id: "99", agency: "a", basis: ""')).toEqual([
      'the dataset of Boat has an empty `basis`',
    ]);
  });

  test('a filter that is not bound', () => {
    expect(
      reasonsWith('length: IntRange @use(of: "Boat.length", as: "filter-range")', 'length: IntRange'),
    ).toEqual([
      'Query.boats(filter:) → BoatFilter.length → IntRange.gte is not bound by @use',
      'Query.boats(filter:) → BoatFilter.length → IntRange.lt is not bound by @use',
    ]);
  });

  test('an ordering that is not bound', () => {
    expect(reasonsWith('LENGTH @use(of: "Boat.length", as: "order")', 'LENGTH')).toEqual([
      'Query.boats(orderBy:) → BoatOrder.field → BoatOrderField.LENGTH is not bound by @use',
    ]);
  });

  test('an argument that is not bound', () => {
    expect(reasonsWith('(first: Int,', '(first: Int, colour: String,')).toEqual([
      'Query.boats(colour:) is not bound by @use',
    ]);
  });

  test('a binding to a field that does not exist, or by a use that does not exist', () => {
    expect(reasonsWith('of: "Boat.length", as: "order"', 'of: "Boat.depth", as: "order"').join()).toContain(
      '@use(of: "Boat.depth") names no field',
    );
    expect(reasonsWith('as: "order"', 'as: "sort"').join()).toContain('as: sort) names no use');
  });

  describe('directives under another name (federation#3343):', () => {
    const renamed = (prelude: string) => reasonsOf({ name: 'boats', sdl: prelude });

    test('federation’s, by linking it a second time', () => {
      const link =
        'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: [{ name: "@key", as: "@identity" }])';
      const schema = SOUND.replace('@key(', '@identity(');
      expect(renamed(`${PRELUDE}${link}${schema}`).join()).toContain('Duplicate inclusion');
    });

    test('ours, by linking the catalogue a second time', () => {
      const link =
        'extend schema @link(url: "https://sluice.dev/catalogue/v1.0", import: [{ name: "@use", as: "@bind" }])';
      expect(renamed(`${PRELUDE}${link}${SOUND.replaceAll('@use(', '@bind(')}`).join()).toContain(
        'Duplicate inclusion',
      );
    });

    test('ours, by a prelude of its own: its fields are unbound and uncatalogued', () => {
      const as = (name: string, other: string) => (text: string) =>
        text
          .replace(`"@${name}"`, `{ name: "@${name}", as: "@${other}" }`)
          .replaceAll(`@${name}(`, `@${other}(`)
          .replace(`(name: "@${name}")`, `(name: "@${other}")`);
      const bound = as('use', 'bind');
      expect(renamed(bound(PRELUDE) + bound(SOUND)).join()).toContain('is not bound by @use');
      const entered = as('catalogue', 'entry');
      expect(renamed(entered(PRELUDE) + entered(SOUND)).join()).toContain(
        'the catalogue entry of Boat.length is missing',
      );
    });

    test('federation’s, by its full name: it is the same directive', () => {
      const supergraph = composeSupergraph([agency('boats', SOUND.replace('@key(', '@federation__key('))]);
      expect(supergraph).toBe(composeSupergraph([agency('boats', SOUND)]));
    });
  });

  test('a field that reads by @fromContext, which no plan shows (GHSA-m8jr-fxqx-8xx6)', () => {
    const sdl = agency(
      'boats',
      SOUND.replace(
        'type Boat @dataset',
        'type Boat @key(fields: "length") @federation__context(name: "boat") @dataset',
      ).replace(
        'grade: 4)',
        'grade: 4) note(by: Int @federation__fromContext(field: "$boat { length }")): String @catalogue(share: "conditional", grade: 1)',
      ),
    );
    expect(() => composeSupergraph([sdl])).toThrow('@fromContext');
  });

  test.each([
    ['without a measure', 'weight: Float', 'Boat.weight does not say by @measure what it measures'],
    [
      'in a unit that nobody knows',
      'weight: Float @measure(unit: "STONE", scale: 1)',
      'Boat.weight has a @measure that can not be read',
    ],
    [
      'of money for no time',
      'price: Fen @measure(unit: "FEN")',
      'Boat.price is money: its unit is FEN, and it belongs to a period',
    ],
    [
      'whole with decimals',
      'price: Fen @measure(unit: "FEN", per: "EVENT", scale: 2)',
      'Boat.price is a whole number, which has no decimals',
    ],
    [
      'of a month that is none',
      'rent: Fen @measure(unit: "FEN", per: "MONTH", in: ["length"])',
      'Boat.rent is said to be of the month length, which is no month beside it',
    ],
  ])('an amount %s', (_, field, reason) => {
    const length = 'length: Int @catalogue(share: "conditional", grade: 1)';
    expect(reasonsWith(length, `${length} ${field} @catalogue(share: "conditional", grade: 1)`)).toEqual([
      reason,
    ]);
  });

  test('a conclusion that does not say what it stands in for, or names what is no field', () => {
    const owner = 'owner: Person @catalogue(share: "conditional", grade: 3)';
    const conclusion = 'isAfloat: Conclusion @catalogue(share: "conditional", grade: 1)';
    expect(reasonsWith(owner, `${owner} ${conclusion} @concludes(from: ["Boat.length"])`)).toEqual([]);
    expect(reasonsWith(owner, `${owner} ${conclusion}`)).toEqual([
      'Boat.isAfloat does not say by @concludes what it stands in for',
    ]);
    expect(reasonsWith(owner, `${owner} ${conclusion} @concludes(from: ["Boat.depth"])`)).toEqual([
      'Boat.isAfloat concludes from Boat.depth, which is no field of the graph',
    ]);
  });

  test.each(['length: Int!', 'length: [Int!]'])('an output that can not be withheld: %s', (field) => {
    expect(reasonsWith('length: Int ', `${field} `)).toEqual([
      expect.stringContaining('Boat.length is `' + field.slice('length: '.length) + '`'),
    ]);
  });

  test.each(['owner', 'owner.name', 'length', 'captain.id'])(
    'the subject path `%s`, which names no person',
    (path) => {
      expect(reasonsWith('subject: "owner.id"', `subject: "${path}"`)).toEqual([
        `the subject path \`${path}\` of Boat does not lead to Person.id`,
      ]);
    },
  );
});

describe('statistics', () => {
  const COUNTED = `${SOUND}
extend type Query {
  boatStatistics(by: [BoatDimension!]!, of: [BoatMeasure!]): [BoatStatistic]
    @use(of: "Boat.owner", as: "aggregate") @catalogue(share: "conditional", grade: 1)
}
enum BoatDimension { LENGTH @use(of: "Boat.length", as: "group") }
enum BoatMeasure { TOTAL @use(of: "Boat.length", as: "aggregate") }
type BoatStatistic @dataset(id: "99", agency: "a", basis: "law", updated: "daily") {
  length: Int @catalogue(share: "conditional", grade: 1)
  people: Int @catalogue(share: "conditional", grade: 1)
}
`;
  const without = (from: string, to: string): readonly string[] => {
    expect(COUNTED).toContain(from);
    return reasonsOf(agency('boats', COUNTED.replace(from, to)));
  };

  test('compose where everything they take and tell is bound', () => {
    expect(reasonsOf(agency('boats', COUNTED))).toEqual([]);
  });

  test.each([
    [
      'an unbound dimension',
      'LENGTH @use(of: "Boat.length", as: "group")',
      'LENGTH',
      'Query.boatStatistics(by:) → BoatDimension.LENGTH is not bound by @use',
    ],
    [
      'a dimension that only orders',
      'LENGTH @use(of: "Boat.length", as: "group")',
      'LENGTH @use(of: "Boat.length", as: "order")',
      'Query.boatStatistics(by:) → LENGTH is not bound to Boat by @use(as: "group")',
    ],
    [
      'a dimension of other records',
      'LENGTH @use(of: "Boat.length", as: "group")',
      'LENGTH @use(of: "Person.id", as: "group")',
      'Query.boatStatistics(by:) → LENGTH is not bound to Boat by @use(as: "group")',
    ],
    [
      'an unbound measure',
      'TOTAL @use(of: "Boat.length", as: "aggregate")',
      'TOTAL',
      'Query.boatStatistics(of:) → BoatMeasure.TOTAL is not bound by @use',
    ],
    [
      'a count that is bound to nothing',
      '@use(of: "Boat.owner", as: "aggregate")',
      '',
      'Query.boatStatistics counts records and is not bound to them by @use(as: "aggregate")',
    ],
    [
      'something shown that was neither grouped by nor added up',
      'people: Int',
      'weight: Int',
      'BoatStatistic.weight is no dimension and no measure of Query.boatStatistics',
    ],
  ])('fail with %s', (_, from, to, reason) => {
    expect(without(from, to)).toContain(reason);
  });
});
