import { ruleHash } from '../definition/definition-hash.ts';
import type { RuleStageStore } from '../store/rule-stage-store.ts';
import { eligibilityInvalid } from './eligibility-invalid.ts';
import { concludeVerdicts, withoutRule, type Eligibility } from './eligibility.ts';
import type { EligibilityQuestion, EligibilityReader } from './eligibility-reader.ts';
import type { EligibilityScheme } from './read-eligibility-document.ts';

export interface EligibilityParts {
  readonly reader: EligibilityReader;
  readonly schemes: readonly EligibilityScheme[];
  readonly stages: Pick<RuleStageStore, 'stagesOf'>;
}

/** What a family is concluded to be, and the people whom that tells something about. */
export interface FamilyEligibility {
  readonly eligibility: Eligibility;
  readonly people: readonly string[];
}

/** Publishes rules as conclusions: asks them about families of a scheme, through the hub, and says no more than the answer. */
export class EligibilityEngine {
  private readonly parts: EligibilityParts;

  constructor(parts: EligibilityParts) {
    this.parts = parts;
  }

  /** @throws SluiceError ELIGIBILITY_INVALID for a scheme that no document describes */
  assertKnown(scheme: string): void {
    this.schemeOf(scheme);
  }

  /**
   * Families by case number, as many as the reader takes, in their order.
   * @throws SluiceError ELIGIBILITY_INVALID
   */
  async families(
    caseNumbers: readonly string[],
    question: EligibilityQuestion,
  ): Promise<readonly FamilyEligibility[]> {
    const scheme = this.schemeOf(question.scheme);
    const shadow = await this.ofShadow(scheme);
    if (shadow !== null) return caseNumbers.map(() => ({ eligibility: shadow, people: [] }));
    const members = await this.parts.reader.familiesOfScheme(scheme, caseNumbers, question);
    if ('trouble' in members) {
      const eligibility = withoutRule(members.trouble, members.reads, members.dataset);
      return caseNumbers.map(() => ({ eligibility, people: [] }));
    }
    const { found, reads } = members;
    const onIt = caseNumbers.filter((caseNumber) => Array.isArray(found.get(caseNumber)));
    const judged = await this.judge(scheme, [...new Set(onIt)], question);
    return caseNumbers.map((caseNumber) => {
      const people = found.get(caseNumber) ?? 'NOT_IN_SCHEME';
      if (typeof people === 'string') return { eligibility: withoutRule(people, reads), people: [] };
      return { eligibility: judged.get(caseNumber)?.(reads) ?? withoutRule('UNDECIDED', reads), people };
    });
  }

  /**
   * People by canonical key, in the same way: each by the family of the scheme that counts him.
   * @throws SluiceError ELIGIBILITY_INVALID
   */
  async persons(
    personKeys: readonly string[],
    question: EligibilityQuestion,
  ): Promise<readonly Eligibility[]> {
    const scheme = this.schemeOf(question.scheme);
    const shadow = await this.ofShadow(scheme);
    if (shadow !== null) return personKeys.map(() => shadow);
    const members = await this.parts.reader.familiesOfPersons(scheme, personKeys, question);
    if ('trouble' in members) {
      const eligibility = withoutRule(members.trouble, members.reads, members.dataset);
      return personKeys.map(() => eligibility);
    }
    const { found, reads } = members;
    const families = [...found.values()].flatMap((one) => (typeof one === 'string' ? [] : [one.caseNumber]));
    const judged = await this.judge(scheme, [...new Set(families)], question);
    return personKeys.map((key) => {
      const family = found.get(key) ?? 'UNDECIDED';
      if (typeof family === 'string') return withoutRule(family, reads);
      return judged.get(family.caseNumber)?.(reads) ?? withoutRule('UNDECIDED', reads);
    });
  }

  private schemeOf(name: string): EligibilityScheme {
    const scheme = this.parts.schemes.find((one) => one.scheme === name);
    if (scheme === undefined) throw eligibilityInvalid('scheme', 'no such scheme');
    return scheme;
  }

  /**
   * What is concluded of everybody while a rule of the scheme is in its shadow; null where none is.
   * WHY of everybody, unread: nobody could be told YES then, and every other answer would tell who is on assistance and
   * conclude nothing.
   */
  private async ofShadow({ rules }: EligibilityScheme): Promise<Eligibility | null> {
    const stages = await this.parts.stages.stagesOf(
      rules.map(({ audit, rule }) => ({ audit: audit.name, ruleId: rule.id, hash: ruleHash(audit, rule) })),
    );
    const shadow = rules.filter((_, place) => stages[place] !== 'LIVE');
    if (shadow.length === 0) return null;
    return concludeVerdicts(
      shadow.map(({ rule }) => ({ rule, says: 'RULE_IN_SHADOW' })),
      [],
    );
  }

  /** Of each case the conclusion, still to be told what was read before. */
  private async judge(
    { rules }: EligibilityScheme,
    caseNumbers: readonly string[],
    question: EligibilityQuestion,
  ): Promise<ReadonlyMap<string, (before: Parameters<typeof concludeVerdicts>[1]) => Eligibility>> {
    if (caseNumbers.length === 0) return new Map();
    const asked = await Promise.all(
      [...Map.groupBy(rules, ({ audit }) => audit)].map(([audit, of]) =>
        this.parts.reader.askRules(audit, new Set(of.map(({ rule }) => rule.id)), caseNumbers, question),
      ),
    );
    return new Map(
      caseNumbers.map((caseNumber) => [
        caseNumber,
        (before) =>
          concludeVerdicts(
            asked.flatMap(({ says }) => says(caseNumber)),
            [...before, ...asked.flatMap(({ reads }) => reads)],
          ),
      ]),
    );
  }
}
