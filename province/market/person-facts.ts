import type { CreditCode } from '../../identifiers/credit-code.ts';
import type { PersonKey } from '../../identifiers/person-key.ts';
import type { PriorityGroup } from '../../subgraphs/matching/market/priority-group.ts';
import type { DisabilityKind, Sex } from '../people/person.ts';

/** What the planted market takes over of somebody who is on the registers of the province. */
export interface PersonFacts {
  readonly personKey: PersonKey;
  /** Six digits. */
  readonly county: string;
  readonly birthDate: string;
  readonly sex: Sex;
  readonly disability: DisabilityKind | null;
  /** What the registers conclude; the planted market adds none. */
  readonly groups: readonly PriorityGroup[];
  /** How the registers have the person: an employed or dead one among the jobseekers is planted, to be found. */
  readonly standing: 'SEEKING' | 'EMPLOYED' | 'DECEASED';
}

/** What it takes over of a firm. */
export interface EmployerFacts {
  readonly creditCode: CreditCode;
  readonly county: string;
}
