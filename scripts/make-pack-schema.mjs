// Writes docs/modelpack.schema.json, by which editors complete and check a modelpack.json:
// node scripts/make-pack-schema.mjs && npm run format
import fs from 'node:fs';
import { runnerImport } from 'vite';

const { module } = await runnerImport(new URL('../src/core/model-pack/json-schema.ts', import.meta.url).pathname);
fs.writeFileSync(new URL('../docs/modelpack.schema.json', import.meta.url), module.modelPackJsonSchema());
