/** The image was not to be had, through no fault of its own: the job waits, and this was no attempt at it. */
export class SourceAway extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'SourceAway';
  }
}
