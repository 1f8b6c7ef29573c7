import { tearDown } from './teardown-stack.ts';

export default async function tearDownContractTests(): Promise<void> {
  await tearDown('contract');
}
