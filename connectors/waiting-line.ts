import { ConnectorError } from './contract.ts';
import type { Ending } from './ending.ts';

/**
 * Lets so many reads in at once; the others wait in order, each no longer than its own deadline. The pool behind it is
 * never asked for more than it has, so that waiting for a turn and waiting for the source can be told apart.
 */
export class WaitingLine {
  private free: number;
  private readonly waiting: (() => void)[] = [];

  constructor(places: number) {
    this.free = places;
  }

  /**
   * A place; call the answer once to give it back.
   * @throws ConnectorError `busy` where none came free before the deadline, `cancelled`
   */
  async enter(ending: Ending): Promise<() => void> {
    if (ending.reason !== null) throw refusal(ending);
    if (this.free > 0) this.free -= 1;
    else await this.turn(ending);
    let left = false;
    return () => {
      if (left) return;
      left = true;
      const next = this.waiting.shift();
      if (next) next();
      else this.free += 1;
    };
  }

  private turn(ending: Ending): Promise<void> {
    return new Promise((resolve, reject) => {
      const admit = (): void => {
        forget();
        resolve();
      };
      this.waiting.push(admit);
      const forget = ending.whenEnded(() => {
        this.waiting.splice(this.waiting.indexOf(admit), 1);
        reject(refusal(ending));
      });
    });
  }
}

const refusal = (ending: Ending): ConnectorError =>
  ending.reason === 'cancelled'
    ? new ConnectorError('cancelled', 'the caller left')
    : new ConnectorError('busy', 'no connection came free before the deadline');
