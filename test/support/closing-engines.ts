import { afterEach } from 'vitest';
import { createTestEngine } from './test-engine.ts';

/** A `createTestEngine` whose engines are closed after each test of the file. */
export function closingEngines(): (cacheBytes?: number) => ReturnType<typeof createTestEngine> {
  const engines: ReturnType<typeof createTestEngine>[] = [];
  afterEach(async () => {
    for (const { executor } of engines.splice(0)) await executor.close();
  });
  return (cacheBytes) => {
    const engine = createTestEngine(undefined, cacheBytes);
    engines.push(engine);
    return engine;
  };
}
