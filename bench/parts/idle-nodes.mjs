// Nodes that do nothing, so that what is measured is the engine. The executor process loads this very file.
const number = { kind: 'wire', type: 'number', help: 'A number.', optional: true };
const value = { kind: 'float', default: 0, help: 'A number.' };
const node = (id, definition) => ({
  id: `bench/${id}`,
  version: 1,
  title: id,
  summary: 'For the bench.',
  inputs: { from: number, value },
  outputs: { value: number },
  run: ({ value }) => ({ value }),
  ...definition,
});

/** As a model that does not come back does. What it logs leaves the process before its thread is taken. */
async function hang({ value }, ctx) {
  ctx.log('begun');
  await new Promise((resolve) => setTimeout(resolve, 50));
  for (let spin = 0; ; spin++) if (spin < 0) return { value };
}

export const nodes = [node('pass', {}), node('end', { terminal: true }), node('hang', { terminal: true, run: hang })];
