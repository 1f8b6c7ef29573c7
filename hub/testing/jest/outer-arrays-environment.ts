import { TestEnvironment } from 'jest-environment-node';

/**
 * For tests that call native modules with typed arrays: Jest's realm has constructors of its own, and onnxruntime takes
 * only arrays of the outer realm. `@jest-environment ./hub/testing/jest/outer-arrays-environment.ts`
 */
export default class OuterArraysEnvironment extends TestEnvironment {
  override async setup(): Promise<void> {
    await super.setup();
    Object.assign(this.global, {
      ArrayBuffer,
      SharedArrayBuffer,
      Float32Array,
      Float64Array,
      Uint8Array,
      Uint16Array,
      Uint32Array,
      Int16Array,
      Int32Array,
      BigInt64Array,
    });
  }
}
