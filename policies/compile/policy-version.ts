import { createHash } from 'node:crypto';
import type { Catalogue } from '../catalogue.ts';
import type { PolicyDocument, Purpose } from '../language/policy-document.ts';
import type { PolicyVersion } from '../vocabulary.ts';

/** Names policies by their content, whatever order they came in: equal versions decide equally. */
export function versionOf(source: {
  readonly documents: readonly PolicyDocument[];
  readonly purposes: readonly Purpose[];
  readonly catalogue: Catalogue;
}): PolicyVersion {
  const digests = [
    source.documents.toSorted((a, b) => (a.agency < b.agency ? -1 : 1)).map(digestOf),
    source.purposes.toSorted((a, b) => (a.id < b.id ? -1 : 1)).map(digestOf),
    digestOf(source.catalogue),
  ];
  return sha256(digests).slice(0, 32) as PolicyVersion;
}

const digests = new WeakMap<object, string>();

/** WHY kept: one agency's new document is a new version of all; the others' and the catalogue are as they were. */
function digestOf(part: PolicyDocument | Purpose | Catalogue): string {
  let digest = digests.get(part);
  if (digest === undefined) {
    digest = sha256(part instanceof Map ? [...part].toSorted(([a], [b]) => (a < b ? -1 : 1)) : part);
    digests.set(part, digest);
  }
  return digest;
}

function sha256(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex');
}
