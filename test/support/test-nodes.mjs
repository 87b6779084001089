// Nodes for tests of the engine, in plain JavaScript: the executor process loads this very file.
import fs from 'node:fs';
import path from 'node:path';

const wire = (type, options = {}) => ({ kind: 'wire', type, help: 'Something.', optional: false, ...options });
const number = (value) => ({ kind: 'float', default: value, help: 'A number.' });
const words = (value = '') => ({ kind: 'text', default: value, multiline: false, help: 'Some words.' });
const node = (id, definition) => ({
  id: `test/${id}`,
  version: 1,
  title: id,
  summary: 'For tests.',
  inputs: {},
  outputs: {},
  ...definition,
});

export const nodes = [
  node('number', {
    inputs: { value: number(1) },
    outputs: { value: wire('number') },
    run: ({ value }) => ({ value }),
  }),
  node('add', {
    inputs: { a: wire('number'), b: wire('number', { optional: true }) },
    outputs: { sum: wire('number') },
    run: ({ a, b }) => ({ sum: a + (b ?? 0) }),
  }),
  node('round', {
    inputs: { round: { kind: 'int', default: 1, min: 1, countsRounds: true, help: 'Which round it is.' } },
    outputs: { value: wire('number') },
    run: ({ round }) => ({ value: round }),
  }),
  node('show', {
    terminal: true,
    inputs: { text: wire('text') },
    outputs: { text: wire('text') },
    run: ({ text }, ctx) => {
      ctx.log(`shown: ${text}`);
      return { text };
    },
  }),
  node('count', {
    terminal: true,
    inputs: { to: { kind: 'int', default: 3, min: 1, max: 1e9, help: 'How far.' } },
    outputs: { reached: wire('number') },
    async run({ to }, ctx) {
      for (let done = 0; done < to; done++) {
        ctx.signal.throwIfAborted();
        ctx.progress(done, to, 'turns');
        await new Promise(setImmediate);
      }
      return { reached: to };
    },
  }),
  node('fail', {
    inputs: { a: wire('number') },
    outputs: { b: wire('number') },
    run: () => {
      throw new Error('It is Monday');
    },
  }),
  // Adds in its own time, in the lane of the models, and refuses sums that are divisible by 7.
  node('picky-add', {
    lane: 'model',
    inputs: { a: wire('number'), b: wire('number', { optional: true }) },
    outputs: { sum: wire('number') },
    async run({ a, b }, ctx) {
      const sum = a + (b ?? 0);
      for (let turn = 0; turn < sum % 3; turn++) {
        await new Promise(setImmediate);
        ctx.signal.throwIfAborted();
        ctx.progress(turn, 3);
      }
      if (sum % 7 === 0) throw new Error(`${sum} is divisible by 7`);
      return { sum };
    },
  }),
  // The whole numbers from 1 on, none, one or two of them.
  node('range', {
    inputs: { to: number(2) },
    outputs: { values: wire('number', { list: true }) },
    run: ({ to }) => ({ values: Array.from({ length: to % 3 }, (_, index) => index + 1) }),
  }),
  node('texts', {
    inputs: { lines: words('a b') },
    outputs: { texts: wire('text', { list: true }) },
    run: ({ lines }) => ({ texts: lines.split(' ').filter(Boolean) }),
  }),
  node('total', {
    inputs: { values: wire('number', { list: true }) },
    outputs: { sum: wire('number') },
    run: ({ values }) => ({ sum: values.reduce((sum, value) => sum + value, 0) }),
  }),
  // 1 for odd numbers, 2 for even ones.
  node('parity', {
    inputs: { a: wire('number') },
    outputs: { pick: wire('number') },
    run: ({ a }) => ({ pick: a % 2 === 0 ? 2 : 1 }),
  }),
  node('choose', {
    inputs: {
      pick: { kind: 'int', default: 1, help: 'Which one.' },
      one: wire('any', { optional: true, when: { input: 'pick', is: 1 } }),
      two: wire('any', { optional: true, when: { input: 'pick', is: 2 } }),
    },
    outputs: { value: wire('any') },
    run: ({ one, two }) => ({ value: one ?? two }),
  }),
  node('gather', {
    inputs: { first: wire('any', { list: true, optional: true }), second: wire('any', { list: true, optional: true }) },
    outputs: { items: wire('any', { list: true }) },
    run: ({ first, second }) => ({ items: [...first, ...second] }),
  }),
  // As many zeros as it is told to.
  node('zeros', {
    inputs: { length: number(8) },
    outputs: { latent: wire('latent') },
    run: ({ length }) => ({ latent: { samples: { data: new Float32Array(length), dims: [1, 1, 1, 1, length] } } }),
  }),
  // A latent times a number: work that is worth a file.
  node('hard', {
    keepOnDisk: true,
    inputs: { latent: wire('latent'), factor: number(2) },
    outputs: { latent: wire('latent') },
    run: ({ latent: { samples }, factor }) => ({
      latent: { samples: { ...samples, data: samples.data.map((value) => value * factor) } },
    }),
  }),
  node('length', {
    terminal: true,
    inputs: { latent: wire('latent') },
    outputs: { length: wire('number') },
    run: ({ latent }) => ({ length: latent.samples.data.length }),
  }),
  // Refuses every latent.
  node('slow-length', {
    inputs: { latent: wire('latent') },
    outputs: { length: wire('number') },
    async run({ latent }) {
      await new Promise(setImmediate);
      return { length: latent.samples.data.length };
    },
  }),
  node('refuse', {
    terminal: true,
    inputs: { latent: wire('latent'), name: words('unnamed') },
    run: () => {
      throw new Error('Not this one');
    },
  }),
  // What it is given, with the last number spoilt.
  node('spoil', {
    inputs: { latent: wire('latent') },
    outputs: { latent: wire('latent') },
    run: ({ latent: { samples } }) => {
      const data = samples.data.slice();
      data[0] = 2;
      data[data.length - 1] = Number.NaN;
      return { latent: { samples: { ...samples, data } } };
    },
  }),
  // Another number every time.
  node('tick', {
    cacheable: false,
    outputs: { value: wire('number') },
    run: () => ({ value: ++ticks }),
  }),
  // What is in a file.
  node('read', {
    inputs: { path: words() },
    outputs: { text: wire('text') },
    fingerprint: ({ path }) => String(fs.statSync(path).mtimeMs),
    run: ({ path }) => ({ text: fs.readFileSync(path, 'utf8') }),
  }),
  node('write', {
    terminal: true,
    inputs: { text: wire('text'), path: words() },
    outputs: { file: wire('file') },
    run: ({ text, path: target }) => {
      fs.writeFileSync(target, text);
      return { file: { path: target, name: path.basename(target), mediaType: 'text/plain', bytes: text.length } };
    },
  }),
  node('words', {
    inputs: { text: words('hello') },
    outputs: { text: wire('text') },
    run: ({ text }) => ({ text }),
  }),
  node('preview', {
    terminal: true,
    inputs: { a: wire('number') },
    run: async (_, ctx) => {
      await ctx.preview({ frames: new Uint8Array(3), frameCount: 1, width: 1, height: 1 });
      return {};
    },
  }),
  // At once, or for 2, as a model gives it whose device keeps its latent.
  node('glimpse', {
    terminal: true,
    inputs: { a: wire('number') },
    run: async ({ a }, ctx) => {
      const video = { frames: new Uint8Array(3), frameCount: 1, width: 1, height: 1 };
      await ctx.glimpse(() => (a === 2 ? Promise.resolve(video) : video));
      return {};
    },
  }),
  // Keeps the model lane busy until it is told to stop, and says so.
  node('model', {
    lane: 'model',
    terminal: true,
    inputs: { a: wire('number', { optional: true }), turns: number(3) },
    outputs: { turns: wire('number') },
    async run({ turns }, ctx) {
      for (let turn = 0; turn < turns; turn++) {
        ctx.signal.throwIfAborted();
        ctx.progress(turn, turns, 'turns');
        await new Promise(setImmediate);
      }
      return { turns };
    },
  }),
  // Never comes back, as a native call that takes too long.
  node('hang', {
    terminal: true,
    inputs: { a: wire('number', { optional: true }) },
    run: (_, ctx) => {
      ctx.log('hanging');
      for (;;) Math.sqrt(2);
    },
  }),
  // Ends the process, as a native crash does.
  node('abort', {
    terminal: true,
    inputs: { a: wire('number', { optional: true }) },
    run: () => process.abort(),
  }),
];

let ticks = 0;
