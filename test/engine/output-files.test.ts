import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, sep } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { toFailure, UserError } from '../../src/core/errors.ts';
import { checkFolder, claimOutputPath, resolveOutputName } from '../../src/engine/output-files.ts';

const root = mkdtempSync(join(tmpdir(), 'patchloom-test-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const freshFolder = () => mkdtempSync(join(root, 'folder-'));

describe('names', () => {
  const variables = {
    workflow: 'Red circle',
    seed: 42,
    odd: '../a:b\\c/d',
    long: '长'.repeat(500),
    CON: 'con',
    dots: '..',
  };

  test.each([
    ['{workflow}-{seed}-{counter}', 'Red circle-42-00001'],
    ['clips/{seed}/{workflow}', 'clips/42/Red circle'],
    ['clips\\.\\{seed}', 'clips/42'],
    ['{odd}', '.._a_b_c_d'],
    ['{long}-{counter}', `${'长'.repeat(26)}-00001`],
    ['{CON}', '_con'],
    ['nul.tar/{seed}', '_nul.tar/42'],
    ['Com1 /console', '_Com1/console'],
    ['{dots}/{dots}', '_/_'],
    ['a<b>c|d?e*f"g', 'a_b_c_d_e_f_g'],
    ['clip. . .', 'clip'],
    ['  clip  ', 'clip'],
    ['{not closed', '{not closed'],
  ])('%s becomes %s', (template, name) => {
    expect(resolveOutputName(template, variables)).toBe(name);
  });

  test.each(['../clip', 'a/../../clip', '/clip', '\\\\server\\share', 'C:clip', 'c:\\clip', 'a/ .. /b', 'a\0b'])(
    '%j leads out of the folder and is refused',
    (template) => {
      expect(failureOf(() => resolveOutputName(template, {})).message).toContain('leads out of the output folder');
    },
  );

  test.each(['', 'clips/', 'clips\\ '])('%j names no file and is refused', (template) => {
    expect(failureOf(() => resolveOutputName(template, {})).message).toContain('nothing after its last slash');
  });

  test('a name that no file system takes is refused', () => {
    expect(failureOf(() => resolveOutputName('长'.repeat(67), {})).message).toContain('too long');
  });

  test.each(['sed', 'constructor', ''])('the placeholder {%s} is refused with the known ones', (name) => {
    expect(failureOf(() => resolveOutputName(`a-{${name}}`, { seed: 1, name: 'x' }))).toEqual({
      kind: 'user',
      message: `{${name}} is not known in file names.`,
      hint: 'Known are {seed}, {name}, {counter}.',
    });
  });

  test('the counter is the first number that is free', () => {
    const taken = ['clip-00001', 'clip-00002', 'clip-00004'];
    expect(resolveOutputName('clip-{counter}', {}, (name) => taken.includes(name))).toBe('clip-00003');
  });

  test('a taken name without counter gets a number', () => {
    const taken = ['clip', 'clip-00002'];
    expect(resolveOutputName('clip', {}, (name) => taken.includes(name))).toBe('clip-00003');
  });

  test('when all numbers are taken, the search ends', () => {
    expect(failureOf(() => resolveOutputName('clip-{counter}', {}, () => true)).message).toContain('99,999');
  });
});

describe('E1: before a run', () => {
  test('a folder that can be written to, or made, is not made yet', async () => {
    const folder = freshFolder();
    await checkFolder(join(folder, 'later', 'on'));
    await checkFolder(folder);
    expect(readdirSync(folder)).toEqual([]);
  });

  test('a folder below a file, or where nothing can be made, is refused', async () => {
    const file = join(freshFolder(), 'file-in-the-way');
    writeFileSync(file, '');
    await expect(checkFolder(join(file, 'out'))).rejects.toThrow("can't be written to");
    if (existsSync('/proc')) await expect(checkFolder('/proc/patchloom/out')).rejects.toThrow("can't be written to");
  });
});

describe('paths', () => {
  test('sub folders are made and the file is not', async () => {
    const folder = join(freshFolder(), 'output');
    const path = await claimOutputPath(folder, 'a/b/clip-{counter}', 'mp4', {});
    expect(path).toBe(join(folder, 'a', 'b', 'clip-00001.mp4'));
    expect([existsSync(dirname(path)), existsSync(path)]).toEqual([true, false]);
  });

  test('files that exist, and paths given out a moment ago, are passed over', async () => {
    const folder = freshFolder();
    writeFileSync(join(folder, 'clip-00001.mp4'), '');
    const claims = Array.from({ length: 3 }, () => claimOutputPath(folder, 'clip-{counter}', 'mp4', {}));
    const names = (await Promise.all(claims)).map((path) => relative(folder, path));
    expect(names).toEqual(['clip-00002.mp4', 'clip-00003.mp4', 'clip-00004.mp4']);
    expect(relative(folder, await claimOutputPath(folder, 'clip-{counter}', 'webm', {}))).toBe('clip-00001.webm');
  });

  test('a linked folder that leads outside is refused and nothing is made there', async () => {
    const folder = freshFolder();
    const outside = freshFolder();
    symlinkSync(outside, join(folder, 'link'), 'junction');
    const failure = await failureOfAsync(claimOutputPath(folder, 'link/below/clip', 'mp4', {}));
    expect(failure.message).toBe(`${join(folder, 'link')} is a link that leads out of the output folder.`);
    expect(readdirSync(outside)).toEqual([]);
  });

  test('an output folder that is itself a link, and links that stay inside, are fine', async () => {
    const real = freshFolder();
    mkdirSync(join(real, 'inside'));
    symlinkSync(join(real, 'inside'), join(real, 'link'), 'junction');
    const folder = join(freshFolder(), 'output');
    symlinkSync(real, folder, 'junction');
    expect(await claimOutputPath(folder, 'link/clip', 'mp4', {})).toBe(join(folder, 'link', 'clip.mp4'));
  });

  test('a folder that can not be is named with the remedy', async () => {
    const folder = join(freshFolder(), 'file');
    writeFileSync(folder, '');
    const failure = await failureOfAsync(claimOutputPath(folder, 'clip', 'mp4', {}));
    expect(failure).toMatchObject({ kind: 'user', message: expect.stringContaining(folder) });
    expect(failure.hint).toContain('Choose another output folder');
  });

  test('whatever the template and the values, the file stays inside the folder or is refused', async () => {
    const folder = freshFolder();
    const piece = fc.constantFrom(
      '..',
      '.',
      '/',
      '\\',
      '{value}',
      '{counter}',
      'C:',
      ' ',
      '\0',
      '~',
      'con',
      '%2e%2e',
      '..．',
      'é',
    );
    const text = fc.array(fc.oneof(piece, fc.string({ unit: 'binary', maxLength: 4 })), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(text, text, async (template, value) => {
        const claim = claimOutputPath(folder, template.join(''), 'mp4', { value: value.join('') });
        const result = await claim.catch((error: unknown) => error);
        if (result instanceof UserError) return;
        const segments = relative(folder, String(result)).split(sep);
        expect(segments).not.toContain('..');
        expect(join(folder, ...segments)).toBe(result);
        expect(existsSync(dirname(String(result)))).toBe(true);
        // A name that can be written, also by the file system's own judgement.
        writeFileSync(String(result), '');
        expect(segments.filter((name) => /[<>:"\\|?*\p{Cc}]|[. ]$/u.test(name))).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});

function failureOf(action: () => unknown) {
  try {
    action();
  } catch (error) {
    expect(error).toBeInstanceOf(UserError);
    return toFailure(error);
  }
  throw new Error('Nothing was refused');
}

async function failureOfAsync(promise: Promise<unknown>) {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return failureOf(() => {
    throw error;
  });
}

test.runIf(existsSync('/proc'))(
  'a folder that can never be made is refused, where Node’s recursive mkdir would not return',
  async () => {
    await expect(claimOutputPath('/proc/nowhere/clips', 'clip', 'mp4', {})).rejects.toThrow(/can't be written to/);
  },
);
