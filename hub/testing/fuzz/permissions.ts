import { withinRegion } from '../../../identifiers/division.ts';
import type { CatalogueEntry } from '../../../policies/catalogue.ts';
import type { PolicySource } from '../../../policies/compile-policy.ts';
import type {
  PolicyDocument,
  Resource,
  Rule,
  SubjectCondition,
} from '../../../policies/language/policy-document.ts';
import { MASKS } from '../../../policies/obligations/mask-kinds.ts';
import type {
  FieldCoordinate,
  MaskKind,
  PurposeId,
  RowCondition,
  Subject,
  Use,
} from '../../../policies/vocabulary.ts';
import { USES } from '../../../policies/vocabulary.ts';

/** Who asks, for what, when and under what. */
export interface Asking {
  readonly subject: Subject;
  readonly purpose: PurposeId;
  readonly at: Date;
  /** Whom the checked case is about; null where the exchange is under none. */
  readonly casePeople: readonly string[] | null;
  /** Everybody who consented. */
  readonly consenting: readonly string[];
}

export interface Permission {
  readonly mask: MaskKind | null;
  readonly rows: ReadonlySet<RowCondition>;
}

/**
 * What policy documents permit one caller, worked out a second time and another way than by the compiler: each question
 * is answered from the documents as they are read, with nothing compiled, classed or kept. Slow, and for tests alone: what
 * it says is what the gateway is held to.
 */
export interface Permissions {
  /** Null where the use is not permitted, or stands under a condition that this exchange can not fulfil. */
  permits(coordinate: FieldCoordinate, use: Use): Permission | null;
  /** Every condition under which anything of the type is permitted: rows that do not meet all of them do not exist. */
  conditionsOn(type: string): ReadonlySet<RowCondition>;
  /** Whether the exchange gives the condition a meaning. */
  canFulfil(condition: RowCondition): boolean;
  /** Fields that may be read so that `output` can be computed. */
  inputsOf(output: FieldCoordinate): ReadonlySet<FieldCoordinate>;
}

export function permissionsOf(source: PolicySource, asking: Asking): Permissions {
  return new Interpreter(source, asking);
}

class Interpreter implements Permissions {
  private readonly source: PolicySource;
  private readonly asking: Asking;
  private readonly known = new Map<string, Permission | null>();
  private readonly conditions = new Map<string, ReadonlySet<RowCondition>>();
  /** `YYYY-MM-DD` in China. */
  private readonly today: string;

  constructor(source: PolicySource, asking: Asking) {
    this.source = source;
    this.asking = asking;
    this.today = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format(asking.at);
  }

  permits(coordinate: FieldCoordinate, use: Use): Permission | null {
    const permission = this.ruled(coordinate, use);
    return permission && [...permission.rows].every((each) => this.canFulfil(each)) ? permission : null;
  }

  canFulfil(condition: RowCondition): boolean {
    const { subject, casePeople } = this.asking;
    switch (condition) {
      case 'region':
      case 'consent':
        return true;
      case 'organisation':
        return subject.organisation !== null;
      case 'self':
        return subject.person !== null;
      case 'case':
        return casePeople !== null;
    }
  }

  conditionsOn(type: string): ReadonlySet<RowCondition> {
    let found = this.conditions.get(type);
    if (found === undefined) {
      const types = new Set([type]);
      const fields = new Set<FieldCoordinate>();
      // A set grows while it is gone through: what leads to a type through types without rows speaks of its rows.
      for (const target of types)
        for (const [coordinate, entry] of this.source.catalogue) {
          const leads =
            entry.datasets.length === 0 && !entry.implementedBy && this.yields(entry.output, target);
          if (leads) types.add(entry.type);
          if (leads || (target === type && entry.type === type)) fields.add(coordinate);
        }
      found = new Set(
        [...fields].flatMap((coordinate) =>
          USES.flatMap((use) => [...(this.ruled(coordinate, use)?.rows ?? [])]),
        ),
      );
      this.conditions.set(type, found);
    }
    return found;
  }

  private yields(output: string, type: string): boolean {
    if (output === type) return true;
    return [...this.source.catalogue.values()].some(
      (entry) => entry.type === output && (entry.implementedBy?.includes(type) ?? false),
    );
  }

  inputsOf(output: FieldCoordinate): ReadonlySet<FieldCoordinate> {
    const derivations = this.source.documents.flatMap((document) => document.derivations);
    return new Set(
      derivations
        .filter((each) => each.output === output && each.purposes.includes(this.asking.purpose))
        .filter((each) => this.holdsNow(each))
        .flatMap(({ inputs }) => inputs),
    );
  }

  private ruled(coordinate: FieldCoordinate, use: Use): Permission | null {
    const key = `${coordinate}:${use}`;
    let permission = this.known.get(key);
    if (permission === undefined) this.known.set(key, (permission = this.rule(coordinate, use)));
    return permission;
  }

