import {
  DeliverPolicy,
  DiscardPolicy,
  jetstream,
  jetstreamManager,
  RetentionPolicy,
  StorageType,
  type JetStreamClient,
  type JetStreamManager,
  type StreamConfig,
} from '@nats-io/jetstream';
import { connect, nanos, type NatsConnection } from '@nats-io/transport-node';
import type { ChangeEvent } from '../change-event.ts';
import type { ChangeStream, StreamedEvent, StreamRead, UnreadableEvent } from '../change-stream.ts';
import { parseEvent } from '../parse-event.ts';
import { WakeUp } from '../wake-up.ts';

export interface JetStreamLogin {
  /** Such as `nats://127.0.0.1:4222`. */
  readonly server: string;
  readonly user?: string;
  readonly password?: string;
  /** Of the stream on the server; made where absent. */
  readonly name?: string;
}

/** Each agency has a subject, so that the server can say who may publish there. */
const SUBJECTS = 'sluice.changes';
const LOOK_AGAIN_MS = 500;
const FETCH_MS = 5_000;
const DAY_MS = 86_400_000;

const STREAM: Partial<StreamConfig> = {
  retention: RetentionPolicy.Limits,
  storage: StorageType.File,
  discard: DiscardPolicy.Old,
  max_age: nanos(7 * DAY_MS),
  // A capture that was killed publishes again what the source still holds for it; what it repeats later than this is
  // kept twice, and has its effect once all the same: it says where to look, not what is there.
  duplicate_window: nanos(DAY_MS / 24),
};

interface Connection {
  readonly nats: NatsConnection;
  readonly client: JetStreamClient;
  readonly manager: JetStreamManager;
}

/** The stream on a NATS server with JetStream. Connects when it is first used. */
export class JetStream implements ChangeStream {
  private readonly login: JetStreamLogin;
  private readonly name: string;
  private readonly wakeUp = new WakeUp();
  private connecting: Promise<Connection> | null = null;

  constructor(login: JetStreamLogin) {
    this.login = login;
    this.name = login.name ?? 'sluice_changes';
  }

  async publish(events: readonly ChangeEvent[]): Promise<void> {
    if (events.some((event) => parseEvent(event) === null)) throw new Error('not an event');
    const { client } = await this.connection();
    // The server keeps what comes over one connection in its order; only the answers are waited for together.
    await Promise.all(
      events.map((event) =>
        client.publish(this.subject(event.agency), JSON.stringify(event), {
          msgID: `${event.agency}/${event.position}`,
        }),
      ),
    );
  }

  async lastPosition(agency: string): Promise<string | null> {
    const { manager } = await this.connection();
    const message = await manager.streams.getMessage(this.name, { last_by_subj: this.subject(agency) });
    return message === null ? null : (eventOf(message)?.position ?? null);
  }

  async end(): Promise<number> {
    const { manager } = await this.connection();
    return (await manager.streams.info(this.name)).state.last_seq;
  }

  async read(after: number, limit: number): Promise<StreamRead> {
    const { client, manager } = await this.connection();
    const { first_seq: first, last_seq: last, messages } = (await manager.streams.info(this.name)).state;
    const isGap = first > after + 1;
    const count = Math.min(limit, messages, last - after);
    if (count <= 0) return { events: [], unreadable: [], upTo: after, isGap };
    const consumer = await client.consumers.get(this.name, {
      deliver_policy: DeliverPolicy.StartSequence,
      opt_start_seq: Math.max(after + 1, first),
    });
    const events: StreamedEvent[] = [];
    const unreadable: UnreadableEvent[] = [];
    let upTo = after;
    let seen = 0;
    for await (const message of await consumer.fetch({ max_messages: count, expires: FETCH_MS })) {
      const event = eventOf(message);
      if (event) events.push({ sequence: message.seq, event });
      else unreadable.push({ agency: message.subject.split('.').at(-1) ?? null, position: null });
      upTo = message.seq;
      seen += 1;
      if (seen === count || message.seq === last) break;
    }
    await consumer.delete().catch(() => false);
    return { events, unreadable, upTo, isGap };
  }

  async wait(after: number, atMostMs: number, signal: AbortSignal): Promise<void> {
    await this.connection();
    const found = new AbortController();
    const hinted = this.wakeUp.wait(
      after,
      Math.min(atMostMs, LOOK_AGAIN_MS),
      AbortSignal.any([signal, found.signal]),
    );
    // Looked after the waiting began, so that what comes in between is seen or hinted at.
    if ((await this.end()) > after) found.abort();
    await hinted;
  }

  async close(): Promise<void> {
    const connection = await this.connecting?.catch(() => null);
    await connection?.nats.close();
  }

  private subject(agency: string): string {
    return `${SUBJECTS}.${this.name}.${agency}`;
  }

  private connection(): Promise<Connection> {
    this.connecting ??= this.connect().catch((error: unknown) => {
      this.connecting = null;
      throw error;
    });
    return this.connecting;
  }

  private async connect(): Promise<Connection> {
    const { server, user, password } = this.login;
    const nats = await connect({
      servers: server,
      maxReconnectAttempts: -1,
      reconnectTimeWait: 100,
      ...(user === undefined ? {} : { user, pass: password ?? '' }),
    });
    const manager = await jetstreamManager(nats);
    const subject = this.subject('*');
    // Leaves one that is there as its keeper has set it up.
    await manager.streams
      .info(this.name)
      .catch(() => manager.streams.add({ ...STREAM, name: this.name, subjects: [subject] }));
    nats.subscribe(subject, { callback: () => this.wakeUp.tell() });
    return { nats, manager, client: jetstream(nats) };
  }
}

/** WHY: the server lets an agency publish under its subject, whatever the message says. */
function eventOf(message: { readonly subject: string; json(): unknown }): ChangeEvent | null {
  try {
    const event = parseEvent(message.json());
    return event !== null && message.subject.endsWith(`.${event.agency}`) ? event : null;
  } catch {
    return null;
  }
}
