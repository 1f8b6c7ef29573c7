import { tearDown } from './teardown-stack.ts';

export default async function tearDownEndToEndTests(): Promise<void> {
  await tearDown('e2e');
}
