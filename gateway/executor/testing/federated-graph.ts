/**
 * A small graph over three subgraphs with everything that federation can do to a plan: keys that are plain, compound
 * and nested; unions and interfaces; lists in lists; `@requires` with arguments; `@provides`; a value type of which
 * each of two subgraphs knows a half. The same data answers as one schema, so both can be compared.
 */
const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9",
  import: ["@key", "@shareable", "@external", "@requires", "@provides"])`;

/** Subgraph → its schema. */
export const SMALL_SUBGRAPHS: Readonly<Record<string, string>> = {
  library: `${LINK}
    type Query { people(first: Int, named: String): [Person] person(id: ID!): Person media: [Media] things: [Thing] }
    type Mutation { rename(id: ID!, name: String): Person }
    interface Thing { name: String price(currency: String): Int }
    union Media = Book | Film
    type Person @key(fields: "id") {
      id: ID name: String best: Book shelf: [[Book]] media: [Media] things: [Thing]
    }
    type Book implements Thing @key(fields: "isbn") {
      isbn: ID name: String price(currency: String): Int author: Person size: Size @shareable code: String
    }
    type Film implements Thing @key(fields: "country code") {
      country: String code: Int name: String
      price(currency: String): Int @external
      taxed: Int @requires(fields: "price(currency: \\"EUR\\")")
    }
    type Size { w: Int }
    type Pet @key(fields: "owner { id } name") { owner: Person name: String weight: Int }`,
  reviews: `${LINK}
    type Query { newest: Review }
    type Mutation { grow(id: ID!): Person }
    type Person @key(fields: "id") { id: ID age: Int friend: Person nick: String @external }
    type Book @key(fields: "isbn") {
      isbn: ID pages(unit: String, max: Int): Int size: Size @shareable reviews: [Review]
      price(currency: String): Int @external
      shipping: Int @requires(fields: "price(currency: \\"EUR\\")")
    }
    type Film @key(fields: "country code") {
      country: String code: Int price(currency: String): Int minutes: Int reviews: [Review]
    }
    type Size { h: Int }
    type Review { body: String author: Person @provides(fields: "nick") about: Book }`,
  pets: `${LINK}
    type Query { kinds: [Kind] }
    enum Kind { CAT DOG }
    type Person @key(fields: "id") { id: ID nick: String @shareable pet: Pet }
    type Pet @key(fields: "owner { id } name") { owner: Person name: String kind: Kind likes: [Person] }`,
};

/** What a resolver gets: a record of the data, and beside it what a representation brought. */
export interface Self {
  readonly type: string;
  readonly key: string;
  readonly [field: string]: unknown;
}
type Args = Readonly<Record<string, unknown>>;
type Resolve = (self: Self, args: Args) => unknown;

const people = ['ada', 'bo', 'cy', 'di', 'ed', 'fay'];
const person = (key: unknown): Self | null =>
  typeof key === 'string' && people.includes(key) ? { type: 'Person', key } : null;
const rank = (self: Self): number => Buffer.from(self.key).reduce((sum, byte) => sum + byte, 0);
const books = ['b0', 'b1', 'b2', 'b3', 'b4'].map((key): Self => ({ type: 'Book', key }));
const films = ['FR 1', 'FR 2', 'CN 1'].map((key): Self => ({ type: 'Film', key }));
const at = (list: readonly Self[], index: number): Self | null => list[index % list.length] ?? null;
/** What the reviews subgraph keeps no record of. */
const isUnreviewed = ({ key }: Self): boolean => key === 'b3' || key === 'FR 2';
const isHigh = (currency: unknown): number => (currency === 'EUR' ? 1 : 10);
const price = (self: Self, args: Args): number => (rank(self) % 7) * isHigh(args['currency']);
const filmPrice = (self: Self, args: Args): number | null => (isUnreviewed(self) ? null : price(self, args));
const reviewsOf = (self: Self): readonly Self[] | null =>
  isUnreviewed(self)
    ? null
    : ['x', 'y'].slice(rank(self) % 3).map((key) => ({ type: 'Review', key: self.key + key }));
const ages = new Map<string, number>();
const names = new Map<string, string>();

/** Puts back what mutations changed. */
export function resetSmallData(): void {
  ages.clear();
  names.clear();
}

/** `Type` → field → value. A field with `@requires` reads what its subgraph was told, never the data itself. */
export const SMALL_RESOLVERS: Readonly<Record<string, Readonly<Record<string, Resolve>>>> = {
  Query: {
    people: (_, { first, named }) =>
      people
        .filter((key) => typeof named !== 'string' || key === named)
        .slice(0, typeof first === 'number' ? first : people.length)
        .map(person),
    person: (_, { id }) => person(id),
    media: () => [...books, null, ...films],
    things: () => [...films, ...books],
    newest: () => ({ type: 'Review', key: 'b0x' }),
    kinds: () => ['CAT', 'DOG'],
  },
  Mutation: {
    rename: (_, { id, name }) => {
      names.set(String(id), `${names.get(String(id)) ?? ''}${String(name)}`);
      return person(id);
    },
    grow: (_, { id }) => {
      ages.set(String(id), (ages.get(String(id)) ?? 0) + 1);
      return person(id);
    },
  },
  Person: {
    id: ({ key }) => key,
    name: ({ key }) => names.get(key) ?? key.toUpperCase(),
    best: (self) => (self.key === 'ed' ? null : at(books, rank(self))),
    shelf: (self) => [books.slice(0, rank(self) % 3), null, [at(books, rank(self)), null]],
    media: (self) => [at(books, rank(self)), at(films, rank(self)), at(books, rank(self))],
    things: (self) => (self.key === 'fay' ? [] : [at(films, rank(self)), at(books, rank(self) + 1)]),
    age: (self) => (self.key === 'cy' ? null : 20 + (rank(self) % 50) + (ages.get(self.key) ?? 0)),
    friend: (self) => (self.key === 'di' ? null : person(people[(people.indexOf(self.key) + 1) % 6])),
    nick: ({ key }) => `${key}-nick`,
    pet: (self) => (rank(self) % 3 === 0 ? null : { type: 'Pet', key: self.key }),
  },
  Book: {
    isbn: ({ key }) => key,
    name: ({ key }) => `book ${key}`,
    price,
    author: (self) => person(people[rank(self) % 7]),
    size: (self) => (self.key === 'b2' || isUnreviewed(self) ? null : { type: 'Size', key: self.key }),
    code: ({ key }) => `code ${key}`,
    pages: (self, { unit, max }) =>
      isUnreviewed(self)
        ? null
        : Math.min(rank(self) * (unit === 'x' ? 2 : 1), typeof max === 'number' ? max : 999),
    reviews: reviewsOf,
    shipping: (self) => (typeof self['price'] === 'number' ? self['price'] + 3 : null),
  },
  Film: {
    country: ({ key }) => key.slice(0, 2),
    code: ({ key }) => Number(key.slice(3)),
    name: ({ key }) => `film ${key}`,
    price: filmPrice,
    taxed: (self) => (typeof self['price'] === 'number' ? self['price'] * 2 : null),
    minutes: (self) => (isUnreviewed(self) ? null : 60 + (rank(self) % 60)),
    reviews: reviewsOf,
  },
  Size: { w: (self) => rank(self), h: (self) => rank(self) * 2 },
  Pet: {
    owner: ({ key }) => person(key),
    name: ({ key }) => `pet of ${key}`,
    weight: (self) => rank(self),
    kind: (self) => (rank(self) % 2 === 0 ? 'CAT' : 'DOG'),
    likes: (self) => [person('ada'), person(self.key), person('ada')],
  },
  Review: {
    body: ({ key }) => `about ${key}`,
    author: (self) => person(people[rank(self) % 6]),
    about: ({ key }) => books.find((book) => book.key === key.slice(0, 2)) ?? null,
  },
};

/** The record that a representation names, null where this subgraph keeps none. */
export function findEntity(subgraph: string, representation: Readonly<Record<string, unknown>>): Self | null {
  const { __typename: type, id, isbn, country, code, owner, price: told } = representation;
  const found = ((): Self | null => {
    switch (type) {
      case 'Person':
        return person(id);
      case 'Book':
        return books.find(({ key }) => key === isbn) ?? null;
      case 'Film':
        return films.find(({ key }) => key === `${String(country)} ${String(code)}`) ?? null;
      case 'Pet': {
        const key = typeof owner === 'object' && owner && 'id' in owner ? owner.id : null;
        return typeof key === 'string' ? { type: 'Pet', key } : null;
      }
      default:
        return null;
    }
  })();
  if (!found || (subgraph === 'reviews' && isUnreviewed(found))) return null;
  return told === undefined ? found : { ...found, price: told };
}
