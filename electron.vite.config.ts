import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';

/** The desktop shell and the editor. A sandboxed preload can't load packages: what it needs is bundled, and it needs next to nothing. */
export default defineConfig({
  main: {
    build: {
      outDir: 'out/main',
      rolldownOptions: { input: { index: 'src/main/index.ts', executor: 'src/engine/executor-process.ts' } },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      externalizeDeps: false,
      rolldownOptions: {
        input: { index: 'src/preload/index.ts' },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: 'src/renderer',
    plugins: [react()],
    build: {
      outDir: 'out/renderer',
      minify: true,
      chunkSizeWarningLimit: 1000,
      rolldownOptions: { input: { index: 'src/renderer/index.html' } },
    },
  },
});
