import { stringify } from 'yaml';
import { parsePersonKey, type PersonKey } from '../../../identifiers/person-key.ts';
import type { Catalogue, CatalogueEntry } from '../../../policies/catalogue.ts';
import type { PolicyFile } from '../../../policies/language/read-policies.ts';
import { isOwned } from '../../../policies/match-resources.ts';
import { MASKS } from '../../../policies/obligations/mask-kinds.ts';
import type { Mask } from '../../../policies/obligations/mask.ts';
import {
  type ApplicationId,
  CLEARANCES,
  type DivisionCode,
  type FieldCoordinate,
  type PurposeId,
  type Subject,
  type Use,
} from '../../../policies/vocabulary.ts';
import type { Chance } from '../random-operation.ts';

/** What random policies are drawn from. */
export interface PolicyDomain {
  /** Those that are served, and so may be asked. */
  readonly agencies: readonly string[];
  readonly catalogue: Catalogue;
  /** Fields of keys, without which a plan can not go from one agency to another. */
  readonly keyFields: ReadonlySet<FieldCoordinate>;
  /** Computed field → the fields that a plan reads for it. */
  readonly requirements: ReadonlyMap<FieldCoordinate, readonly FieldCoordinate[]>;
  /** Division codes of the province. */
  readonly regions: readonly string[];
  /** Person keys of the province. */
  readonly people: readonly string[];
  /** Bodies that sources name. */
  readonly organisations: readonly string[];
}

/** Policies of all agencies as text, and somebody who asks under them. */
export interface RandomPolicy {
  readonly files: readonly PolicyFile[];
  readonly subject: Subject;
  readonly purpose: PurposeId;
  /** Whom the case of every exchange is about; null where exchanges are under none. */
  readonly casePeople: readonly string[] | null;
  /** Everybody who consented. */
  readonly consenting: readonly string[];
}

const DEPARTMENT = 'civil-affairs';
const ROLE = 'reader';
const APPLICATION = 'desk';
const PURPOSE = 'checking';
/** Purposes and people of the rules that must make no difference. */
const OTHER = { purpose: 'other-work', department: 'audit-office', role: 'auditor', application: 'mobile' };

type RuleText = Readonly<Record<string, unknown>> & { readonly id: string };

/**
 * A policy of every agency in the form in which agencies write them: permits by names and by classes with masks that
 * fit, row conditions and cases, forbids, derivations, rules that have ended or are others'. What the language would
 * refuse is never made: who reads the text with `readPolicies` finds no fault.
 */
export function randomPolicy(domain: PolicyDomain, chance: Chance): RandomPolicy {
  const draw = new PolicyDraw(domain, chance);
  return {
    files: [
      { name: 'purposes.yaml', text: stringify(purposes()) },
      ...draw.agencies().map((agency) => ({
        name: `${agency}.yaml`,
        text: stringify(draw.document(agency)),
      })),
    ],
    subject: draw.subject(),
    purpose: PURPOSE as PurposeId,
    casePeople: chance() < 0.5 ? draw.some(domain.people, 6 / domain.people.length) : null,
    consenting: draw.some(domain.people, 0.5),
  };
}

function purposes() {
  const purpose = (id: string, department: string) => ({
    id,
    title: { en: id, zh: '用途' },
    legalBasis: ['政务数据共享条例 第十四条'],
    subjects: { departments: [department] },
  });
  return { purposes: [purpose(PURPOSE, DEPARTMENT), purpose(OTHER.purpose, OTHER.department)] };
}

class PolicyDraw {
  private readonly domain: PolicyDomain;
  private readonly chance: Chance;
  private readonly entries: readonly (readonly [FieldCoordinate, CatalogueEntry])[];
  /** Whether agencies keep to themselves whom their records are about: then no plan may join them. */
  private readonly isApart: boolean;
  private numbered = 0;

  constructor(domain: PolicyDomain, chance: Chance) {
    this.domain = domain;
    this.chance = chance;
    this.entries = [...domain.catalogue].filter(([, { implementedBy }]) => implementedBy === undefined);
    this.isApart = this.flip(0.35);
  }

  /** What the hub itself concludes or keeps is nobody's here, so nobody sees it. */
  agencies(): readonly string[] {
    return this.domain.agencies.toSorted();
  }

  subject(): Subject {
    const { regions, organisations } = this.domain;
    // As the issuer names nobody by a number that is none.
    const people = this.domain.people.filter((key) => parsePersonKey(key) !== null);
    return {
      application: APPLICATION as ApplicationId,
      department: DEPARTMENT,
      region: (this.flip(0.4) ? '230000' : this.one(regions)) as DivisionCode,
      roles: [ROLE],
      official: 'official.1',
      organisation: organisations.length > 0 && this.flip(0.5) ? this.one(organisations) : null,
      person: people.length > 0 && this.flip(0.5) ? (this.one(people) as PersonKey) : null,
      clearance: this.one(CLEARANCES),
    };
  }

