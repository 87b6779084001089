import { mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { intTensor } from '../../../src/core/tensor.ts';
import { createSessions } from '../../../src/engine/onnx/sessions.ts';
import { writeModel } from '../../../src/engine/onnx-writer.ts';

const ROWS = 2400;
const COLUMNS = 250_000;
const ROW_BYTES = 4 * COLUMNS;

// NTFS writes out what is left out of a file elsewhere.
test.skipIf(process.platform === 'win32')(
  'weights of 2.4 GB beside a model are read where they lie, also beyond what 32 bits count, and are not copied',
  async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'patchloom-large-'));
    const sessions = createSessions({ budgetBytes: 2 ** 33 });
    try {
      // All but the numbers that are looked up is a hole in the file.
      const weights = await open(path.join(folder, 'model.onnx_data'), 'w');
      await weights.truncate(ROWS * ROW_BYTES);
      for (const [row, value] of [
        [0, 1.5],
        [ROWS - 1, -2.25],
      ] as const)
        await weights.write(new Uint8Array(Float32Array.of(value, value + 1).buffer), 0, 8, row * ROW_BYTES);
      await weights.close();
      const file = path.join(folder, 'model.onnx');
      const bytes = ROWS * ROW_BYTES;
      await writeFile(
        file,
        writeModel({
          nodes: [{ op: 'Gather', inputs: ['table', 'rows'], outputs: ['found'] }],
          weights: [{ name: 'table', dims: [ROWS, COLUMNS], external: { file: 'model.onnx_data', offset: 0, bytes } }],
          inputs: [{ name: 'rows', type: 'int64', dims: ['count'] }],
          outputs: [{ name: 'found', type: 'float32', dims: ['count', COLUMNS] }],
        }),
      );
      const before = process.memoryUsage.rss();
      const { found } = await sessions.use(file, (session) => session.run({ rows: intTensor([ROWS - 1, 0], [2]) }));
      expect(process.memoryUsage.rss() - before).toBeLessThan(500e6);
      expect(found?.dims).toEqual([2, COLUMNS]);
      const at = (row: number) => [...(found?.data.subarray(row * COLUMNS, row * COLUMNS + 3) ?? [])];
      expect([at(0), at(1)]).toEqual([
        [-2.25, -1.25, 0],
        [1.5, 2.5, 0],
      ]);
    } finally {
      await sessions.close();
      await rm(folder, { recursive: true });
    }
  },
);
