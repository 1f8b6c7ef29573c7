import { familyName, plain } from '../patient-and-study.ts';
import type { ImageReference } from '../documented-report.ts';

/** An entry of a coding scheme (PS3.3 §8). */
export interface Code {
  readonly value: string;
  readonly scheme: string;
  readonly meaning: string;
}

export function dcm(value: string, meaning: string): Code {
  return { value, scheme: 'DCM', meaning };
}

export function sct(value: string, meaning: string): Code {
  return { value, scheme: 'SCT', meaning };
}

/** As dcmjs takes a code sequence. */
export function codeSequence({ value, scheme, meaning }: Code) {
  return [
    {
      // A code of more than 16 characters has an attribute of its own.
      ...(value.length > 16 ? { LongCodeValue: value } : { CodeValue: value }),
      CodingSchemeDesignator: scheme,
      CodeMeaning: plain(meaning, 64),
    },
  ];
}

export type Relationship =
  'CONTAINS' | 'HAS OBS CONTEXT' | 'HAS CONCEPT MOD' | 'HAS PROPERTIES' | 'INFERRED FROM';

/** An item of a structured report's tree, by keyword, as dcmjs takes it. */
export interface ContentItem {
  readonly RelationshipType?: Relationship;
  readonly ValueType: string;
  readonly ContentSequence?: readonly ContentItem[];
  readonly [keyword: string]: unknown;
}

function item(
  relationship: Relationship,
  type: string,
  concept: Code | null,
  more: Readonly<Record<string, unknown>>,
  children: readonly ContentItem[] = [],
): ContentItem {
  return {
    RelationshipType: relationship,
    ValueType: type,
    ...(concept === null ? {} : { ConceptNameCodeSequence: codeSequence(concept) }),
    ...more,
    ...(children.length === 0 ? {} : { ContentSequence: children }),
  };
}

export function container(concept: Code, children: readonly ContentItem[], template?: string): ContentItem {
  return item('CONTAINS', 'CONTAINER', concept, containerOf(template), children);
}

/** What a container says of itself. */
export function containerOf(template?: string): Readonly<Record<string, unknown>> {
  return {
    ContinuityOfContent: 'SEPARATE',
    ...(template === undefined
      ? {}
      : { ContentTemplateSequence: [{ MappingResource: 'DCMR', TemplateIdentifier: template }] }),
  };
}

export function text(relationship: Relationship, concept: Code, value: string): ContentItem {
  return item(relationship, 'TEXT', concept, { TextValue: value });
}

export function coded(
  relationship: Relationship,
  concept: Code,
  value: Code,
  children: readonly ContentItem[] = [],
): ContentItem {
  return item(relationship, 'CODE', concept, { ConceptCodeSequence: codeSequence(value) }, children);
}

export function uidReference(relationship: Relationship, concept: Code, uid: string): ContentItem {
  return item(relationship, 'UIDREF', concept, { UID: uid });
}

export function personName(relationship: Relationship, concept: Code, official: string): ContentItem {
  return item(relationship, 'PNAME', concept, { PersonName: familyName(official) });
}

export function percent(concept: Code, share: number, children: readonly ContentItem[]): ContentItem {
  const value = {
    NumericValue: (share * 100).toFixed(1),
    MeasurementUnitsCodeSequence: codeSequence({ value: '%', scheme: 'UCUM', meaning: 'Percent' }),
  };
  return item('CONTAINS', 'NUM', concept, { MeasuredValueSequence: [value] }, children);
}

export function image(
  relationship: Relationship,
  { sopClassUid, sopInstanceUid }: ImageReference,
): ContentItem {
  const reference = { ReferencedSOPClassUID: sopClassUid, ReferencedSOPInstanceUID: sopInstanceUid };
  return item(relationship, 'IMAGE', null, { ReferencedSOPSequence: [reference] });
}
