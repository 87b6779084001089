import { expect, test } from 'vitest';
import { isAbort, toFailure, UserError } from '../../src/core/errors.ts';

test('what a person can mend keeps message and hint, and no stack', () => {
  expect([
    toFailure(new UserError('No model', { hint: 'Choose one.', cause: new Error('ENOENT') })),
    toFailure(new UserError('No model')),
  ]).toEqual([
    { kind: 'user', message: 'No model', hint: 'Choose one.' },
    { kind: 'user', message: 'No model' },
  ]);
});

test('anything else is a bug and keeps its stack, even what is no error at all', () => {
  const bug = new TypeError('x is undefined');
  expect([toFailure(bug), toFailure('thrown text')]).toEqual([
    { kind: 'bug', message: 'x is undefined', stack: bug.stack },
    { kind: 'bug', message: 'thrown text' },
  ]);
});

test('pressing stop is told from failing', () => {
  const controller = new AbortController();
  controller.abort();
  expect([isAbort(controller.signal.reason), isAbort(new Error('AbortError')), isAbort('AbortError')]).toEqual([
    true,
    false,
    false,
  ]);
});
