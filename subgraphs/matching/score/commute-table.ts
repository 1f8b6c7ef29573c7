import type { MatchWorld } from '../constraints/match-world.ts';
import type { DivisionCode } from '../market/measures.ts';
import type { Interner } from './interner.ts';

/** Minutes between a county and all that an index holds, each worked out once. */
export class CommuteTable {
  readonly #counties: Interner;
  readonly #world: Pick<MatchWorld, 'commuteMinutes'>;
  readonly #rows = new Map<DivisionCode, number[]>();

  constructor(counties: Interner, world: Pick<MatchWorld, 'commuteMinutes'>) {
    this.#counties = counties;
    this.#world = world;
  }

  /** By the number of the county held. */
  from(county: DivisionCode): readonly number[] {
    const known = this.#rows.get(county) ?? [];
    for (let id = known.length; id < this.#counties.size; id += 1)
      known.push(this.#world.commuteMinutes(county, this.#counties.nameOf(id)));
    this.#rows.set(county, known);
    return known;
  }
}
