import { readPassword } from '../secrets/read-secret-file.ts';
import type { ChangeStream } from './change-stream.ts';

/** Where the stream of changes is, as it stands in a configuration file. Secrets are named by file. */
export type StreamConfiguration =
  | {
      readonly kind: 'postgres';
      readonly host: string;
      readonly port: number;
      readonly database: string;
      readonly user: string;
      readonly passwordFile: string;
    }
  | {
      readonly kind: 'jetstream';
      /** Such as `nats://127.0.0.1:4222`. */
      readonly server: string;
      readonly user?: string;
      readonly passwordFile?: string;
    };

/**
 * The stream that a configuration names; each kind is loaded where it is used.
 * @throws InvalidSecret where the password can not be read
 */
export async function openStream(configuration: StreamConfiguration): Promise<ChangeStream> {
  if (configuration.kind === 'postgres') {
    const { host, port, database, user, passwordFile } = configuration;
    const { PostgresStream } = await import('./postgres/postgres-stream.ts');
    return new PostgresStream({ host, port, database, user, password: readPassword(passwordFile) });
  }
  const { server, user, passwordFile } = configuration;
  const { JetStream } = await import('./jetstream/jet-stream.ts');
  return new JetStream({
    server,
    ...(user === undefined || passwordFile === undefined
      ? {}
      : { user, password: readPassword(passwordFile) }),
  });
}
