import type { Node } from 'yaml';
import { DocumentReader } from './document-reader.ts';
import { parsePolicyDocument } from './parse-policy-document.ts';
import type { Rule } from './policy-document.ts';
import type { PolicyProblem } from './policy-problem.ts';

/** Data that JSON can carry, without null. */
export type FormValue =
  string | number | boolean | readonly FormValue[] | { readonly [key: string]: FormValue };

/**
 * A policy document as a page edits it: what stands in the YAML, key for key, as `documents/schema.json` describes it.
 * `writeForm` puts it back.
 */
export type PolicyForm = { readonly [key: string]: FormValue };

/** The keys under which numbers stand; everything else is text, also where it looks like a number or a day. */
const NUMBERS = ['grades', 'clearance', 'exchanges', 'people', 'smallestGroup'];

/** The form of a document; null where it is not sound, with what is wrong. */
export function readForm(
  file: string,
  text: string,
): { readonly form: PolicyForm | null; readonly problems: readonly PolicyProblem[] } {
  const { problems } = parsePolicyDocument(file, text);
  const { root } = new DocumentReader(file, text);
  const isSound = problems.length === 0 && root !== null;
  return { form: isSound ? (formValue(valueOf(root.node)) as PolicyForm) : null, problems };
}

/** A rule as it stands in a form. */
export function formOfRule(rule: Rule): PolicyForm {
  const { id, effect, title, legalBasis, purposes, subjects, resources, uses } = rule;
  const form = {
    ...{ id, effect, title, legalBasis, purposes, subjects, resources, uses },
    ...(rule.needsCase ? { case: 'required' } : {}),
    ...(rule.obligations.length === 0 ? {} : { obligations: rule.obligations }),
    ...(rule.validFrom === null ? {} : { validFrom: rule.validFrom }),
    ...(rule.validTo === null ? {} : { validTo: rule.validTo }),
  };
  return form as unknown as PolicyForm;
}

/** What stands at a node, every scalar as its text. */
export const valueOf = (node: Node): FormValue => node.toJSON() as FormValue;

function formValue(value: FormValue, key = ''): FormValue {
  if (typeof value === 'string') return NUMBERS.includes(key) ? Number(value) : value;
  if (isList(value)) return value.map((item) => formValue(item, key));
  if (typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, formValue(each, name)]));
}

export const isList = (value: FormValue): value is readonly FormValue[] => Array.isArray(value);

export const isMapping = (value: FormValue): value is { readonly [key: string]: FormValue } =>
  typeof value === 'object' && !isList(value);

/** Whether two values say the same: numbers are the text of them, and keys have no order. */
export function isSameValue(one: FormValue, other: FormValue): boolean {
  if (isList(one))
    return (
      isList(other) &&
      one.length === other.length &&
      one.every((item, index) => isSameValue(item, other[index] ?? ''))
    );
  if (!isMapping(one)) return !isList(other) && !isMapping(other) && String(one) === String(other);
  if (!isMapping(other) || Object.keys(one).length !== Object.keys(other).length) return false;
  return Object.entries(one).every(([key, value]) => {
    const same = other[key];
    return same !== undefined && isSameValue(value, same);
  });
}
