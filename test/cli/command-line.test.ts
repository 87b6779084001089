import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { userPacksFolder } from '../../src/engine/user-packs-folder.ts';
import { runCli } from '../support/run-cli.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'patchloom-cli-'));
afterAll(() => rmSync(folder, { recursive: true }));

const example = path.resolve('workflows/text-to-video.json');
const version: string = JSON.parse(readFileSync('package.json', 'utf8')).version;

/** The example with something changed, as a file. */
function changedExample(name: string, change: (document: ExampleDocument) => void): string {
  const document = JSON.parse(readFileSync(example, 'utf8')) as ExampleDocument;
  change(document);
  const file = path.join(folder, name);
  writeFileSync(file, JSON.stringify(document));
  return file;
}

interface ExampleDocument {
  nodes: Record<string, { type: string; widgets: Record<string, unknown> }>;
  edges: { from: string; to: string }[];
}

describe('help', () => {
  test('names every command; each command says how it is used', async () => {
    const { code, stdout, stderr } = await runCli(['--help'], { cwd: folder });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const commands = [...stdout.matchAll(/^ {2}([a-z][a-z-]*) {2,}/gm)].map(([, name]) => name ?? '');
    expect(commands).toEqual(['run', 'validate', 'nodes', 'new-node', 'pack', 'doctor', 'history', 'serve', 'demo']);
    for (const command of commands) {
      const { code, stdout } = await runCli([command, '--help']);
      expect({ code, firstWords: stdout.split(' ').slice(0, 3).join(' ').trim() }).toEqual({
        code: 0,
        firstWords: `Usage: patchloom ${command}`,
      });
    }
  });

  test('--version is that of the package', async () => {
    expect(await runCli(['--version'], { cwd: folder })).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
  });
});

describe('wrong use ends with 2 and says what would be right', () => {
  test.each<[string, readonly string[], string]>([
    ['no command', [], 'patchloom needs a command\n“patchloom --help” lists them.\n'],
    [
      'an unknown command',
      ['constructor'],
      'There is no command “constructor”\nThere are: run, validate, nodes, new-node, pack, doctor, history, serve, demo.\n',
    ],
    ['no file', ['run'], 'patchloom run takes one workflow file\n“patchloom run --help” says how it is used.\n'],
    [
      'a file that is not there',
      ['validate', 'missing.json'],
      'missing.json cannot be read: there is no such file\nName a workflow, a .json file that Patchloom saved.\n',
    ],
    [
      'a folder',
      ['run', '.'],
      '. cannot be read: it is a folder\nName a workflow, a .json file that Patchloom saved.\n',
    ],
    [
      'a seed that is none',
      ['demo', '--seed', 'seven'],
      '--seed seven is not a whole number from 0 to 9007199254740991\nFor example --seed 7.\n',
    ],
    [
      'a port that is none',
      ['serve', '--port', '70000'],
      '--port 70000 is not a whole number from 0 to 65535\nFor example --port 7.\n',
    ],
    [
      'a setting that is none',
      ['demo', '--set', 'noise.colour=red'],
      '--set noise.colour=red: noise (Noise Latent) has no setting “colour”\nIt has: width, height, frames, seed, batch.\n',
    ],
  ])('%s', async (_, args, stderr) => {
    expect(await runCli(args, { cwd: folder })).toEqual({ code: 2, stdout: '', stderr });
  });

  test('an unknown option', async () => {
    const { code, stderr } = await runCli(['run', '--fast', example]);
    expect({ code, lines: stderr.split('\n').length }).toEqual({ code: 2, lines: 3 });
    expect(stderr).toMatch(/^Unknown option '--fast'.*\n“patchloom run --help” says how it is used\.\n$/);
  });

  test('a file that is no workflow', async () => {
    const file = path.join(folder, 'not-json.json');
    writeFileSync(file, '{');
    const { code, stderr } = await runCli(['run', file]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/not-json\.json: The workflow is not JSON: .*\nChoose a file that Patchloom saved\.\n$/);
  });

  test('an invalid workflow: all its problems, one per line, from validate and run alike', async () => {
    const file = changedExample('broken.json', ({ nodes, edges }) => {
      Object.assign(nodes.noise?.widgets ?? {}, { width: 7 });
      Object.assign(nodes.decode ?? {}, { type: 'video/vae-decoder' });
      edges.push({ from: 'prompt.text', to: 'patchify.latent' });
    });
    const validated = await runCli(['validate', file]);
    expect(validated.code).toBe(2);
    const lines = validated.stdout.trimEnd().split('\n');
    expect(lines.map((line) => line.split(': ')[0]).sort()).toEqual([
      'decode',
      'noise.width',
      'patchify.latent',
      'patchify.latent',
    ]);
    expect(lines.filter((line) => !line.endsWith('.') && !line.endsWith('?'))).toEqual([]);
    expect(await runCli(['run', file])).toEqual({ code: 2, stdout: '', stderr: validated.stdout });
  });
});

