import { InferenceSession } from 'onnxruntime-node';
import { ONE_THREAD } from './one-thread.ts';

/** Where a model may be run, in the order in which it is tried; the CPU is the last resort and need not be named. */
export type ProviderName = 'cuda' | 'tensorrt' | 'webgpu' | 'dml' | 'coreml' | 'cpu';

/** Where a model is run, and what was tried before. */
export interface ChosenProvider {
  readonly name: ProviderName;
  readonly fellBackFrom: readonly { readonly name: ProviderName; readonly reason: string }[];
}

export interface OpenSession {
  readonly session: InferenceSession;
  readonly provider: ChosenProvider;
}

/**
 * Opens a model with the first provider that takes it. What fails is remembered, so that the result can say it.
 * @throws where not even the CPU takes the model
 */
export async function openSession(
  model: Uint8Array,
  providers: readonly ProviderName[],
): Promise<OpenSession> {
  const fellBackFrom: { name: ProviderName; reason: string }[] = [];
  for (const name of providers.filter((one) => one !== 'cpu'))
    try {
      const session = await InferenceSession.create(model, { ...ONE_THREAD, executionProviders: [name] });
      return { session, provider: { name, fellBackFrom } };
    } catch (error) {
      fellBackFrom.push({ name, reason: error instanceof Error ? error.message : 'it failed' });
    }
  const session = await InferenceSession.create(model, { ...ONE_THREAD, executionProviders: ['cpu'] });
  return { session, provider: { name: 'cpu', fellBackFrom } };
}
