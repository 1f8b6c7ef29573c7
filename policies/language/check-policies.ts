import type { Catalogue, CatalogueEntry } from '../catalogue.ts';
import { fieldsOfRule, isNamedBy, isOwned } from '../match-resources.ts';
import { MASKS } from '../obligations/mask-kinds.ts';
import type { Mask } from '../obligations/mask.ts';
import type { FieldCoordinate } from '../vocabulary.ts';
import { didYouMean } from './nearest-name.ts';
import type { ParsedPolicyDocument } from './parse-policy-document.ts';
import {
  type DerivationRule,
  isNamed,
  type Obligation,
  type Purpose,
  type Resource,
  type Rule,
} from './policy-document.ts';
import type { PolicyProblem } from './policy-problem.ts';

interface Known {
  readonly purposes: readonly Purpose[];
  readonly catalogue: Catalogue;
}

/**
 * What is wrong with documents that parse, each problem with its position and the nearest name: purposes, types,
 * fields, tags and masks that do not exist, fields that another agency provides, resources that match nothing, masks
 * of fields that the rule does not speak of, ids that repeat, two documents of one agency.
 */
export function checkPolicies(
  documents: readonly ParsedPolicyDocument[],
  known: Known,
): readonly PolicyProblem[] {
  const ids = new Set<string>();
  const agencies = new Set<string>();
  return documents.flatMap((parsed) => {
    const check = new DocumentCheck(parsed, known);
    if (agencies.has(parsed.document.agency))
      check.problem('.agency', `the agency \`${parsed.document.agency}\` has another document`);
    agencies.add(parsed.document.agency);
    parsed.document.rules.forEach((rule, index) => {
      const at = `.rules.${index}`;
      if (ids.has(rule.id)) check.problem(`${at}.id`, `the id \`${rule.id}\` is repeated`);
      ids.add(rule.id);
      check.rule(rule, at);
    });
    parsed.document.derivations.forEach((rule, index) => {
      const at = `.derivations.${index}`;
      if (ids.has(rule.id)) check.problem(`${at}.id`, `the id \`${rule.id}\` is repeated`);
      ids.add(rule.id);
      check.derivation(rule, at);
    });
    return check.problems;
  });
}

class DocumentCheck {
  readonly problems: PolicyProblem[] = [];
  private readonly parsed: ParsedPolicyDocument;
  private readonly known: Known;

  constructor(parsed: ParsedPolicyDocument, known: Known) {
    this.parsed = parsed;
    this.known = known;
  }

  problem(path: string, message: string): void {
    const position = this.parsed.positions.get(path) ?? { line: 1, column: 1 };
    this.problems.push({ file: this.parsed.file, ...position, message });
  }

  rule(rule: Rule, at: string): void {
    const purposes = this.known.purposes.map(({ id }) => id);
    if (rule.purposes !== 'all')
      rule.purposes.forEach((purpose, index) => {
        if (!purposes.includes(purpose))
          this.problem(`${at}.purposes.${index}`, unknown('purpose', purpose, purposes));
      });
    rule.resources.forEach((resource, index) => this.resource(resource, `${at}.resources.${index}`));
    if (rule.needsCase) this.peopleOf(rule, `${at}.case`, 'a case');
    rule.obligations.forEach((obligation, index) =>
      this.obligation(obligation, rule, `${at}.obligations.${index}`),
    );
  }

  derivation(rule: DerivationRule, at: string): void {
    const { catalogue, purposes } = this.known;
    const known = purposes.map(({ id }) => id);
    rule.purposes.forEach((purpose, index) => {
      if (!known.includes(purpose))
        this.problem(`${at}.purposes.${index}`, unknown('purpose', purpose, known));
    });
    if (!catalogue.has(rule.output))
      this.problem(`${at}.output`, unknown('field', rule.output, catalogue.keys()));
    rule.inputs.forEach((input, index) => {
      const entry = catalogue.get(input);
      const path = `${at}.inputs.${index}`;
      if (!entry) this.problem(path, unknown('field', input, catalogue.keys()));
      else if (!isOwned(entry, this.parsed.document))
        this.problem(path, `\`${input}\` is not ${this.parsed.document.agency}'s to rule on`);
    });
  }

  /** What holds only for some people can be said only of fields that are about people. */
  private peopleOf(rule: Rule, at: string, what: string): void {
    for (const coordinate of fieldsOfRule(rule, this.parsed.document, this.known.catalogue).keys()) {
      const entry = this.known.catalogue.get(coordinate);
      if (entry && entry.datasets.length > 0 && entry.subjectPath === null)
        this.problem(at, `\`${coordinate}\` is about nobody, so ${what} can not limit it`);
    }
  }

