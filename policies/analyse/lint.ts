import type { Catalogue } from '../catalogue.ts';
import { compilePolicies, type PolicySource } from '../compile-policy.ts';
import { parsePolicyDocument } from '../language/parse-policy-document.ts';
import { parsePurposes } from '../language/parse-purposes.ts';
import { InvalidPolicies, type PolicyProblem, type Position } from '../language/policy-problem.ts';
import { type PolicyFile, PURPOSES_FILE, readPolicies } from '../language/read-policies.ts';
import type { FieldCoordinate, Subject } from '../vocabulary.ts';
import { betrayingDates } from './betraying-dates.ts';
import { bareIdentityNumbers } from './bare-identity-numbers.ts';
import { coverageOf, type IdleRule } from './coverage.ts';
import { domainOf } from './domain.ts';
import { equalRules } from './equal-rules.ts';
import { idleSweeps } from './idle-sweeps.ts';
import { unknownNames } from './unknown-names.ts';
import { unlimitedLookUps } from './unlimited-look-ups.ts';

interface LintSetting {
  readonly catalogue: Catalogue;
  /** The fields that want a rule: those of object types. */
  readonly fields: readonly FieldCoordinate[];
  readonly at: Date;
  /** Subjects whose names rules may use though nothing else does, such as those of an issuer's tokens. */
  readonly subjects?: readonly Subject[];
}

/**
 * Everything that is wrong with policies: first what `readPolicies` refuses; where that is nothing, what is sound and
 * yet can not be meant: rules that contradict each other or apply to nobody, names that nothing else
 * has, identity numbers shown bare, look-ups of
 * what is hidden without a limit, masked dates that a date of the record betrays, purposes under which nothing is
 * permitted, fields that no rule names. Empty where all is well.
 */
export function lintPolicies(files: readonly PolicyFile[], setting: LintSetting): readonly PolicyProblem[] {
  let source: PolicySource;
  try {
    source = readPolicies(files, setting.catalogue);
  } catch (error) {
    if (error instanceof InvalidPolicies) return error.problems;
    throw error;
  }
  const domain = domainOf(source, setting.fields);
  const analysed = { source, domain, policies: compilePolicies(source) };
  const coverage = coverageOf(analysed, setting.at, 0);
  const places = new Places(files);
  return [
    ...coverage.idle.map((idle) => places.problem(idle.rule, partOf(idle), idleMessage(idle))),
    ...unknownNames(source, setting.subjects ?? []).map(({ rule, message }) =>
      places.problem(rule, 'subjects', message),
    ),
    ...equalRules(source).map(({ rule, as }) =>
      places.problem(rule, 'id', `the rule says what \`${as}\` says; one of them is enough`),
    ),
    ...bareIdentityNumbers(source).map(({ rule, fields }) =>
      places.problem(
        rule,
        'uses',
        `the rule shows ${quoted(fields)} unmasked; mask it, or name its field where that is meant`,
      ),
    ),
    ...unlimitedLookUps(analysed, setting.at).map(({ rule, fields }) =>
      places.problem(
        rule,
        'uses',
        `whoever is not shown ${quoted(fields)} may look it up without limit, and so guess it; set \`perDay\` with \`exchanges\``,
      ),
    ),
    ...source.purposes
      .filter(({ id }) => !coverage.permittedPurposes.includes(id))
      .map(({ id }) =>
        places.problem(
          id,
          'id',
          `under the purpose \`${id}\` nobody who may declare it is permitted anything`,
        ),
      ),
    ...idleSweeps(source).map((id) =>
      places.problem(
        id,
        'sweeps',
        `nobody who may declare \`${id}\` is among those who may read relations whole`,
      ),
    ),
    ...betrayingDates(analysed, setting.at).map(({ recordDate, rule, hidden }) =>
      places.problem(
        rule,
        'id',
        `the rule permits \`${recordDate}\` to somebody who is shown \`${hidden}\` only under a mask: either may be the same day`,
      ),
    ),
    ...coverage.unruled.map((field) => unruled(field, source)),
  ];
}

const partOf = ({ why }: IdleRule): string =>
  ({ expired: 'validTo', nobody: 'subjects', forbidden: 'id', masked: 'uses' })[why];

function idleMessage({ why, forbiddenBy }: IdleRule): string {
  switch (why) {
    case 'expired':
      return 'the rule holds no more since this day';
    case 'nobody':
      return 'nobody who meets this condition may declare any purpose of the rule';
    case 'forbidden':
      return `all that the rule permits is forbidden by ${quoted(forbiddenBy)}`;
    case 'masked':
      return 'the rule permits nothing: it masks its fields, and a masking rule permits no use but `project`, `join-key` and `invoke`';
  }
}

/** A field that nobody ruled on is its provider's to rule on. */
function unruled(field: FieldCoordinate, { catalogue, documents }: PolicySource): PolicyProblem {
  const provider = catalogue.get(field)?.providers[0] ?? '';
  const document = documents.find(({ subgraphs }) => subgraphs.includes(provider));
  const file = `${document?.agency ?? (provider || 'hub')}.yaml`;
  const message = `no rule speaks of \`${field}\`; permit it to somebody or forbid it to everybody`;
  return { file, line: 1, column: 1, message };
}

const quoted = (ids: readonly string[]): string => ids.map((id) => `\`${id}\``).join(', ');

/** Where the parts of each rule and each purpose are written. */
class Places {
  private readonly places = new Map<string, Position & { readonly file: string }>();

  constructor(files: readonly PolicyFile[]) {
    for (const { name, text } of files) {
      if (name === PURPOSES_FILE) {
        const { purposes, positions } = parsePurposes(name, text);
        this.add(name, '.purposes', purposes, positions);
      } else if (name.endsWith('.yaml')) {
        const { document, positions } = parsePolicyDocument(name, text);
        this.add(name, '.rules', document.rules, positions);
      }
    }
  }

  problem(id: string, part: string, message: string): PolicyProblem {
    return { ...(this.places.get(`${id} ${part}`) ?? { file: '', line: 1, column: 1 }), message };
  }

  private add(
    file: string,
    path: string,
    items: readonly { readonly id: string }[],
    positions: ReadonlyMap<string, Position>,
  ): void {
    items.forEach(({ id }, index) => {
      for (const part of ['id', 'subjects', 'uses', 'validTo', 'sweeps']) {
        const position = positions.get(`${path}.${index}.${part}`);
        if (position) this.places.set(`${id} ${part}`, { file, ...position });
      }
    });
  }
}
