import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const AUDITS = join(import.meta.dirname, '..', 'audits');

/** The texts of the audits that ship, by name. */
export function shippedAuditTexts(): ReadonlyMap<string, string> {
  return textsIn(AUDITS);
}

/** The texts of the cases that their rules are tested by, by the audit's name. */
export function ruleCaseTexts(): ReadonlyMap<string, string> {
  return textsIn(join(AUDITS, 'cases'));
}

/** The texts of the files of thresholds. */
export function thresholdTexts(): ReadonlyMap<string, string> {
  return textsIn(join(AUDITS, 'thresholds'));
}

function textsIn(folder: string): ReadonlyMap<string, string> {
  const names = readdirSync(folder).filter((file) => file.endsWith('.yaml'));
  return new Map(
    names.map((file) => [file.slice(0, -'.yaml'.length), readFileSync(join(folder, file), 'utf8')]),
  );
}
