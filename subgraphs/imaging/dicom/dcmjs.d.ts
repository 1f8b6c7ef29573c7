/** What is used of dcmjs, which has no types of its own. */
declare module 'dcmjs' {
  interface DictionaryEntry {
    readonly tag: string;
    readonly vr: string;
    readonly name: string;
    readonly vm: string;
  }
  type DataSetByTag = Readonly<Record<string, { readonly vr: string; readonly Value?: readonly unknown[] }>>;
  export const data: {
    readonly DicomMetaDictionary: {
      /** By `(0010,0010)`; most entries are inherited, so that they can not be listed. */
      readonly dictionary: Readonly<Record<string, DictionaryEntry>>;
      /** By keyword. */
      readonly nameMap: Readonly<Record<string, DictionaryEntry>>;
      /** From a data set by keyword to one by tag; a sequence is a list. */
      denaturalizeDataset(dataset: Readonly<Record<string, unknown>>): DataSetByTag;
    };
    /** A file; made from its meta header. */
    readonly DicomDict: new (meta: DataSetByTag) => { dict: DataSetByTag; write(): ArrayBuffer };
  };
}
