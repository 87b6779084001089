import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // Two cores: models and browsers in several workers at once would only wait for each other.
    maxWorkers: 2,
    // A test may load ONNX Runtime by itself; it reports to nobody then, either.
    env: { ORT_DISABLE_TELEMETRY: '1' },
    // On a machine that is busy with something else all comes late, and is right all the same.
    testTimeout: 240_000,
    hookTimeout: 240_000,
    expect: { poll: { timeout: 120_000 } },
    reporters: ['default'],
    // The Electron runtime is not part of an install; the shell's own sources are tested against a typed stand-in.
    alias: { electron: fileURLToPath(new URL('test/fakes/electron.ts', import.meta.url)) },
    projects: [
      // Test files share what they import, which saves half a minute of loading.
      {
        extends: true,
        test: { name: 'all', include: ['test/**/*.test.{ts,tsx}'], exclude: ['test/main/**'], isolate: false },
      },
      // The shell starts as it is imported: once for each of its files.
      { extends: true, test: { name: 'shell', include: ['test/main/**/*.test.ts'] } },
    ],
  },
});
