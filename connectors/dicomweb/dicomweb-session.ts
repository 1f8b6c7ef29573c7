import { request, type Agent, type Dispatcher } from 'undici';
import { ConnectorError } from '../contract.ts';
import type { Ending } from '../ending.ts';
import type { DicomJsonObject } from './attribute-value.ts';
import type { DicomwebSource } from './dicomweb-source.ts';
import { JsonItems } from './json-items.ts';

/** Beyond it a list is refused that is asked for whole: a page of studies, series or instances is never so long. */
const LONGEST_LIST = 32 * 1024 * 1024;

/** The requests of one read. They end when the read does, whoever ended it. */
export class DicomwebSession implements Disposable {
  private readonly source: DicomwebSource;
  private readonly agent: Agent;
  private readonly ending: Ending;
  private readonly leave: () => void;
  private readonly abort = new AbortController();
  private readonly forgetEnding: () => void;

  /** @param leave called when the read is over */
  constructor(source: DicomwebSource, agent: Agent, ending: Ending, leave: () => void) {
    this.source = source;
    this.agent = agent;
    this.ending = ending;
    this.leave = leave;
    this.forgetEnding = ending.whenEnded(() => this.abort.abort());
  }

  /**
   * The list of data sets that an address answers, in pieces as they come: what is not taken the server waits to send.
   * @throws ConnectorError, which holds nothing that the server said
   */
  async *read(path: string, mostBytes = Infinity): AsyncGenerator<readonly DicomJsonObject[]> {
    const { statusCode: status, body } = await this.guard(() => this.request(path));
    // A body that is left breaks off with an error, which is nobody's.
    body.on('error', () => undefined);
    try {
      // A series that went away since it was listed is not there any more.
      if (status === 204 || status === 404) return;
      if (status !== 200) throw new ConnectorError(reasonOf(status), `the server answers ${status}`);
      const pieces = (body as AsyncIterable<Buffer>)[Symbol.asyncIterator]();
      const items = new JsonItems();
      let bytes = 0;
      for (;;) {
        const piece = await this.guard(() => pieces.next());
        if (piece.done === true) break;
        bytes += piece.value.length;
        if (bytes > mostBytes) throw new ConnectorError('unreachable', 'the list has no end');
        const found = parsed(() => items.take(piece.value));
        if (found.length > 0) yield found as readonly DicomJsonObject[];
      }
      parsed(() => items.end());
    } finally {
      body.destroy();
    }
  }

  /** The whole list; one that is too long for the memory is refused. */
  async ask(path: string): Promise<readonly DicomJsonObject[]> {
    const list: DicomJsonObject[] = [];
    for await (const found of this.read(path, LONGEST_LIST)) list.push(...found);
    return list;
  }

  [Symbol.dispose](): void {
    this.forgetEnding();
    this.abort.abort();
    this.leave();
  }

  private request(path: string): Promise<Dispatcher.ResponseData> {
    const authorization = this.source.authorization?.();
    return request(this.source.url + path, {
      dispatcher: this.agent,
      signal: this.abort.signal,
      headers: {
        accept: 'application/dicom+json',
        ...(authorization === undefined ? {} : { authorization }),
      },
    });
  }

  private async guard<T>(work: () => Promise<T>): Promise<T> {
    try {
      if (this.ending.reason === null) return await work();
    } catch {
      if (this.ending.reason === null)
        throw new ConnectorError('unreachable', 'the source cannot be reached');
    }
    throw this.ending.reason === 'cancelled'
      ? new ConnectorError('cancelled', 'the caller left')
      : new ConnectorError('deadline', 'the read outlasted its deadline');
  }
}

function reasonOf(status: number): ConnectorError['reason'] {
  if (status === 429 || status === 503) return 'busy';
  return status >= 500 ? 'unreachable' : 'refused';
}

function parsed<T>(work: () => T): T {
  try {
    return work();
  } catch {
    throw new ConnectorError('unreachable', 'the source answers no list of data sets');
  }
}