describe('looking things up', () => {
  test('a workflow without problems validates', async () => {
    expect(await runCli(['validate', example])).toEqual({ code: 0, stdout: `${example}: no problems\n`, stderr: '' });
  });

  test('nodes are listed by folder, or as JSON', async () => {
    const [list, json] = await Promise.all([runCli(['nodes'], { cwd: folder }), runCli(['nodes', '--json'])]);
    const ids = (JSON.parse(json.stdout) as { id: string }[]).map((spec) => spec.id);
    expect(ids).toContain('sampling/dit-sampler');
    expect([...list.stdout.matchAll(/^ {2}(\S+) /gm)].map(([, id]) => id)).toEqual(ids);
    expect(list.stdout).toMatch(/^sampling\n(?: {2}.*\n)* {2}sampling\/dit-sampler {2}DiT Sampler: /m);
  });
});

describe('runs', () => {
  test('a failing node is named with the remedy, exit code 1, nothing is written', async () => {
    const out = path.join(folder, 'failed');
    const failed = await runCli(['run', example, '--set', 'pack.name=nowhere', '--packs', folder, '--out', out]);
    // What ran beside it may have been done before.
    const stderr = failed.stderr.replace(/^\w+: done in .*\n/gm, '').replace(/[\d.]+ s$/m, '… s');
    expect({ ...failed, stderr }).toEqual({
      code: 1,
      stdout: '',
      stderr: [
        'pack: failed',
        'Failed after … s',
        `pack: There is no model pack “nowhere” in ${folder} or ${path.resolve('models')} or ${userPacksFolder()}`,
        'Put the folder with its modelpack.json there, or choose another pack in “Load Model Pack”.',
        '',
      ].join('\n'),
    });
    expect(existsSync(out)).toBe(false);
  });

  test.skipIf(process.platform === 'win32').each(['SIGINT', 'SIGTERM'] as const)(
    '%s stops a run between two steps: exit code 130, the stream of events ends properly, no file is left',
    async (signal) => {
      const out = path.join(folder, signal);
      let sent = false;
      const { code, stdout, stderr } = await runCli(['demo', '--json', '--set', 'sampler.steps=1000', '--out', out], {
        onOutput(process, printed) {
          if (sent || !printed.includes('"done":1,')) return;
          sent = true;
          process.kill(signal);
        },
      });
      const events = stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as { kind: string; status?: string });
      expect({ code, stderr, first: events[0]?.kind, last: events.at(-1) }).toEqual({
        code: 130,
        stderr: '',
        first: 'run-started',
        last: expect.objectContaining({ kind: 'run-finished', status: 'stopped' }),
      });
      expect(existsSync(out) ? readdirSync(out) : []).toEqual([]);
    },
  );

  test.skipIf(process.platform === 'win32')('the editor is served until Ctrl+C', async () => {
    const { code, stdout, stderr } = await runCli(
      ['serve', '--out', path.join(folder, 'served'), '--data', path.join(folder, 'data')],
      {
        onOutput: (process, printed) => {
          if (printed.includes('http://')) process.kill('SIGINT');
        },
      },
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\S*\n$/);
  });
});