  document(agency: string) {
    const owned = this.entries.filter(([, entry]) => isOwned(entry, { agency, subgraphs: [agency] }));
    const byType = Map.groupBy(owned, ([, { type }]) => type);
    const rules = [
      ...(this.flip(0.95) ? [this.paging(agency)] : []),
      ...[...byType].flatMap(([type, fields]) =>
        this.rulesOn(
          agency,
          type,
          fields.map(([, each]) => each),
        ),
      ),
      ...this.keys(agency, owned),
      ...this.classes(
        agency,
        owned.map(([, entry]) => entry),
      ),
    ];
    const derivations = this.derivations(agency, owned);
    return { agency, rules, ...(derivations.length > 0 ? { derivations } : {}) };
  }

  some<T>(items: readonly T[], share: number): readonly T[] {
    const drawn = items.filter(() => this.chance() < share);
    return drawn.length > 0 ? drawn : [this.one(items)];
  }

  private paging(agency: string): RuleText {
    return this.permit(agency, { resources: [{ tags: ['paging'] }], uses: ['project'] });
  }

  /** One or two rules on the fields of a type, seldom none. */
  private rulesOn(agency: string, type: string, fields: readonly CatalogueEntry[]): readonly RuleText[] {
    const named = fields.filter((entry) => !entry.tags.includes('paging') && !this.isKeptApart(entry));
    if (named.length === 0 || this.flip(0.1)) return [];
    if (type === 'Query') {
      const roots = this.some(named, this.flip(0.7) ? 1 : 0.7);
      return [this.permit(agency, { resources: [namedFields(type, roots)], uses: ['project'] })];
    }
    const rules = Array.from({ length: this.flip(0.35) ? 2 : 1 }, () => this.ruleOn(agency, type, named));
    return this.flip(0.12)
      ? [...rules, this.forbid(agency, namedFields(type, this.some(named, 0.15)))]
      : rules;
  }

  /** Keys of people, stand-ins for them, and half of the lists that hang on a person. */
  private isKeptApart({ type, field, isKey, output }: CatalogueEntry): boolean {
    if (!this.isApart || type !== 'Person') return false;
    return (
      isKey ||
      field === 'pseudonym' ||
      (this.domain.catalogue.has(`${output}.recordKey` as FieldCoordinate) && this.flip(0.5))
    );
  }

  private ruleOn(agency: string, type: string, fields: readonly CatalogueEntry[]): RuleText {
    const permitted = this.some(fields, this.one([0.35, 0.7, 0.9]));
    const isAboutPeople = permitted.every(
      ({ datasets, subjectPath }) => datasets.length > 0 && subjectPath !== null,
    );
    const needsCase = isAboutPeople && this.flip(0.12);
    const rows = this.flip(0.2)
      ? [{ rows: 'region' }]
      : this.flip(0.06)
        ? [{ rows: isAboutPeople ? this.one(['organisation', 'consent', 'self']) : 'organisation' }]
        : [];
    const obligations = [
      ...this.masks(permitted),
      ...rows,
      ...(this.flip(0.05) ? [{ smallestGroup: 5 + Math.floor(this.chance() * 10) }] : []),
    ];
    return this.permit(agency, {
      resources: [namedFields(type, permitted)],
      uses: ['project', ...this.otherUses()],
      ...(needsCase ? { case: 'required' } : {}),
      ...(obligations.length > 0 ? { obligations } : {}),
    });
  }

  /** For some fields a mask that fits what they yield. */
  private masks(fields: readonly CatalogueEntry[]): readonly object[] {
    const byKind = new Map<string, string[]>();
    for (const entry of fields) {
      const { type, field } = entry;
      const kinds = [...MASKS.values()].filter((mask) => fits(mask, entry));
      if (kinds.length === 0 || !this.flip(0.3)) continue;
      const { kind } = this.one(kinds);
      byKind.set(kind, [...(byKind.get(kind) ?? []), `${type}.${field}`]);
    }
    return [...byKind].map(([mask, masked]) => ({ mask, fields: masked }));
  }

  private otherUses(): readonly Use[] {
    const uses: readonly Use[] = ['filter-eq', 'filter-range', 'order', 'group', 'aggregate', 'join-key'];
    return uses.filter(() => this.flip(0.45));
  }

