/** Nobody will ever do this job: it is canceled and not tried again. */
export class UnworkableJob extends Error {
  /** As it is kept with the job. */
  readonly reason: string;

  constructor(reason: string) {
    super(reason);
    this.name = 'UnworkableJob';
    this.reason = reason;
  }
}
