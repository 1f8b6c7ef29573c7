import { parentPort, workerData } from 'node:worker_threads';
import { drawDataSet, type DataSetRequest } from '../data-set.ts';
import { drawPhantom } from '../phantom/phantom.ts';
import type { Drawn } from './draw-in-thread.ts';

const request = workerData as DataSetRequest;
const { seed, first, count, site } = request;
const drawn: Drawn = {
  phantoms: Array.from({ length: count }, (_, at) => drawPhantom(seed, first + at, site)),
  data: await drawDataSet(request),
};
parentPort?.postMessage(drawn);
