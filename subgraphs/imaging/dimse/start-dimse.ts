import { createServer, type AddressInfo, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import dimse from 'dcmjs-dimse';
import { ImageScp, type DimseService } from './image-scp.ts';
import { limitPdus } from './limit-pdus.ts';
import { hospitalsAt } from './peer.ts';

export interface DimseSettings {
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  /** From one address. */
  readonly maxAssociationsOfOne?: number;
  /** From all addresses of one hospital, so that none keeps another out. */
  readonly maxAssociationsOfHospital?: number;
  /** PEM; with it only TLS is spoken, and who calls must show a certificate of `ca`. */
  readonly tls?: { readonly key: string; readonly cert: string; readonly ca: string };
}

export interface RunningDimse {
  readonly port: number;
  close(): Promise<void>;
}

const OF_ONE = 32;
const OF_HOSPITAL = 64;

/** Serves C-ECHO, C-STORE, C-FIND and storage commitment. */
export async function startDimse(settings: DimseSettings, service: DimseService): Promise<RunningDimse> {
  // It logs what it was sent, names and all.
  dimse.log.setLevel('silent');
  /** With the hospitals that each may be of. */
  const open = new Map<Socket, ReadonlySet<string>>();
  const { maxAssociationsOfOne = OF_ONE, maxAssociationsOfHospital = OF_HOSPITAL } = settings;
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
    const hospitals = hospitalsAt(service.peers, address);
    const ofOne = [...open.keys()].filter(({ remoteAddress }) => remoteAddress === address).length;
    const hasRoom = (hospital: string): boolean =>
      [...open.values()].filter((one) => one.has(hospital)).length < maxAssociationsOfHospital;
    // Before anything is read: whoever holds connections open, and says nothing, keeps nobody out.
    if (ofOne >= maxAssociationsOfOne || ![...hospitals].some(hasRoom)) {
      socket.destroy();
      return;
    }
    open.set(socket, hospitals);
    socket.on('close', () => open.delete(socket)).on('error', () => socket.destroy());
    if (secure === null) serve(socket);
    else secure.emit('connection', socket);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(settings.port, settings.host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of open.keys()) socket.destroy();
      await closed;
    },
  };
}
