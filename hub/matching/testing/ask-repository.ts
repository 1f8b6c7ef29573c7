import type { PlantWorker } from '../../../province/market/closing-plant.ts';
import { signToken } from '../../testing/sign-token.ts';
import type { TestHub } from '../../testing/test-hub.ts';
import { onceSo } from './once-so.ts';
import { adviserDoor, type Door } from './two-sides.ts';

/** What the repository of a running hub shows of people, to whoever may ask. */

type Person = Pick<PlantWorker, 'personKey'>;

/** An adviser may name only so many people a day, and others look meanwhile. */
export const PATIENCE = { withinMs: 240_000, everyMs: 3_000 };

interface Picture {
  readonly status: string;
  readonly occupation: string | null;
  readonly training: string | null;
  readonly benefits: string | null;
  readonly validFrom: string;
  readonly validTo: string | null;
  readonly isCurrent: boolean;
  readonly isStale: boolean;
  readonly qualityFlag: string | null;
  readonly groups: readonly { readonly group: string; readonly answer: string }[];
}

export interface Seen {
  readonly pseudonym: string;
  readonly employment: readonly Picture[];
  readonly employmentConflicts: readonly {
    readonly conflictId: string;
    readonly kind: string;
    readonly sources: string;
    readonly routedTo: string;
    readonly state: string;
  }[];
}

const SEEN = `query ($id: ID!) { person(id: $id) { pseudonym
  employment { status occupation training benefits validFrom validTo isCurrent isStale qualityFlag groups { group answer } }
  employmentConflicts { conflictId kind sources routedTo state } } }`;

/** What an adviser sees of somebody now. */
export async function seen(adviser: Door, { personKey }: Person): Promise<Seen> {
  return (await adviser.get<{ person: Seen }>(SEEN, { id: personKey })).person;
}

/** The same, once it is as wished. */
export function onceSeen(adviser: Door, person: Person, isSo: (now: Seen) => boolean): Promise<Seen> {
  return onceSo(() => seen(adviser, person), isSo, PATIENCE);
}

/** The same as it was known at a moment, to whoever looks into it. */
export async function known(
  hub: TestHub,
  { personKey }: Person,
  asOf: string,
  region?: string,
): Promise<Seen> {
  const when = { asOf, ...(region === undefined ? {} : { region }) };
  return (await review<{ person: Seen }>(hub, SEEN, { id: personKey }, when)).person;
}

/** Asks what was known, as an adviser of a region who looks into it. */
async function review<T>(
  hub: TestHub,
  query: string,
  variables: Readonly<Record<string, unknown>>,
  { asOf, region = '230100' }: { readonly asOf?: string; readonly region?: string } = {},
): Promise<T> {
  const { body } = await hub.ask(query, {
    as: 'employment-adviser',
    purpose: 'employment-review',
    variables,
    headers: {
      authorization: `Bearer ${await signToken(hub.state, 'employment-adviser', { region })}`,
      ...(asOf === undefined ? {} : { 'sluice-as-of': asOf }),
    },
  });
  if (body.errors !== undefined) throw new Error(JSON.stringify(body.errors));
  return body.data as T;
}

export const current = ({ employment }: Seen): Picture | undefined =>
  employment.find(({ isCurrent }) => isCurrent);

/** Whether somebody counts to a priority group now: `YES`, `NO` or `CANNOT_TELL`. */
export const answerTo = (of: Seen, wanted: string): string | undefined =>
  current(of)?.groups.find(({ group }) => group === wanted)?.answer;

export const on = ({ employment }: Seen, day: string): string | undefined =>
  employment.find(({ validFrom, validTo }) => validFrom <= day && (validTo === null || day < validTo))
    ?.status;

interface Listed {
  readonly status: string;
  readonly day: string;
  readonly pseudonym: string;
  /** The moment at which it was known; left out: now. */
  readonly asOf?: string;
}

/** Whether somebody is among those who had a status on a day. */
export async function isListed(hub: TestHub, { status, day, pseudonym, asOf }: Listed): Promise<boolean> {
  const next = new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10);
  const filter = { status: { eq: status }, validFrom: { lt: next }, validTo: { gte: next } };
  const ask = (variables: Readonly<Record<string, unknown>>): Promise<Pages<Named>> =>
    review(hub, PAGE_OF_NAMES, { ...variables, filter }, asOf === undefined ? {} : { asOf });
  return (await allNodes(ask)).some(({ person }) => person.pseudonym === pseudonym);
}

export interface Named {
  readonly person: { readonly pseudonym: string };
}

const PAGE_OF_NAMES = `query ($after: Cursor, $filter: EmploymentPictureFilter) {
  page: employmentPictures(first: 100, after: $after, filter: $filter) {
    nodes { person { pseudonym } } pageInfo { endCursor hasNextPage } } }`;

interface Pages<Node> {
  readonly page: {
    readonly nodes: readonly Node[];
    readonly pageInfo: { readonly endCursor: string | null; readonly hasNextPage: boolean };
  };
}

async function allNodes<Node>(
  ask: (variables: Readonly<Record<string, unknown>>) => Promise<Pages<Node>>,
): Promise<readonly Node[]> {
  const nodes: Node[] = [];
  for (let after: string | null = null; ;) {
    const { page }: Pages<Node> = await ask({ after });
    nodes.push(...page.nodes);
    if (!page.pageInfo.hasNextPage) return nodes;
    after = page.pageInfo.endCursor;
  }
}

const EVERYTHING = {
  pictures: `employmentPictures(first: 100, after: $after) { nodes {
    person { pseudonym } status basis since employer { creditCode } occupation training trainedFor lastInsuredMonth benefits
    county validFrom validTo qualityFlag groups { group answer rule } } pageInfo { endCursor hasNextPage } }`,
  conflicts: `employmentConflicts(first: 100, after: $after, filter: { state: { eq: "OPEN" } }) { nodes {
    person { pseudonym } conflictId openedAt kind sources routedTo recordKeys } pageInfo { endCursor hasNextPage } }`,
};

/** All that the repository shows of people, in an order that does not depend on when it was written. */
export async function everythingIn(hub: TestHub): Promise<readonly string[]> {
  const province = await adviserDoor(hub, '230000');
  const all: string[] = [];
  for (const [what, page] of Object.entries(EVERYTHING)) {
    const nodes = await allNodes<Readonly<Record<string, unknown>>>((variables) =>
      province.get(`query ($after: Cursor) { page: ${page} }`, variables),
    );
    for (const { groups, ...node } of nodes) {
      const sorted = ((groups ?? []) as readonly object[]).map((group) => JSON.stringify(group)).toSorted();
      all.push(`${what} ${JSON.stringify(node)} ${sorted.join()}`);
    }
  }
  return all.toSorted();
}
