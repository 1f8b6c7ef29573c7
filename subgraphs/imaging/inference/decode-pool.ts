import { createHash } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import { UNREADABLE, type DecodedImage } from './decode-object.ts';
import { NO_FACTS } from './image-facts.ts';
import type { InputSpec } from './preprocess.ts';

export interface DecodePoolSettings {
  /** Threads at most; they start as objects come. */
  readonly workers: number;
  /** An object over which a decoder works longer than this can not be read. */
  readonly limitMs?: number;
}

/** What a decoder is sent. */
export interface DecodeRequest {
  /** In shared memory, so that it is still there when the thread dies. */
  readonly bytes: Uint8Array;
  readonly inputs: readonly InputSpec[];
}

interface Task extends DecodeRequest {
  readonly decoded: (image: DecodedImage) => void;
  readonly failed: (error: Error) => void;
  /** How many threads have died over it. */
  deaths: number;
}

interface Seat {
  readonly worker: Worker;
  task: Task | null;
  timer: NodeJS.Timeout | null;
}

const LIMIT_MS = 60_000;
/** An object over which so many threads died is not tried on another. */
const DEATHS = 2;
const WORKER = new URL('decode-worker.ts', import.meta.url);

/**
 * Threads that decode objects and make them ready for models, so that the event loop waits for no JPEG 2000. An object
 * that kills its decoder, or keeps it too long, harms no other: it is unreadable.
 */
export class DecodePool {
  readonly #settings: Required<DecodePoolSettings>;
  readonly #waiting: Task[] = [];
  readonly #seats: Seat[] = [];
  #closing = false;

  constructor({ workers, limitMs = LIMIT_MS }: DecodePoolSettings) {
    this.#settings = { workers, limitMs };
  }

  /**
   * Decodes the first frame of an object and makes it ready for models with these inputs. What is wrong with the object
   * is told in the answer. @throws where the pool is closed
   */
  decode(bytes: Uint8Array, inputs: readonly InputSpec[]): Promise<DecodedImage> {
    if (this.#closing) return Promise.reject(new Error('the pool of decoders is closed'));
    return new Promise((decoded, failed) => {
      this.#waiting.push({ bytes: shared(bytes), inputs, decoded, failed, deaths: 0 });
      this.#dispatch();
    });
  }

  /** The threads, by which a test may end one. */
  get threads(): readonly Worker[] {
    return this.#seats.map(({ worker }) => worker);
  }

  /** Ends the threads; what was not yet decoded fails. */
  async close(): Promise<void> {
    this.#closing = true;
    for (const task of this.#waiting.splice(0)) task.failed(new Error('the pool of decoders is closed'));
    await Promise.all(this.#seats.map(({ worker }) => worker.terminate()));
  }

  #dispatch(): void {
    while (this.#waiting.length > 0) {
      const seat = this.#seats.find(({ task }) => task === null) ?? this.#newSeat();
      const task = seat === null ? undefined : this.#waiting.shift();
      if (seat === null || task === undefined) return;
      seat.task = task;
      seat.timer = setTimeout(() => this.#expire(seat, task), this.#settings.limitMs);
      const request: DecodeRequest = { bytes: task.bytes, inputs: task.inputs };
      seat.worker.postMessage(request);
    }
  }

  #newSeat(): Seat | null {
    if (this.#seats.length >= this.#settings.workers) return null;
    const seat: Seat = { worker: new Worker(WORKER), task: null, timer: null };
    this.#seats.push(seat);
    seat.worker.on('message', (image: DecodedImage) => {
      take(seat)?.decoded(image);
      this.#dispatch();
    });
    // What went wrong in a thread is told by its end.
    seat.worker.on('error', () => undefined);
    seat.worker.on('exit', () => this.#remove(seat));
    return seat;
  }

  #expire({ worker }: Seat, task: Task): void {
    task.deaths = DEATHS;
    void worker.terminate();
  }

  #remove(seat: Seat): void {
    this.#seats.splice(this.#seats.indexOf(seat), 1);
    const task = take(seat);
    if (task === null) return;
    task.deaths += 1;
    if (this.#closing) task.failed(new Error('the pool of decoders is closed'));
    else if (task.deaths >= DEATHS) task.decoded(unreadable(task));
    else this.#waiting.unshift(task);
    this.#dispatch();
  }
}

function take(seat: Seat): Task | null {
  const { task, timer } = seat;
  if (timer !== null) clearTimeout(timer);
  seat.task = null;
  seat.timer = null;
  return task;
}

function unreadable({ bytes, inputs }: Task): DecodedImage {
  const receivedSha256 = createHash('sha256').update(bytes.slice()).digest('hex');
  return { receivedSha256, facts: NO_FACTS, ready: inputs.map(() => UNREADABLE) };
}

function shared(bytes: Uint8Array): Uint8Array {
  const copy = new Uint8Array(new SharedArrayBuffer(bytes.byteLength));
  copy.set(bytes);
  return copy;
}