  private rule(coordinate: FieldCoordinate, use: Use): Permission | null {
    const entry = this.source.catalogue.get(coordinate);
    if (!entry || !this.mayDeclare()) return null;
    const saying = this.source.documents
      .filter((document) => mayRuleOn(document, entry))
      .flatMap(({ rules }) => rules)
      .filter((rule) => this.speaksOf(rule, entry) && (rule.uses === 'all' || rule.uses.includes(use)));
    if (saying.some(({ effect }) => effect === 'forbid')) return null;
    const said = saying.map((rule) => permissionBy(rule, coordinate, entry, use));
    const forCase = this.asking.casePeople === null ? [] : said.filter(({ rows }) => rows.has('case'));
    const plain = said.filter(({ rows }) => !rows.has('case'));
    if (forCase.some(({ isWithheld }) => !isWithheld)) return together(forCase);
    if (plain.every(({ isWithheld }) => isWithheld)) return null;
    return together(plain.some(({ isFree }) => isFree) ? forCase : [...forCase, ...plain]);
  }

  private mayDeclare(): boolean {
    const { subject, purpose } = this.asking;
    const declared = this.source.purposes.find(({ id }) => id === purpose);
    return declared !== undefined && isMeant(declared.subjects, subject);
  }

  private speaksOf(rule: Rule, entry: CatalogueEntry): boolean {
    const { subject, purpose } = this.asking;
    return (
      (rule.purposes === 'all' || rule.purposes.includes(purpose)) &&
      (rule.subjects === 'everybody' || isMeant(rule.subjects, subject)) &&
      this.holdsNow(rule) &&
      rule.resources.some((resource) => isNamed(resource, entry))
    );
  }

  private holdsNow({ validFrom, validTo }: Pick<Rule, 'validFrom' | 'validTo'>): boolean {
    return (validFrom === null || validFrom <= this.today) && (validTo === null || this.today < validTo);
  }
}

/** An agency rules on what it alone provides; on what several do, only where the type is its dataset or nobody's. */
function mayRuleOn({ agency, subgraphs }: PolicyDocument, entry: CatalogueEntry): boolean {
  const { providers, agencies } = entry;
  const isOwner = agencies.length === 0 || agencies.includes(agency);
  if (providers.length === 0) return isOwner;
  return providers.some((each) => subgraphs.includes(each)) && (providers.length === 1 || isOwner);
}

function isNamed(resource: Resource, { type, field, grade, tags, share }: CatalogueEntry): boolean {
  if (resource.type !== undefined && resource.type !== type) return false;
  if ('fields' in resource) return resource.fields === '*' || resource.fields.includes(field);
  return (
    (resource.grades?.includes(grade) ?? true) &&
    (resource.tags?.some((tag) => tags.includes(tag)) ?? true) &&
    (resource.shares?.includes(share) ?? true)
  );
}

function isMeant(condition: SubjectCondition, subject: Subject): boolean {
  const { departments, roles, applications, regions, clearance } = condition;
  return (
    (departments?.includes(subject.department) ?? true) &&
    (roles?.some((role) => subject.roles.includes(role)) ?? true) &&
    (applications?.includes(subject.application) ?? true) &&
    (regions?.some((region) => withinRegion(subject.region, region)) ?? true) &&
    subject.clearance >= (clearance ?? 0)
  );
}

/** What one rule says of a use of a field that it speaks of. */
interface Said extends Permission {
  /** Its mask would not survive the use, so that it only binds what other rules permit. */
  readonly isWithheld: boolean;
  readonly isFree: boolean;
}

/** Under everything that all of them demand. */
function together(said: readonly Said[]): Permission {
  return {
    mask: strictest(said.flatMap(({ mask }) => mask ?? [])),
    rows: new Set(said.flatMap(({ rows }) => [...rows])),
  };
}

function permissionBy(rule: Rule, coordinate: FieldCoordinate, entry: CatalogueEntry, use: Use): Said {
  const masks = rule.obligations.flatMap((each) =>
    'mask' in each && isMasked(each, coordinate, entry) ? [each.mask] : [],
  );
  const showsNothingElse = use === 'project' || use === 'join-key' || use === 'invoke';
  const isWithheld = masks.length > 0 && !showsNothingElse;
  const mask = use === 'project' ? strictest(masks) : null;
  const rows = new Set<RowCondition>(rule.obligations.flatMap((each) => ('rows' in each ? [each.rows] : [])));
  if (rule.needsCase) rows.add('case');
  const limits = rule.obligations.some((each) => 'perDay' in each || 'smallestGroup' in each);
  const isFree = !isWithheld && mask === null && rows.size === 0 && !limits;
  return { mask, rows, isWithheld, isFree };
}

function isMasked(
  { fields, tags }: { readonly fields?: readonly string[]; readonly tags?: readonly string[] },
  coordinate: FieldCoordinate,
  entry: CatalogueEntry,
): boolean {
  if (fields === undefined && tags === undefined) return true;
  return (fields?.includes(coordinate) ?? false) || (tags?.some((tag) => entry.tags.includes(tag)) ?? false);
}

/** The mask that shows least; of equals the first by name. */
function strictest(kinds: readonly MaskKind[]): MaskKind | null {
  const shows = (kind: MaskKind): number => MASKS.get(kind)?.discloses ?? -1;
  return kinds.toSorted((one, other) => shows(one) - shows(other) || (one < other ? -1 : 1)).at(0) ?? null;
}
