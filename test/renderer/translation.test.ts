import { describe, expect, test } from 'vitest';
import { type NodeDefinition, type NodeSpec, toNodeSpec } from '../../src/core/define-node.ts';
import { mayConnect, setWidget } from '../../src/core/edits.ts';
import { SOCKET_TYPES } from '../../src/core/sockets.ts';
import { describeProblem, validateWorkflow } from '../../src/core/validate.ts';
import { localSpecs } from '../../src/renderer/words/local-specs.ts';
import { messagesZhCN } from '../../src/renderer/words/messages.zh-CN.ts';
import { nodesZhCN } from '../../src/renderer/words/nodes.zh-CN.ts';
import { termsZhCN } from '../../src/renderer/words/terms.zh-CN.ts';
import { createTranslator } from '../../src/renderer/words/translate-message.ts';
import { messagesIn } from '../support/messages-in.ts';
import { workflowOf } from '../support/workflow-of.ts';

const modules = import.meta.glob<{ default: NodeDefinition }>('../../nodes/**/*.ts', { eager: true });
const specs = new Map(
  Object.values(modules).map(({ default: node }): [string, NodeSpec] => [node.id, toNodeSpec(node)]),
);
const sources = import.meta.glob<string>(
  ['../../src/core/*.ts', '../../src/diffusion/**/*.ts', '../../nodes/**/*.ts'],
  {
    eager: true,
    query: '?raw',
    import: 'default',
  },
);

describe('every node is complete in Chinese', () => {
  test.each([...specs.values()].map((spec): [string, NodeSpec] => [spec.id, spec]))('%s', (id, spec) => {
    const words = nodesZhCN[id];
    expect(words?.title).toBeTruthy();
    expect(words?.summary).toMatch(/\p{Script=Han}.*。$/u);
    expect(Object.keys(words?.inputs ?? {}).sort()).toEqual(Object.keys(spec.inputs).sort());
    expect(Object.keys(words?.outputs ?? {}).sort()).toEqual(Object.keys(spec.outputs).sort());
    const ports = [...Object.values(words?.inputs ?? {}), ...Object.values(words?.outputs ?? {})];
    expect(ports.filter(([label, help]) => !label || !/\p{Script=Han}.*。$/u.test(help))).toEqual([]);
    for (const [name, port] of Object.entries(spec.inputs)) {
      if (port.kind !== 'choice') continue;
      expect(Object.keys(words?.inputs[name]?.[2] ?? {}).sort()).toEqual([...port.options].sort());
    }
  });

  test('no translation is left of a node that is gone', () => {
    expect(Object.keys(nodesZhCN).filter((id) => !specs.has(id))).toEqual([]);
  });

  test('no two nodes share a title', () => {
    const titles = Object.values(nodesZhCN).map(({ title }) => title);
    expect(titles.filter((title, index) => titles.indexOf(title) !== index)).toEqual([]);
  });

  test('folders, units and types of sockets have words too', () => {
    const units = [...specs.values()].flatMap(({ inputs }) =>
      Object.values(inputs).flatMap((port) => ('unit' in port && port.unit ? [port.unit] : [])),
    );
    const folders = [...specs.keys()].map((id) => id.split('/')[0] ?? '');
    expect(units.filter((unit) => !(unit in termsZhCN.units))).toEqual([]);
    expect(folders.filter((folder) => !(folder in termsZhCN.folders))).toEqual([]);
    expect(Object.keys(termsZhCN.sockets)).toEqual([...SOCKET_TYPES]);
  });
});