  private keys(
    agency: string,
    owned: readonly (readonly [FieldCoordinate, CatalogueEntry])[],
  ): readonly RuleText[] {
    const keys = owned.filter(([coordinate]) => this.domain.keyFields.has(coordinate));
    const kept = keys
      .filter(([, { type }]) => this.flip(this.isApart && type === 'Person' ? 0 : 0.75))
      .map(([, entry]) => entry);
    return [...Map.groupBy(kept, ({ type }) => type)].map(([type, fields]) =>
      this.permit(agency, { resources: [namedFields(type, fields)], uses: ['join-key'] }),
    );
  }

  /** Rules by class, as agencies write them that have many fields. */
  private classes(agency: string, owned: readonly CatalogueEntry[]): readonly RuleText[] {
    const tags = [...new Set(owned.flatMap((entry) => entry.tags))].filter((tag) => tag !== 'paging');
    if (tags.length === 0) return [];
    const rules: RuleText[] = [];
    if (this.flip(0.5)) {
      const resource = this.flip(0.5) ? { tags: [this.one(tags)] } : { grades: [this.one(owned).grade] };
      const uses = ['project', ...this.otherUses()];
      rules.push(this.permit(agency, { resources: [resource], uses }));
    }
    if (this.flip(0.3)) rules.push(this.forbid(agency, { tags: [this.one(tags)] }));
    if (this.flip(0.5)) rules.push(this.others(agency, this.one(owned).grade));
    return rules;
  }

  /** A rule that permits a whole grade to somebody else, for something else, or at another time. */
  private others(agency: string, grade: number): RuleText {
    const rule = this.permit(agency, { resources: [{ grades: [grade] }], uses: ['project', 'filter-eq'] });
    return this.one([
      { ...rule, subjects: { departments: [OTHER.department] } },
      { ...rule, subjects: { departments: [DEPARTMENT], roles: [OTHER.role] } },
      { ...rule, subjects: { applications: [OTHER.application] } },
      { ...rule, subjects: { regions: ['110000'] } },
      { ...rule, purposes: [OTHER.purpose] },
      { ...rule, validFrom: '2015-01-01', validTo: '2020-01-01' },
      { ...rule, validFrom: '2090-01-01' },
    ]);
  }

  private derivations(agency: string, owned: readonly (readonly [FieldCoordinate, CatalogueEntry])[]) {
    const own = new Set(owned.map(([coordinate]) => coordinate));
    return [...this.domain.requirements].flatMap(([output, all]) => {
      const inputs = all.filter((input) => own.has(input));
      if (inputs.length === 0 || this.flip(0.3)) return [];
      return [{ ...this.head(agency), output, inputs }];
    });
  }

  private permit(agency: string, rest: object): RuleText {
    const { id, ...head } = this.head(agency);
    const subjects = this.one([
      { departments: [DEPARTMENT] },
      { roles: [ROLE] },
      { applications: [APPLICATION] },
      { regions: ['230000'], departments: [DEPARTMENT, OTHER.department] },
      this.flip(0.3) ? { clearance: this.one([1, 2, 3, 4]) } : { departments: [DEPARTMENT], roles: [ROLE] },
    ]);
    return { id, effect: 'permit', ...head, subjects, ...rest };
  }

  private forbid(agency: string, resource: object): RuleText {
    const { id, ...head } = this.head(agency);
    const subjects = this.flip(0.5) ? 'everybody' : { roles: [ROLE] };
    const uses = this.flip(0.6) ? 'all' : ['project'];
    return { id, effect: 'forbid', ...head, subjects, resources: [resource], uses };
  }

  private head(agency: string) {
    return {
      id: `${agency}/rule-${++this.numbered}`,
      title: { en: 'A random rule', zh: '随机规则' },
      legalBasis: ['政务数据共享条例 第十四条'],
      purposes: [PURPOSE],
    };
  }

  private flip(share: number): boolean {
    return this.chance() < share;
  }

  private one<T>(items: readonly T[]): T {
    const drawn = items[Math.floor(this.chance() * items.length)];
    if (drawn === undefined) throw new RangeError('there is nothing to draw from');
    return drawn;
  }
}

/** Whether a mask can show what the field yields, where it would have to be applied. */
function fits({ fits: scalars, onlyOn }: Mask, { type, field, output, isKey }: CatalogueEntry): boolean {
  if (onlyOn === 'key' && !isKey) return false;
  if (onlyOn === 'person-key' && `${type}.${field}` !== 'Person.id') return false;
  return scalars.includes(output);
}

const namedFields = (type: string, fields: readonly CatalogueEntry[]) => ({
  type,
  fields: fields.map(({ field }) => field),
});
