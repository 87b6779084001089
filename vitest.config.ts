import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts', 'test/**/*.test.tsx'],
    // Two cores: models and browsers in several workers at once would only wait for each other.
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    reporters: ['default'],
    // The Electron runtime is not part of an install; the shell's own sources are tested against a typed stand-in.
    alias: { electron: fileURLToPath(new URL('test/fakes/electron.ts', import.meta.url)) },
  },
});
