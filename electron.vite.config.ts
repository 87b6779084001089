import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';

/** The desktop shell and the editor. A sandboxed preload can't load packages: what it needs is bundled, and it needs next to nothing. */
export default defineConfig({
  main: {
    build: {
      outDir: 'out/main',
      // Packages are inside, so that a packaged app carries the native ones alone. The executor is the command line's.
      externalizeDeps: { exclude: ['zod', 'ws', '@huggingface/hub', '@huggingface/tokenizers'] },
      rolldownOptions: { input: { index: 'src/main/index.ts' } },
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
