/** The two releases that documents are written in. */
export type FhirRelease = 'R4' | 'R5';

export type FhirJson =
  string | number | boolean | readonly FhirJson[] | { readonly [key: string]: FhirJson | undefined };
export interface FhirResource {
  readonly resourceType: string;
  readonly id: string;
  readonly [key: string]: FhirJson | undefined;
}

export interface FhirCode {
  readonly system: string;
  readonly code: string;
  readonly display: string;
}

export function concept(code: FhirCode, text?: string) {
  return { coding: [{ ...code }], text };
}

export const SNOMED_CT = 'http://snomed.info/sct';
export const UNITS = 'http://unitsofmeasure.org';

/** A DICOM UID as an identifier. */
export function uidIdentifier(uid: string) {
  return { system: 'urn:dicom:uid', value: `urn:oid:${uid}` };
}

/** A date of DICOM as FHIR has it; undefined where there is none. */
export function fhirDate(date: string): string | undefined {
  return /^\d{8}$/u.test(date) ? `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}` : undefined;
}
