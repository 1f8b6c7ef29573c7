/** How an Orthanc is reached. */
export interface OrthancServer {
  readonly url: string;
  readonly user?: string;
  readonly password?: string;
}

/** Orthanc looked at an object and does not take it. */
export class OrthancRefusal extends Error {
  override readonly name = 'OrthancRefusal';
}

const TIMEOUT_MS = 60_000;

/** What is needed of Orthanc's REST interface. Every method rejects where Orthanc can not be reached. */
export class OrthancClient {
  readonly #url: string;
  readonly #headers: Readonly<Record<string, string>>;

  constructor({ url, user, password }: OrthancServer) {
    this.#url = url.replace(/\/$/u, '');
    const credentials = Buffer.from(`${user ?? ''}:${password ?? ''}`).toString('base64');
    this.#headers = user === undefined ? {} : { authorization: `Basic ${credentials}` };
  }

  /**
   * Stores an object, or finds that one with its UIDs and patient is there.
   * @returns Orthanc's own id of it
   * @throws OrthancRefusal
   */
  async store(bytes: Uint8Array): Promise<string> {
    const answer = await this.#ask('/instances', { method: 'POST', body: Uint8Array.from(bytes) });
    if (answer.status === 400) throw new OrthancRefusal('Orthanc takes it for no DICOM object');
    if (!answer.ok) throw unexpected(answer);
    const { ID: id } = (await answer.json()) as { readonly ID: string };
    return id;
  }

  /** The bytes of an object as they were stored; null where it has none. */
  async read(id: string): Promise<Buffer | null> {
    const answer = await this.#ask(`/instances/${encodeURIComponent(id)}/file`);
    // It says 404 of what it does not know, and 400 of a file that is not there though its index says so.
    if (answer.status === 404 || answer.status === 400) return null;
    if (!answer.ok) throw unexpected(answer);
    return Buffer.from(await answer.arrayBuffer());
  }

  #ask(path: string, init: RequestInit = {}): Promise<Response> {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    return fetch(`${this.#url}${path}`, { ...init, headers: this.#headers, signal });
  }
}

function unexpected({ status }: Response): Error {
  return new Error(`Orthanc answers ${status}`);
}
