/** Whoever asks: an application, and the official acting through it, where one does. */
export interface Viewer {
  readonly application: string;
  readonly official: string | null;
}

/**
 * What belongs to a viewer, as `owner_key` of the tables says it: what its application made by itself, and what the
 * official made through it.
 */
export function ownerKeysOf({ application, official }: Viewer): readonly string[] {
  return official === null ? [application] : [application, `${application}/${official}`];
}

/** Whose a thing is that a viewer makes. */
export function ownerKeyOf({ application, official }: Viewer): string {
  return official === null ? application : `${application}/${official}`;
}
