import type { EligibilityReader } from './eligibility-reader.ts';
import { familiesInSets, personsInSets } from './set-members.ts';
import { sweepRules, type SweepParts } from './sweep-rules.ts';

/** Reads for a list: relations over its keys alone, and rules over all their cases at once. */
export function createSetReader(parts: SweepParts): EligibilityReader {
  return {
    familiesOfScheme: (scheme, caseNumbers, question) => familiesInSets(scheme, caseNumbers, question, parts),
    familiesOfPersons: (scheme, personKeys, question) => personsInSets(scheme, personKeys, question, parts),
    askRules: (definition, ruleIds, caseKeys, question) =>
      sweepRules(definition, ruleIds, caseKeys, question, parts),
  };
}
