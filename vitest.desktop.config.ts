import { defineConfig } from 'vitest/config';

/** The tests that want the real Electron; `npm run test:desktop` looks whether there is one. */
export default defineConfig({
  test: {
    include: ['test/desktop/**/*.desktop.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    reporters: ['default'],
  },
});
