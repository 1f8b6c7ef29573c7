import type { Catalogue, CatalogueEntry } from './catalogue.ts';
import { isNamed, type MaskObligation, type Resource, type Rule } from './language/policy-document.ts';
import { stricterMask } from './obligations/mask-kinds.ts';
import type { FieldCoordinate, MaskKind } from './vocabulary.ts';

/** Who may rule on what: the agency and its subgraphs, as its document says. */
export interface Owner {
  readonly agency: string;
  readonly subgraphs: readonly string[];
}

/**
 * Whether an agency may rule on a field: it provides it, and where several provide it (the key of an entity, say),
 * the type is a dataset of its own or of nobody.
 */
export function isOwned({ providers, agencies }: CatalogueEntry, { agency, subgraphs }: Owner): boolean {
  if (providers.length === 0) return agencies.length === 0 || agencies.includes(agency);
  if (!providers.some((provider) => subgraphs.includes(provider))) return false;
  return providers.length === 1 || agencies.length === 0 || agencies.includes(agency);
}

/** Whether a resource speaks of a field, whoever owns it. */
export function isNamedBy(resource: Resource, entry: CatalogueEntry): boolean {
  if (resource.type !== undefined && resource.type !== entry.type) return false;
  if (isNamed(resource)) return resource.fields === '*' || resource.fields.includes(entry.field);
  const { grades, tags, shares } = resource;
  return (
    (!grades || grades.includes(entry.grade)) &&
    (!tags || tags.some((tag) => entry.tags.includes(tag))) &&
    (!shares || shares.includes(entry.share))
  );
}

/** The fields that a rule speaks of, each with the mask under which the rule shows it. */
export function fieldsOfRule(
  rule: Rule,
  owner: Owner,
  catalogue: Catalogue,
): ReadonlyMap<FieldCoordinate, MaskKind | null> {
  const masks = rule.obligations.filter((obligation) => 'mask' in obligation);
  const fields = new Map<FieldCoordinate, MaskKind | null>();
  for (const [coordinate, entry] of catalogue) {
    if (!isOwned(entry, owner) || !rule.resources.some((resource) => isNamedBy(resource, entry))) continue;
    fields.set(coordinate, maskFor(masks, coordinate, entry));
  }
  return fields;
}

/** The mask under which a rule with these obligations shows a field: the strictest that applies to it. */
export function maskFor(
  obligations: readonly MaskObligation[],
  coordinate: FieldCoordinate,
  entry: CatalogueEntry,
): MaskKind | null {
  const applying = obligations.filter(
    ({ fields, tags }) =>
      (!fields && !tags) ||
      (fields?.includes(coordinate) ?? false) ||
      (tags?.some((tag) => entry.tags.includes(tag)) ?? false),
  );
  return applying.reduce<MaskKind | null>(
    (strictest, { mask }) => (strictest === null ? mask : stricterMask(strictest, mask)),
    null,
  );
}
