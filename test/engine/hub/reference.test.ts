import { describe, expect, test } from 'vitest';
import { describeReference, parseReference } from '../../../src/engine/hub/reference.ts';

test.each<[string, readonly string[]]>([
  ['hf:owner/name', ['owner', 'name', 'main']],
  ['hf:Owner-1/some_name.v2@v1.0', ['Owner-1', 'some_name.v2', 'v1.0']],
  ['hf:owner/name@refs/pr/3', ['owner', 'name', 'refs/pr/3']],
  [`hf:owner/name@${'a'.repeat(40)}`, ['owner', 'name', 'a'.repeat(40)]],
])('%s is a reference', (text, [owner, name, revision]) => {
  const reference = parseReference(text);
  expect(reference).toEqual({ owner, name, revision });
  expect(describeReference(reference)).toBe(text);
});

describe('refused', () => {
  test.each([
    '',
    'owner/name',
    'hf:name',
    'hf:owner/name/more',
    'hf:../name',
    'hf:owner/..',
    'hf:owner/.hidden',
    'hf:owner/na me',
    'hf:owner/name@',
    'hf:owner/name@../../etc',
    'hf:owner/name@a//b',
    'hf:owner/name@a?b',
    'hf:owner/name@a\nb',
    'hf:owner/name.git',
    'hf:own--er/name',
    'hf:owner/näme',
    `hf:owner/${'a'.repeat(97)}`,
    'https://huggingface.co/owner/name',
    'hf:owner/name\n',
  ])('%j', (text) => {
    expect(() => parseReference(text)).toThrow("can't be fetched");
  });
});
