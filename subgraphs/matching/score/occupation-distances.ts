import type { OccupationCode, OccupationDistance, OccupationTree } from '../occupations/occupation-tree.ts';
import type { Interner } from './interner.ts';

/** Distances from occupations that people want to all that an index holds, each worked out once. */
export class OccupationDistances {
  readonly #occupations: Interner;
  readonly #tree: OccupationTree;
  readonly #rows = new Map<OccupationCode, OccupationDistance[]>();

  constructor(occupations: Interner, tree: OccupationTree) {
    this.#occupations = occupations;
    this.#tree = tree;
  }

  /** By the number of the occupation held. */
  from(code: OccupationCode): readonly OccupationDistance[] {
    const known = this.#rows.get(code) ?? [];
    for (let id = known.length; id < this.#occupations.size; id += 1)
      known.push(this.#tree.distance(code, this.#occupations.nameOf(id)));
    this.#rows.set(code, known);
    return known;
  }
}
