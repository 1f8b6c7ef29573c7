import { amongKeys } from './among-keys.ts';
import type { EligibilityQuestion, Found } from './eligibility-reader.ts';
import type { EligibilityScheme } from './read-eligibility-document.ts';
import { readRelation, type RecordSettings } from './read-relation.ts';
import {
  familyOf,
  isOnAssistance,
  type FamiliesOfScheme,
  type FamilyOfPerson,
  type Membership,
} from './scheme-members.ts';

type Cells = readonly (readonly (string | null)[])[];

// By a column that the register alone has: the key alone would be any agency's to answer.
const REGISTERED = '{ persons { nodes { recordKey } } }';
const MEMBERSHIPS = '{ persons { nodes { assistanceMemberships { caseNumber validTo qualityFlag } } } }';
const FAMILIES = '{ assistanceFamilies { nodes { caseNumber scheme status approvedOn stoppedOn } } }';
const OF_SCHEME = `query FamiliesOfScheme($scheme: String) {
  assistanceFamilies(filter: { scheme: { eq: $scheme } }) { nodes { caseNumber status approvedOn stoppedOn head { id } } }
}`;
const PEOPLE = '{ assistanceFamilies { nodes { members { person { id } } } } }';

/** Which of some families are on assistance under the scheme, read as relations. */
export async function familiesInSets(
  { scheme, maxAgeHours }: EligibilityScheme,
  caseNumbers: readonly string[],
  question: EligibilityQuestion,
  settings: RecordSettings,
): Promise<Found<FamiliesOfScheme>> {
  const families = await readRelation(
    {
      query: OF_SCHEME,
      typeName: 'AssistanceFamily',
      variables: { scheme },
      keys: null,
      where: amongKeys('caseNumber', caseNumbers),
      maxAgeHours,
    },
    question,
    settings,
  );
  if ('trouble' in families) return families;
  const undecided: string[] = [];
  const heads = new Map<string, string | null>();
  for (const [key, status = null, approvedOn = null, stoppedOn = null, head = null] of families.found) {
    if (key == null) continue;
    const isOnIt = isOnAssistance({ status, approvedOn, stoppedOn }, question.day);
    if (isOnIt === null) undecided.push(key);
    else if (isOnIt) heads.set(key, head);
  }
  const members = await readRelation(
    { query: PEOPLE, typeName: 'AssistanceMember', keys: [...heads.keys()], maxAgeHours },
    question,
    settings,
  );
  if ('trouble' in members) return members;
  const people = Map.groupBy(members.found, ([key]) => key);
  const found = [...heads].map(([key, head]) => {
    const all = [head, ...(people.get(key) ?? []).map(([, person]) => person)];
    return [key, all.filter((id) => typeof id === 'string')] as const;
  });
  return {
    found: new Map<string, readonly string[] | 'UNDECIDED'>([
      ...found,
      ...undecided.map((key) => [key, 'UNDECIDED'] as const),
    ]),
    reads: [...families.reads, ...members.reads],
  };
}

/** By which family each of some people is judged, read as relations. */
export async function personsInSets(
  { scheme, maxAgeHours }: EligibilityScheme,
  personKeys: readonly string[],
  question: EligibilityQuestion,
  settings: RecordSettings,
): Promise<Found<FamilyOfPerson>> {
  const read = (query: string, typeName: string, keys: readonly string[]): Promise<Found<Cells>> =>
    readRelation({ query, typeName, keys, maxAgeHours }, question, settings);
  const registered = await read(REGISTERED, 'Person', personKeys);
  if ('trouble' in registered) return registered;
  const known = new Set(registered.found.map(([key]) => key));
  const memberships = await read(MEMBERSHIPS, 'AssistanceMember', [...known].filter(isKey));
  if ('trouble' in memberships) return memberships;
  const caseNumbers = new Set(memberships.found.map(([, caseNumber]) => caseNumber).filter(isKey));
  const families = await read(FAMILIES, 'AssistanceFamily', [...caseNumbers]);
  if ('trouble' in families) return families;
  const held = new Map(
    families.found.map(
      ([key, caseNumber = null, held = null, status = null, approvedOn = null, stoppedOn = null]) => [
        key,
        { caseNumber, scheme: held, status, approvedOn, stoppedOn },
      ],
    ),
  );
  const byPerson = Map.groupBy(memberships.found, ([key]) => key);
  const membershipOf = ([, caseNumber, validTo = null, qualityFlag = null]: Cells[number]): Membership => ({
    validTo,
    qualityFlag,
    family: held.get(caseNumber) ?? null,
  });
  const found = personKeys.map((key) => {
    const own = known.has(key) ? (byPerson.get(key) ?? []).map(membershipOf) : null;
    return [key, familyOf(own, { scheme, day: question.day })] as const;
  });
  return {
    found: new Map(found),
    reads: [...registered.reads, ...memberships.reads, ...families.reads],
  };
}

function isKey(key: string | null | undefined): key is string {
  return key != null;
}
