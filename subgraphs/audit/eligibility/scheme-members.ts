import { ERROR_TABLE } from '../../../errors/error-table.ts';
import type { AskHub } from '../run/ask-hub.ts';
import type { EligibilityRead } from './eligibility.ts';

/** How the engine asks for one conclusion, and as of when. */
export interface EligibilityQuestion {
  readonly scheme: string;
  /** The day for which rules are asked, in China. */
  readonly day: string;
  /** The instant as of which records are read, RFC 3339; null: as they are. */
  readonly asOf: string | null;
  readonly parentExchange: string;
  readonly signal: AbortSignal;
}

/** What could not be had, for now or at all. */
export type Trouble = 'SOURCE_AWAY' | 'NOT_COVERED';

/** Of each case number asked about that is on assistance under the scheme: the people of the family. */
export type FamiliesOfScheme = ReadonlyMap<string, readonly string[]>;

/** Of each person asked about: the case number of the one active family, or why there is none to be judged by. */
export type FamilyOfPerson = ReadonlyMap<string, { readonly caseNumber: string } | MemberTrouble>;
export type MemberTrouble = 'NOT_IN_SCHEME' | 'NOT_COVERED' | 'UNDECIDED';

export type Found<Value> =
  | { readonly found: Value; readonly read: EligibilityRead }
  | { readonly trouble: Trouble; readonly read: EligibilityRead | null };

const PURPOSE = 'assistance-audit';
const ACTIVE = 'ACTIVE';

const FAMILIES = `query FamiliesOfScheme($keys: [ID!], $scheme: String, $first: Int) {
  assistanceFamilies(first: $first, filter: { caseNumber: { in: $keys }, scheme: { eq: $scheme }, status: { eq: "ACTIVE" } }) {
    nodes { caseNumber head { id } members { person { id } } }
  }
}`;

const MEMBERS = `query FamiliesOfPersons($keys: [ID!], $first: Int) {
  persons(first: $first, filter: { id: { in: $keys } }) {
    nodes {
      id
      assistanceMemberships { validTo qualityFlag family { caseNumber scheme status } }
    }
  }
}`;

interface FamilyNode {
  readonly caseNumber: string | null;
  readonly head: { readonly id: string | null } | null;
  readonly members: readonly ({ readonly person: { readonly id: string | null } | null } | null)[] | null;
}

interface Membership {
  readonly validTo: string | null;
  readonly qualityFlag: string | null;
  readonly family: {
    readonly caseNumber: string | null;
    readonly scheme: string | null;
    readonly status: string | null;
  } | null;
}

interface PersonNode {
  readonly id: string | null;
  readonly assistanceMemberships: readonly (Membership | null)[] | null;
}

/** Which of some families are on assistance under the scheme. */
export async function familiesOfScheme(
  caseNumbers: readonly string[],
  question: EligibilityQuestion,
  ask: AskHub,
): Promise<Found<FamiliesOfScheme>> {
  const answered = await askWhole<FamilyNode>('assistanceFamilies', FAMILIES, caseNumbers, question, ask);
  if ('trouble' in answered) return answered;
  const families = answered.found.map(({ caseNumber, head, members }) => {
    const people = [head, ...(members ?? []).map((member) => member?.person)].map((person) => person?.id);
    return [caseNumber ?? '', people.filter((id) => typeof id === 'string')] as const;
  });
  return { found: new Map(families), read: answered.read };
}

/** By which family each of some people is judged: the active one of the scheme of which they are members on the day. */
export async function familiesOfPersons(
  personKeys: readonly string[],
  question: EligibilityQuestion,
  ask: AskHub,
): Promise<Found<FamilyOfPerson>> {
  const answered = await askWhole<PersonNode>('persons', MEMBERS, personKeys, question, ask);
  if ('trouble' in answered) return answered;
  const nodes = Map.groupBy(answered.found, ({ id }) => id);
  const families = personKeys.map((key) => {
    const known = nodes.get(key);
    // Whom the register does not know may be on assistance under a number of another kind.
    return [key, known === undefined ? ('NOT_COVERED' as const) : familyOf(known, question)] as const;
  });
  return { found: new Map(families), read: answered.read };
}

function familyOf(
  nodes: readonly PersonNode[],
  { scheme, day }: EligibilityQuestion,
): { readonly caseNumber: string } | MemberTrouble {
  const memberships = nodes.flatMap((node) => node.assistanceMemberships ?? [null]);
  const caseNumbers = new Set<string>();
  for (const membership of memberships) {
    if (membership === null) return 'UNDECIDED';
    if (membership.validTo !== null && membership.validTo <= day) continue;
    const { family, qualityFlag } = membership;
    if (qualityFlag !== null || family?.scheme == null || family.status === null) return 'UNDECIDED';
    if (family.scheme !== scheme || family.status !== ACTIVE) continue;
    if (family.caseNumber === null) return 'UNDECIDED';
    caseNumbers.add(family.caseNumber);
  }
  const [caseNumber] = caseNumbers;
  if (caseNumber === undefined) return 'NOT_IN_SCHEME';
  return caseNumbers.size === 1 ? { caseNumber } : 'UNDECIDED';
}

/** Nothing is concluded from an answer that is not whole. */
async function askWhole<Node>(
  population: string,
  text: string,
  keys: readonly string[],
  { scheme, asOf, parentExchange, signal }: EligibilityQuestion,
  ask: AskHub,
): Promise<Found<readonly Node[]>> {
  const variables = { keys, first: keys.length, ...(text === FAMILIES ? { scheme } : {}) };
  const answer = await ask({ text, variables, purpose: PURPOSE, parentExchange, asOf, signal });
  const read =
    answer.exchangeId === null
      ? null
      : { exchangeId: answer.exchangeId, readAt: asOf === null ? answer.receivedAt : new Date(asOf) };
  if (answer.errors.some(({ code }) => !ERROR_TABLE[code].retry)) return { trouble: 'NOT_COVERED', read };
  const connection = answer.data?.[population] as { readonly nodes?: readonly (Node | null)[] | null } | null;
  const nodes = connection?.nodes;
  if (answer.errors.length > 0 || !nodes || read === null) return { trouble: 'SOURCE_AWAY', read };
  return { found: nodes.filter((node): node is Node & {} => node !== null), read };
}
