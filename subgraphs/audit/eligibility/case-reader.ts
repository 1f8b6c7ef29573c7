import { ERROR_TABLE } from '../../../errors/error-table.ts';
import { askRules, type RuleParts } from './ask-rules.ts';
import type { EligibilityQuestion, EligibilityReader, Found } from './eligibility-reader.ts';
import type { EligibilityScheme } from './read-eligibility-document.ts';
import { PURPOSE } from './read-relation.ts';
import {
  familyOf,
  isOnAssistance,
  type FamiliesOfScheme,
  type FamilyCourse,
  type FamilyOfPerson,
  type Membership,
} from './scheme-members.ts';

const FAMILIES = `query FamiliesOfScheme($keys: [ID!], $scheme: String, $first: Int) {
  assistanceFamilies(first: $first, filter: { caseNumber: { in: $keys }, scheme: { eq: $scheme } }) {
    nodes { caseNumber status approvedOn stoppedOn head { id } members { person { id } } }
  }
}`;

const MEMBERS = `query FamiliesOfPersons($keys: [ID!], $first: Int) {
  persons(first: $first, filter: { id: { in: $keys } }) {
    nodes {
      id
      assistanceMemberships { validTo qualityFlag family { caseNumber scheme status approvedOn stoppedOn } }
    }
  }
}`;

interface FamilyNode extends FamilyCourse {
  readonly caseNumber: string | null;
  readonly head: { readonly id: string | null } | null;
  readonly members: readonly ({ readonly person: { readonly id: string | null } | null } | null)[] | null;
}

interface PersonNode {
  readonly id: string | null;
  readonly assistanceMemberships: readonly (Membership | null)[] | null;
}

/** Reads for one who asks about few, at most 100: questions to the graph, as anybody would ask them. */
export function createCaseReader(parts: RuleParts): EligibilityReader {
  return {
    familiesOfScheme: (scheme, caseNumbers, question) =>
      unlessTroubled(scheme, question, parts, () => familiesByCase(caseNumbers, question, parts)),
    familiesOfPersons: (scheme, personKeys, question) =>
      unlessTroubled(scheme, question, parts, () => personsByCase(personKeys, question, parts)),
    askRules: (definition, ruleIds, caseKeys, question) =>
      askRules(definition, ruleIds, caseKeys, question, parts),
  };
}

async function unlessTroubled<Value>(
  scheme: EligibilityScheme,
  question: EligibilityQuestion,
  { sources }: RuleParts,
  read: () => Promise<Found<Value>>,
): Promise<Found<Value>> {
  return (await sources.ofScheme(scheme, question)) ?? (await read());
}

async function familiesByCase(
  caseNumbers: readonly string[],
  question: EligibilityQuestion,
  parts: RuleParts,
): Promise<Found<FamiliesOfScheme>> {
  const variables = { keys: caseNumbers, scheme: question.scheme, first: caseNumbers.length };
  const answered = await askWhole<FamilyNode>('assistanceFamilies', FAMILIES, variables, question, parts);
  if ('trouble' in answered) return answered;
  const families = answered.found.flatMap((family) => {
    const { caseNumber, head, members } = family;
    const isOnIt = isOnAssistance(family, question.day);
    if (isOnIt === false) return [];
    const people = [head, ...(members ?? []).map((member) => member?.person)].map((person) => person?.id);
    const found = isOnIt ? people.filter((id) => typeof id === 'string') : ('UNDECIDED' as const);
    return [[caseNumber ?? '', found] as const];
  });
  return { found: new Map(families), reads: answered.reads };
}

async function personsByCase(
  personKeys: readonly string[],
  question: EligibilityQuestion,
  parts: RuleParts,
): Promise<Found<FamilyOfPerson>> {
  const variables = { keys: personKeys, first: personKeys.length };
  const answered = await askWhole<PersonNode>('persons', MEMBERS, variables, question, parts);
  if ('trouble' in answered) return answered;
  const nodes = Map.groupBy(answered.found, ({ id }) => id);
  const families = personKeys.map((key) => {
    const memberships = nodes.get(key)?.flatMap((node) => node.assistanceMemberships ?? [null]);
    return [key, familyOf(memberships ?? null, question)] as const;
  });
  return { found: new Map(families), reads: answered.reads };
}

/** Nothing is concluded from an answer that is not whole. */
async function askWhole<Node>(
  population: string,
  text: string,
  variables: Readonly<Record<string, unknown>>,
  { asOf, parentExchange, signal }: EligibilityQuestion,
  { ask }: RuleParts,
): Promise<Found<readonly Node[]>> {
  const answer = await ask({ text, variables, purpose: PURPOSE, parentExchange, asOf, signal });
  const { exchangeId, receivedAt } = answer;
  const reads =
    exchangeId === null ? [] : [{ exchangeId, readAt: asOf === null ? receivedAt : new Date(asOf) }];
  if (answer.errors.some(({ code }) => !ERROR_TABLE[code].retry))
    return { trouble: 'NOT_COVERED', dataset: null, reads };
  const connection = answer.data?.[population] as { readonly nodes?: readonly (Node | null)[] | null } | null;
  const nodes = connection?.nodes;
  if (answer.errors.length > 0 || !nodes || reads.length === 0)
    return { trouble: 'SOURCE_AWAY', dataset: null, reads };
  return { found: nodes.filter((node): node is Node & {} => node !== null), reads };
}
