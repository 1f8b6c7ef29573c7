import type { InferenceSession } from 'onnxruntime-node';

/** One output of a run as floats. @throws where the model has no such output, or one of another type */
export function floatsOf(outputs: InferenceSession.ReturnType, name: string): Float32Array {
  const data = outputs[name]?.data;
  if (!(data instanceof Float32Array)) throw new Error(`the model put out no floats named ${name}`);
  return data;
}
