import type { Day } from '../draw/calendar.ts';
import type { NumberOffice } from '../draw/numbers.ts';
import type { Prng } from '../draw/prng.ts';
import type { Town } from '../draw/towns.ts';
import type { RowWriter } from '../load/row-text.ts';
import type { Person } from '../people/person.ts';

/** A firm that employs people of the block; an owner is found among them while they are made. */
export interface Employer {
  readonly creditCode: string;
  readonly name: string;
  readonly town: Town;
  readonly openedOn: Day;
  owner: Person | null;
}

/** What everybody who makes rows of one block shares. */
export interface BlockDesk {
  readonly block: number;
  readonly rng: Prng;
  readonly office: NumberOffice;
  readonly rows: RowWriter;
  readonly towns: readonly Town[];
  readonly employers: readonly Employer[];
  /** Four officials of the assistance office: the first proposes and the second approves, where nothing else is said. */
  readonly officials: readonly Person[];
}
