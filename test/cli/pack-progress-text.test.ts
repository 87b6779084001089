import { describe, expect, test } from 'vitest';
import { byteText, createPlainText, terminalUpdate } from '../../src/cli/pack-progress-text.ts';
import type { PackEvent } from '../../src/engine/hub/pack-events.ts';

function progress(done: number): PackEvent {
  const file = { done, total: 4e9, unit: 'bytes' };
  return { kind: 'pack-progress', path: 'unet/model.onnx', file, progress: { ...file, rate: 24e6, secondsLeft: 107 } };
}

describe('on a terminal', () => {
  test('a bar, how much, how fast, how long, and the file if there is room', () => {
    const text = `  ${'█'.repeat(6)}${'░'.repeat(18)} 1.0 GB of 4.0 GB · 24 MB/s · 1 min 47 s left`;
    expect(terminalUpdate(progress(1e9), 120)).toEqual({ status: `${text} · unet/model.onnx` });
    expect(terminalUpdate(progress(1e9), 84)).toEqual({ status: `${text} · …del.onnx` });
    expect(terminalUpdate(progress(1e9), 70)).toEqual({ status: text });
  });
});

describe('in a log', () => {
  test('progress is a line for every tenth, not for every event', () => {
    const line = createPlainText();
    const lines = Array.from({ length: 1001 }, (_, step) => line(progress(step * 4e6))).filter((text) => text);
    expect(lines.length).toBe(10);
    expect(lines[0]).toBe('400 MB of 4.0 GB · 24 MB/s · 1 min 47 s left');
  });

  test('another attempt says why and when', () => {
    const event: PackEvent = { kind: 'file-retry', path: 'a.onnx', attempt: 2, reason: 'it broke', waitSeconds: 2 };
    expect(createPlainText()(event)).toBe('a.onnx: it broke; attempt 2 in 2.0 s');
  });
});

test.each<[number, string]>([
  [0, '0 bytes'],
  [999, '999 bytes'],
  [1000, '1.0 kB'],
  [9949, '9.9 kB'],
  [9960, '10 kB'],
  [999_499, '999 kB'],
  [999_500, '1.0 MB'],
  [3.44e9, '3.4 GB'],
  [5e15, '5000 TB'],
])('%d bytes are %s', (bytes, text) => {
  expect(byteText(bytes)).toBe(text);
});
