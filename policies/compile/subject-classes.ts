import type { SubjectCondition } from '../language/policy-document.ts';
import { isWellFormed, matchesSubject } from '../subject-class.ts';
import type { Branded, Subject } from '../vocabulary.ts';
import { BoundedCache } from '../bounded-cache.ts';

/**
 * Which of the policies' conditions on subjects hold: `1` or `0` for each distinct one. Subjects of one class are
 * decided alike, so a province of 130 counties has as many classes as its policies tell subjects apart.
 */
export type SubjectClass = Branded<string, 'SubjectClass'>;

/** The number of a condition within its policies. */
export type ConditionNumber = Branded<number, 'ConditionNumber'>;

/** Subjects whose class is remembered. */
const SUBJECTS_KEPT = 10_000;

/** The distinct conditions on subjects that policies name, and the class of every subject under them. */
export class SubjectClasses {
  private readonly conditions = new Map<string, SubjectCondition | 'everybody'>();
  private readonly numbers = new Map<string, ConditionNumber>();
  private readonly known = new BoundedCache<string, SubjectClass>(SUBJECTS_KEPT);

  /** Numbers a condition, equal ones equally. Only before a class is asked for. */
  number(condition: SubjectCondition | 'everybody'): ConditionNumber {
    const text = JSON.stringify(condition);
    let number = this.numbers.get(text);
    if (number === undefined) {
      number = this.numbers.size as ConditionNumber;
      this.numbers.set(text, number);
      this.conditions.set(text, condition);
    }
    return number;
  }

  /** The class of a subject; null for a malformed one, which belongs to none. */
  of(subject: Subject): SubjectClass | null {
    if (!isWellFormed(subject)) return null;
    const { application, department, region, roles, organisation, clearance } = subject;
    const key = JSON.stringify([application, department, region, roles, organisation, clearance]);
    return this.known.get(key, () => {
      const truths = [...this.conditions.values()].map((each) => matchesSubject(each, subject));
      return truths.map((holds) => (holds ? '1' : '0')).join('') as SubjectClass;
    });
  }
}

export const holdsFor = (condition: ConditionNumber, subjects: SubjectClass): boolean =>
  subjects[condition] === '1';
