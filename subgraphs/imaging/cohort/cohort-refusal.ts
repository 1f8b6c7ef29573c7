/** What was asked of a cohort can not be done; the message says why, and holds nothing of a patient. */
export class CohortRefusal extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'CohortRefusal';
  }
}