  private resource(resource: Resource, at: string): void {
    const { catalogue } = this.known;
    const entries = [...catalogue.values()];
    const types = new Set(entries.map(({ type }) => type));
    if (resource.type !== undefined && !types.has(resource.type)) {
      this.problem(`${at}.type`, unknown('type', resource.type, types));
      return;
    }
    const implementedBy = entries.find(({ type }) => type === resource.type)?.implementedBy;
    if (implementedBy) {
      // WHY: policies are decided on object types, so the rule would say nothing, and a `forbid` forbid nothing.
      const types = implementedBy.map((name) => `\`${name}\``).join(', ');
      this.problem(`${at}.type`, `\`${resource.type ?? ''}\` is an interface; name its types: ${types}`);
      return;
    }
    if (isNamed(resource) && resource.fields !== '*') {
      const fields = entries.filter(({ type }) => type === resource.type).map(({ field }) => field);
      resource.fields.forEach((field, index) =>
        this.namedField(resource.type, field, fields, `${at}.fields.${index}`),
      );
      return;
    }
    if (!isNamed(resource)) this.tags(resource.tags, `${at}.tags`);
    const { document } = this.parsed;
    const isMatched = entries.some((entry) => isOwned(entry, document) && isNamedBy(resource, entry));
    if (!isMatched) this.problem(at, `no field that ${document.agency} provides is like this`);
  }

  private namedField(type: string, field: string, fields: readonly string[], at: string): void {
    const entry = this.known.catalogue.get(`${type}.${field}` as FieldCoordinate);
    if (!entry) this.problem(at, unknown('field', field, fields, ` of \`${type}\``));
    else if (!isOwned(entry, this.parsed.document))
      this.problem(at, `\`${type}.${field}\` is not ${this.parsed.document.agency}'s to rule on`);
  }

  private obligation(obligation: Obligation, rule: Rule, at: string): void {
    if ('rows' in obligation && (obligation.rows === 'consent' || obligation.rows === 'self'))
      this.peopleOf(rule, at, obligation.rows);
    if (!('mask' in obligation)) return;
    const mask = MASKS.get(obligation.mask);
    if (!mask) this.problem(`${at}.mask`, unknown('mask', obligation.mask, MASKS.keys()));
    this.tags(obligation.tags, `${at}.tags`);
    const { catalogue } = this.known;
    const masked = fieldsOfRule({ ...rule, obligations: [obligation] }, this.parsed.document, catalogue);
    for (const [coordinate, kind] of masked) {
      const entry = catalogue.get(coordinate);
      if (!mask || kind === null || !entry) continue;
      const problem = misfit(mask, coordinate, entry);
      if (problem !== null) this.problem(`${at}.mask`, problem);
    }
    obligation.fields?.forEach((coordinate, index) => {
      const entry = catalogue.get(coordinate as FieldCoordinate);
      const path = `${at}.fields.${index}`;
      if (!entry) this.problem(path, unknown('field', coordinate, catalogue.keys()));
      else if (!rule.resources.some((resource) => isNamedBy(resource, entry)))
        this.problem(path, `the rule masks \`${coordinate}\` but does not speak of it`);
    });
  }

  private tags(tags: readonly string[] | undefined, at: string): void {
    const known = new Set([...this.known.catalogue.values()].flatMap((entry) => entry.tags));
    tags?.forEach((tag, index) => {
      if (!known.has(tag)) this.problem(`${at}.${index}`, unknown('tag', tag, known));
    });
  }
}

/** Why a mask can not be applied to a field; null where it can. */
function misfit(
  { kind, fits, onlyOn }: Mask,
  coordinate: FieldCoordinate,
  { output, field, isKey, subjectPath }: CatalogueEntry,
): string | null {
  if (!fits.includes(output)) return `the mask \`${kind}\` does not fit \`${coordinate}: ${output}\``;
  if (onlyOn === undefined || (onlyOn === 'key' && isKey) || (isKey && subjectPath === field)) return null;
  const where = onlyOn === 'key' ? 'fields that join agencies' : 'the id of a person';
  return `the mask \`${kind}\` needs the hub's keys, which no agency holds: it fits ${where}, not \`${coordinate}\``;
}

const unknown = (what: string, name: string, known: Iterable<string>, where = ''): string =>
  `unknown ${what} \`${name}\`${where}${didYouMean(name, known)}`;
