import { Worker } from 'node:worker_threads';
import type { ChosenProvider, ProviderName } from './execution-providers.ts';
import type { FromWorker, ImageOutcome, PoolModel, ToWorker } from './worker-messages.ts';

export interface PoolSettings {
  /** As many as there are cores: each runs one thread. */
  readonly workers: number;
  readonly providers: readonly ProviderName[];
  /** Images run together, where the provider gains by it; the CPU does not. */
  readonly batch?: number;
}

/** What a model put out for one image. */
export interface PoolAnswer {
  readonly outcome: Exclude<ImageOutcome, 'FAILED'>;
  /** By the names of the model's outputs. */
  readonly outputs: Readonly<Record<string, Float32Array>>;
  readonly provider: ChosenProvider;
  /** Of the images that were run in one go with it. */
  readonly wallMs: number;
}

interface Task {
  readonly model: PoolModel;
  readonly image: Float32Array;
  readonly answered: (answer: PoolAnswer) => void;
  readonly failed: (error: Error) => void;
  /** How many workers have died over it. */
  deaths: number;
}

interface Seat {
  readonly worker: Worker;
  readonly providers: Map<string, ChosenProvider>;
  /** What it was sent and has not answered, by the number of the chunk. */
  readonly chunks: Map<number, readonly Task[]>;
}

interface Registered {
  readonly model: PoolModel;
  readonly opened: PromiseWithResolvers<ChosenProvider>;
}

/** Images in one message: a message costs as much as a tenth of a small model. */
const CHUNK = 8;
/** A worker has the next chunk at hand before it is done with one. */
const CHUNKS_AHEAD = 2;
/** An image over which so many workers died is not tried on another. */
const DEATHS = 2;
/** So many workers that end one after the other before they open a model are not replaced any more. */
const STILLBORN = 3;
const WORKER = new URL('inference-worker.ts', import.meta.url);

/** Threads that run models, so that nobody else waits for them. A worker that dies is replaced; its images are run again. */
export class InferencePool {
  readonly #settings: PoolSettings;
  readonly #models = new Map<string, Registered>();
  readonly #waiting: Task[] = [];
  readonly #seats: Seat[] = [];
  #nextChunk = 0;
  #closing = false;
  #stillborn = 0;

  constructor(settings: PoolSettings) {
    this.#settings = settings;
  }

