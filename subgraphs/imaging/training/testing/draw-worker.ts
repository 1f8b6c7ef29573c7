import { parentPort, workerData } from 'node:worker_threads';
import { drawDataSet } from '../data-set.ts';
import { drawPhantom } from '../phantom/phantom.ts';
import type { DrawRequest, Drawn } from './draw-in-thread.ts';

const { seed, first, count } = workerData as DrawRequest;
const drawn: Drawn = {
  phantoms: Array.from({ length: count }, (_, at) => drawPhantom(seed, first + at)),
  data: await drawDataSet(seed, first, count),
};
parentPort?.postMessage(drawn);
