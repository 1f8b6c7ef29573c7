/** Does work that comes in turns without a pause between them. */
export function drain(work: Iterator<unknown, unknown>): void {
  while (work.next().done !== true);
}
