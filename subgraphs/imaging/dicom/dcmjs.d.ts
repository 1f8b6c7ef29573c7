/** What is used of dcmjs, which has no types of its own. */
declare module 'dcmjs' {
  interface DictionaryEntry {
    readonly tag: string;
    readonly vr: string;
    readonly name: string;
    readonly vm: string;
  }
  export const data: {
    readonly DicomMetaDictionary: {
      /** By `(0010,0010)`; most entries are inherited, so that they can not be listed. */
      readonly dictionary: Readonly<Record<string, DictionaryEntry>>;
      /** By keyword. */
      readonly nameMap: Readonly<Record<string, DictionaryEntry>>;
    };
  };
}
