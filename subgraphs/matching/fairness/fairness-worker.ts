import { parentPort, workerData } from 'node:worker_threads';
import type { FairnessWorkerData } from './fairness-in-thread.ts';
import { fairnessOfRun } from './fairness-of-run.ts';

/** A thread that reckons the figures of one run and says them. */

if (parentPort === null) throw new Error('this file is a worker');
const { problem, groupsOf } = workerData as FairnessWorkerData;
parentPort.postMessage(fairnessOfRun(problem, groupsOf));