  /** Opens a model in every worker; the first starts them. @throws where a worker does not take it */
  async open(model: PoolModel): Promise<ChosenProvider> {
    const known = this.#models.get(model.sha256);
    if (known !== undefined) return known.opened.promise;
    const opened = Promise.withResolvers<ChosenProvider>();
    if (this.#closing) throw new Error('the pool was closed');
    this.#models.set(model.sha256, { model, opened });
    for (const { worker } of this.#seats) this.#sendModel(worker, model);
    for (let count = this.#seats.length; count < this.#settings.workers; count += 1) this.#seat();
    return opened.promise;
  }

  /**
   * Runs an image (height × width floats) through a model that was opened. An image in shared memory is not copied.
   * @throws where the model fails on it, or the pool is closed
   */
  run(sha256: string, image: Float32Array): Promise<PoolAnswer> {
    const registered = this.#models.get(sha256);
    if (registered === undefined || this.#closing)
      return Promise.reject(new Error('the pool does not run this model'));
    const { model } = registered;
    if (image.length !== model.input.height * model.input.width)
      return Promise.reject(new Error('the image has another size than the model wants'));
    return new Promise((answered, failed) => {
      this.#waiting.push({ model, image: shared(image), answered, failed, deaths: 0 });
      this.#dispatch();
    });
  }

  /** The threads that work now, one session of one thread each for every model; a test may end one. */
  get threads(): readonly Worker[] {
    return this.#seats.map(({ worker }) => worker);
  }

  /** Ends the workers; what was not yet run fails. */
  async close(): Promise<void> {
    this.#closing = true;
    const ended = this.#seats.map(
      ({ worker }) => new Promise<void>((resolve) => void worker.once('exit', () => resolve())),
    );
    for (const { worker } of this.#seats) post(worker, { kind: 'close' });
    for (const task of this.#waiting.splice(0)) task.failed(new Error('the pool was closed'));
    await Promise.all(ended);
  }

  #seat(): void {
    const worker = new Worker(WORKER);
    const seat: Seat = { worker, providers: new Map(), chunks: new Map() };
    this.#seats.push(seat);
    worker.on('message', (message: FromWorker) => this.#hear(seat, message));
    // What went wrong in a worker is told by its end.
    worker.on('error', () => undefined);
    worker.on('exit', () => this.#replace(seat));
    for (const { model } of this.#models.values()) this.#sendModel(worker, model);
  }

  #sendModel(worker: Worker, model: PoolModel): void {
    const { providers, batch = 1 } = this.#settings;
    post(worker, { kind: 'open', model, providers, batch });
  }

  #hear(seat: Seat, message: FromWorker): void {
    if (message.kind === 'opened') {
      this.#stillborn = 0;
      seat.providers.set(message.sha256, message.provider);
      this.#models.get(message.sha256)?.opened.resolve(message.provider);
    } else if (message.kind === 'refused') {
      this.#models.get(message.sha256)?.opened.reject(new Error(message.reason));
      this.#models.delete(message.sha256);
    } else {
      const tasks = seat.chunks.get(message.chunk) ?? [];
      seat.chunks.delete(message.chunk);
      answerAll(seat, tasks, message);
    }
    this.#dispatch();
  }

  #replace(seat: Seat): void {
    this.#seats.splice(this.#seats.indexOf(seat), 1);
    const lost = [...seat.chunks.values()].flat();
    if (this.#closing) {
      for (const task of lost) task.failed(new Error('the pool was closed'));
      return;
    }
    for (const task of lost) task.deaths += 1;
    for (const task of lost.filter(({ deaths }) => deaths >= DEATHS))
      task.failed(new Error('workers died over this image'));
    this.#waiting.unshift(...lost.filter(({ deaths }) => deaths < DEATHS));
    this.#stillborn += seat.providers.size === 0 && this.#models.size > 0 ? 1 : 0;
    if (this.#stillborn < STILLBORN) this.#seat();
    else if (this.#seats.length === 0) this.#giveUp(new Error('no worker can be started'));
  }

  #giveUp(error: Error): void {
    for (const { opened } of this.#models.values()) opened.reject(error);
    this.#models.clear();
    for (const task of this.#waiting.splice(0)) task.failed(error);
  }

  /** Gives what waits to the workers that have least to do. */
  #dispatch(): void {
    for (let ahead = 0; ahead < CHUNKS_AHEAD; ahead += 1)
      for (const seat of this.#seats) if (seat.chunks.size <= ahead) this.#sendChunk(seat);
  }

  #sendChunk(seat: Seat): void {
    const first = this.#waiting[0];
    if (first === undefined || !seat.providers.has(first.model.sha256)) return;
    const { sha256 } = first.model;
    // What waits is shared out before it is put together: two images for two workers are not one chunk.
    const share = Math.ceil(this.#waiting.length / this.#seats.length);
    const limit = Math.min(Math.max(CHUNK, this.#settings.batch ?? 1), share);
    let count = 1;
    while (count < limit && this.#waiting[count]?.model.sha256 === sha256) count += 1;
    const tasks = this.#waiting.splice(0, count);
    this.#nextChunk += 1;
    const chunk = this.#nextChunk;
    seat.chunks.set(chunk, tasks);
    post(seat.worker, { kind: 'run', chunk, sha256, images: tasks.map(({ image }) => image) });
  }
}

function answerAll(
  { providers }: Seat,
  tasks: readonly Task[],
  { outcomes, values, wallMs }: FromWorker & { kind: 'answered' },
): void {
  let offset = 0;
  for (const [at, { model, answered, failed }] of tasks.entries()) {
    const outputs: Record<string, Float32Array> = {};
    for (const { name, length } of model.outputs) {
      outputs[name] = values.subarray(offset, offset + length);
      offset += length;
    }
    const outcome = outcomes[at] ?? 'FAILED';
    const provider = providers.get(model.sha256);
    if (outcome === 'FAILED' || provider === undefined) failed(new Error('the model failed on this image'));
    else answered({ outcome, outputs, provider, wallMs });
  }
}

function shared(image: Float32Array): Float32Array {
  if (image.buffer instanceof SharedArrayBuffer) return image;
  const copy = new Float32Array(new SharedArrayBuffer(image.byteLength));
  copy.set(image);
  return copy;
}

function post(worker: Worker, message: ToWorker): void {
  worker.postMessage(message);
}
