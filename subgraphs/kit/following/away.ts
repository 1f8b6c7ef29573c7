/** Something did not answer, or not wholly: nothing is concluded from what did. */
export class Away extends Error {
  override readonly name = 'Away';
}