describe('every message is known in Chinese', () => {
  /** Parts of messages and words of files, which are passed on as they are. */
  const PASSED_ON = [
    'frame count',
    '{} or {}',
    'is reserved: choose another name',
    'letters, digits, “-” and “_” only',
    'letters, digits and “_” only',
    'a name is given twice',
    'must be “node.port”',
    'must stay inside the pack',
    'Start of the random sequence; the same seed gives the same result.',
    'Noise Latent or Unpatchify',
    'What is handed on when {} is chosen.',
    'What comes {} in the list: a value or a list.',
  ];
  const nodeWords = [...specs.values()].flatMap(({ title, summary, inputs, outputs }) => [
    title,
    summary,
    ...[...Object.values(inputs), ...Object.values(outputs)].flatMap((port) => [
      port.help,
      'default' in port && port.default,
    ]),
  ]);
  const plain = (template: string) => template.replace(/\{[a-z.]+\}/g, '{}');
  const known = new Set([...Object.keys(messagesZhCN).map(plain), ...PASSED_ON]);

  test.each(Object.keys(sources))('%s', (path) => {
    const said = messagesIn(path, sources[path] ?? '').filter((text) => !nodeWords.includes(text));
    expect(said.filter((message) => !known.has(plain(message)))).toEqual([]);
  });

  test('a translation puts in all that its message says, and nothing else', () => {
    const names = (text: string) => [...text.matchAll(/\{([a-z]+(?:\.[a-z]+)?)\}/g)].map(([, name]) => name).sort();
    expect(Object.entries(messagesZhCN).filter(([en, zh]) => String(names(en)) !== String(names(zh)))).toEqual([]);
  });
});

describe('messages', () => {
  const zh = createTranslator(specs, 'zh-CN');
  const en = createTranslator(specs, 'en');
  const workflow = setWidget(
    workflowOf({ sampler: 'sampling/dit-sampler', save: 'video/save-video' }, [], { save: { quality: 99 } }),
    'sampler',
    'steps',
    0,
  );

  test('problems name nodes, ports and types in the language of the window', () => {
    const problems = validateWorkflow(workflow, specs);
    expect(problems.map(({ message, hint }) => `${zh(message)}。${zh(hint)}`)).toEqual([
      '0 太小：最小为 1 步。请修改这个值。',
      '99 太大：最大为 51。请修改这个值。',
      'DiT 采样器 需要“模型”。请连接类型为“模型”的输出。',
      'DiT 采样器 需要“时空块”。请连接类型为“时空块”的输出。',
      'DiT 采样器 需要“正向条件”。请连接类型为“条件”的输出。',
      '保存视频 需要“视频”。请连接类型为“视频”的输出。',
    ]);
    expect(problems.map((problem) => en(problem.message))).toEqual(problems.map(({ message }) => message));
    expect(describeProblem(problems[0] as never)).toContain('too small');
  });

  test('a refusal keeps its advice', () => {
    const graph = workflowOf({
      pack: 'model/load-model-pack',
      save: 'video/save-video',
      sampler: 'sampling/dit-sampler',
    });
    const reason = (to: { node: string; port: string }) => {
      const verdict = mayConnect(graph, specs, { node: 'pack', port: 'model' }, to);
      return verdict.ok ? '' : zh(verdict.reason);
    };
    expect(reason({ node: 'save', port: 'video' })).toBe('“模型”不能接到“视频”（可由VAE 解码产生）');
    expect(reason({ node: 'save', port: 'name' })).toBe('“模型”不能接到“文本”');
    expect(reason({ node: 'sampler', port: 'nothing' })).toBe('没有这样的端口');
  });

  test('a message inside a message, and several sentences in one hint, are translated', () => {
    expect(zh('The wire from pack.model does not fit: “model” does not fit “text”')).toBe(
      '来自 pack.model 的连线不匹配：“模型”不能接到“文本”',
    );
    expect(zh('Lower the guidance scale (9); use a smaller shift or more steps.')).toBe(
      '请降低引导强度（9）；请减小偏移或增加步数。',
    );
    expect(zh('For width, choose 48 or 64. For frames, choose 17.')).toBe('宽度请选 48 或 64。帧数请选 17。');
  });

  test('what is not known is passed on as it is', () => {
    expect(zh('Cannot read properties of undefined')).toBe('Cannot read properties of undefined');
  });
});

test('specs in a language keep everything but their words; every port has a label', () => {
  const spec = localSpecs(specs, 'zh-CN').get('video/save-video');
  expect(spec).toMatchObject({
    id: 'video/save-video',
    title: '保存视频',
    inputs: {
      fps: { kind: 'float', label: '帧率', unit: '帧/秒', min: 0.1 },
      format: { options: ['mp4', 'webm'], optionLabels: { mp4: 'MP4', webm: 'WebM' } },
    },
  });
  const english = localSpecs(specs, 'en').get('sampling/dit-sampler');
  expect(english?.inputs.guidanceScale?.label).toBe('guidance scale');
  expect(english?.title).toBe('DiT Sampler');
});
