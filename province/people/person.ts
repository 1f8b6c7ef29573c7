import type { Day, Month } from '../draw/calendar.ts';
import type { Identity } from '../draw/numbers.ts';
import type { Town } from '../draw/towns.ts';

export type Sex = 'MALE' | 'FEMALE';
export type Relation =
  'HEAD' | 'SPOUSE' | 'CHILD' | 'PARENT' | 'GRANDPARENT' | 'GRANDCHILD' | 'SIBLING' | 'OTHER';

/** What a person lives on. Amounts are fen a month. */
export type Work =
  | { readonly kind: 'EMPLOYEE'; readonly wageFen: number; readonly since: Month }
  | { readonly kind: 'PUBLIC'; readonly wageFen: number; readonly since: Month }
  | { readonly kind: 'PENSIONER'; readonly pensionFen: number }
  | { readonly kind: 'RESIDENT_PENSIONER'; readonly pensionFen: number }
  | { readonly kind: 'FLEXIBLE' | 'FARMER' | 'UNEMPLOYED' | 'NONE' | 'STUDENT' | 'INFANT' };

export type DisabilityKind = 'SIGHT' | 'HEARING' | 'SPEECH' | 'LIMB' | 'INTELLECTUAL' | 'MENTAL' | 'MULTIPLE';

export interface Disability {
  readonly kind: DisabilityKind;
  readonly grade: 1 | 2 | 3 | 4;
}

/** A person while a block is being made. What a planted case may still change is not readonly. */
export interface Person {
  readonly identity: Identity;
  readonly name: string;
  readonly sex: Sex;
  readonly born: Day;
  readonly age: number;
  readonly relation: Relation;
  work: Work;
  disability: Disability | null;
  illness: string | null;
  died: Day | null;
  /** The household registration's view, where it differs from what `died` implies. */
  registered: Registered | null;
  /** Whether every agency has a sound number of this person; others have dirt at the usual rates. */
  clean: boolean;
  /** The number is on record for somebody else as well: household registration trusts it for neither. */
  sharedNumber: boolean;
  /** Where the person learns, whatever age and work say; null: as they say. */
  schooling: Schooling | null;
  /** When the disability was certified; null: long ago. */
  certifiedOn: Day | null;
  /** At no doctor's but for what a planted case writes. */
  unseen: boolean;
}

export interface Schooling {
  readonly stage: 'PRIMARY' | 'JUNIOR' | 'SENIOR' | 'VOCATIONAL' | 'COLLEGE' | 'UNIVERSITY';
  readonly left: boolean;
  readonly granted: boolean;
}

export interface Registered {
  readonly status: 'NORMAL' | 'DECEASED' | 'MOVED_OUT' | 'CANCELLED';
  readonly on: Day | null;
  readonly movedTo: string | null;
}

export interface Household {
  readonly number: string;
  readonly town: Town;
  readonly people: Person[];
  /** About normal: the household's place between poor and rich, from which much else follows. */
  readonly wealth: number;
  /** Made as poor families are: no vehicle, no firm, at most one small home. */
  readonly poor: boolean;
  /** Whether civil affairs has a case for it; a missed household is poor and has none. */
  readonly assisted: boolean;
  /** What the household owns besides planted things: a planted case may switch it off. */
  ordinaryHome: boolean;
}
