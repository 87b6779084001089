import { expect, test } from 'vitest';
import { answers, done } from '../fakes/electron.ts';

test('a second start leaves everything to the first: no host, no window', async () => {
  answers.isFirst = false;
  await import('../../src/main/index.ts');
  expect({ app: done.app, windows: done.windows, handlers: [...done.handlers] }).toEqual({
    app: ['quit'],
    windows: [],
    handlers: [],
  });
});
