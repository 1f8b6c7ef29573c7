import type { Words } from '../../occupations/words.ts';
import type { VacancyFaultCode } from '../vacancy-fault.ts';
import type { Forms } from './demand-forms.ts';

/** A kind of demand that no employer may make, and how employers word it: looked for in a plain text (see `plainText`). */
export interface UnlawfulDemand {
  readonly code: VacancyFaultCode;
  readonly words: Words;
  readonly statute: string;
  /** What is said of people, in the forms in which anybody is asked for or shut out. */
  readonly forms: readonly Forms[];
  /** What is said of nobody else. Each names the demand, not the subject: 男装 is clothing. */
  readonly patterns: readonly RegExp[];
  /** Where one of these holds around what was found, it is lawful: they are taken out of the text first. */
  readonly lawful: readonly RegExp[];
}
