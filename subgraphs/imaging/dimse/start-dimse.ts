import { createServer, type AddressInfo, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import dimse from 'dcmjs-dimse';
import { ImageScp, type DimseService } from './image-scp.ts';
import { limitPdus } from './limit-pdus.ts';
import { isAddressOfPeer } from './peer.ts';

export interface DimseSettings {
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  /** From one address, so that none holds all. */
  readonly maxAssociationsOfOne?: number;
  /** PEM; with it only TLS is spoken, and who calls must show a certificate of `ca`. */
  readonly tls?: { readonly key: string; readonly cert: string; readonly ca: string };
}

export interface RunningDimse {
  readonly port: number;
  close(): Promise<void>;
}

const MAX_ASSOCIATIONS = 64;

/** Serves C-ECHO, C-STORE, C-FIND and storage commitment. */
export async function startDimse(settings: DimseSettings, service: DimseService): Promise<RunningDimse> {
  // It logs what it was sent, names and all.
  dimse.log.setLevel('silent');
  const open = new Set<Socket>();
  const serve = (socket: Socket): void => {
    socket.on('error', () => socket.destroy());
    socket.setNoDelay(true);
    limitPdus(socket);
    new ImageScp(socket, service);
  };
  const { tls } = settings;
  const secure =
    tls === undefined
      ? null
      : createTlsServer(
          { ...tls, requestCert: true, rejectUnauthorized: true, handshakeTimeout: 30_000 },
          serve,
        );
  const server = createServer((socket) => {
    const address = socket.remoteAddress ?? '';
    const ofOne = [...open].filter(({ remoteAddress }) => remoteAddress === address).length;
    // Before anything is read: whoever holds connections open, and says nothing, keeps nobody out.
    if (!isAddressOfPeer(service.peers, address) || ofOne >= (settings.maxAssociationsOfOne ?? 32)) {
      socket.destroy();
      return;
    }
    open.add(socket);
    socket.on('close', () => open.delete(socket)).on('error', () => socket.destroy());
    if (secure === null) serve(socket);
    else secure.emit('connection', socket);
  });
  server.maxConnections = MAX_ASSOCIATIONS;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(settings.port, settings.host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of open) socket.destroy();
      await closed;
    },
  };
}
