import { defineConfig } from 'vite';

/** The command line and the process that it runs nodes in: packages inside, native ones outside and loaded when needed (start-up time). */
export default defineConfig({
  publicDir: false,
  ssr: {
    noExternal: true,
    external: ['onnxruntime-node', 'libsql', 'ffmpeg-static', '@ffmpeg-installer/ffmpeg', 'electron'],
  },
  build: {
    ssr: true,
    outDir: 'dist',
    emptyOutDir: true,
    target: 'node20',
    minify: true,
    rolldownOptions: {
      input: {
        cli: 'src/cli/index.ts',
        executor: 'src/engine/executor-process.ts',
        // What own nodes import as “patchloom”, and what finds it for them.
        patchloom: 'src/sdk/patchloom.ts',
        'own-node-hooks': 'src/engine/own-nodes/module-hooks.ts',
      },
      output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
    },
  },
});
