declare const brand: unique symbol;
/** A DICOM unique identifier (PS3.5 §9): dotted decimal components, at most 64 characters. */
export type Uid = string & { readonly [brand]: 'Uid' };

const FORM = /^[0-2](?:\.(?:0|[1-9]\d*))+$/u;

/** The UID that a text is, padding removed; null where it is none. */
export function parseUid(text: string): Uid | null {
  const bare = text.replace(/[\0 ]+$/u, '');
  return bare.length <= 64 && FORM.test(bare) ? (bare as Uid) : null;
}
