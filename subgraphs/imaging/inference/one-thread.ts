import type { InferenceSession } from 'onnxruntime-node';

/**
 * How every session is made. With one thread sums are always added up in the same order, so that results can be
 * replayed bit by bit, and workers do not fight each other for cores.
 */
export const ONE_THREAD = {
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  executionMode: 'sequential',
  // Warnings of the optimiser only.
  logSeverityLevel: 3,
} as const satisfies InferenceSession.SessionOptions;
