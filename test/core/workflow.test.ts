import { describe, expect, test } from 'vitest';
import { UserError } from '../../src/core/errors.ts';
import { emptyWorkflow, parseWorkflow, readWorkflow, serializeWorkflow } from '../../src/core/workflow.ts';

const minimal = { format: 'patchloom/workflow', version: 1, nodes: {}, edges: [] };
const node = { type: 'sample/words', version: 1, position: [10, -20.5] };

/** The refusal of a document as a person reads it. */
function refusal(document: unknown): { message: string; hint: string | undefined } {
  try {
    parseWorkflow(typeof document === 'string' ? document : JSON.stringify(document));
  } catch (error) {
    if (error instanceof UserError) return { message: error.message, hint: error.hint };
    throw error;
  }
  throw new Error('The document was accepted');
}

describe('reading a workflow', () => {
  test('what may be left out gets its empty value, and the ends of wires come apart', () => {
    const edges = [{ from: 'a.text', to: 'b-2.left' }];
    expect(parseWorkflow(JSON.stringify({ ...minimal, nodes: { a: node }, edges }))).toEqual({
      ...minimal,
      nodes: { a: { ...node, widgets: {} } },
      edges: [{ from: { node: 'a', port: 'text' }, to: { node: 'b-2', port: 'left' } }],
      groups: [],
      notes: [],
      subgraphs: {},
      viewport: { x: 0, y: 0, zoom: 1 },
      meta: {},
    });
  });

  test('a byte order mark at the start is no damage', () => {
    expect(parseWorkflow(`\uFEFF${JSON.stringify(minimal)}`)).toEqual(emptyWorkflow());
  });

  test('a file of a newer version is told from a damaged one', () => {
    expect(refusal({ format: 'patchloom/workflow', version: 2, graph: [] })).toEqual({
      message: 'The workflow has version 2; this Patchloom reads version 1',
      hint: 'Update Patchloom.',
    });
  });

  test('text that is not JSON is refused with the place', () => {
    const { message, hint } = refusal('{ "format": ');
    expect(message).toMatch(/^The workflow is not JSON: .*(JSON|end)/);
    expect(hint).toBe('Choose a file that Patchloom saved.');
  });

  test.each([
    ['a workflow of ComfyUI', { nodes: [], links: [], version: 0.4 }, 'it is one of ComfyUI, whose nodes are others'],
    ['one for its API', { 3: { class_type: 'KSampler', inputs: {} } }, 'it is one of ComfyUI, whose nodes are others'],
    ['some other file', { name: 'package' }, 'the file has no “format”'],
  ])('%s is told from a document with mistakes', (_, document, reason) => {
    expect(refusal(document)).toMatchObject({
      message: `Not a Patchloom workflow: ${reason}`,
      hint: 'Choose a file that Patchloom saved.',
    });
  });

  test.each<[string, unknown, string]>([
    ['another format', { ...minimal, format: 'comfyui' }, 'format: '],
    ['a version of zero', { ...minimal, version: 0 }, 'version: '],
    ['a list', [], 'document: '],
    ['nothing', null, 'document: '],
    ['no nodes', { ...minimal, nodes: undefined }, 'nodes: '],
    ['nodes as a list', { ...minimal, nodes: [] }, 'nodes: '],
    ['a node without a type', { ...minimal, nodes: { a: { ...node, type: '' } } }, 'nodes.a.type: '],
    ['a node version that is no number', { ...minimal, nodes: { a: { ...node, version: '1' } } }, 'nodes.a.version: '],
    ['a position in space', { ...minimal, nodes: { a: { ...node, position: [1, 2, 3] } } }, 'nodes.a.position: '],
    ['widgets as a list', { ...minimal, nodes: { a: { ...node, widgets: [] } } }, 'nodes.a.widgets: '],
    [
      'a node name with a space',
      { ...minimal, nodes: { 'a b': node } },
      'nodes.a b: letters, digits, “-” and “_” only',
    ],
    [
      'a name of JavaScript',
      { ...minimal, nodes: { constructor: node } },
      'nodes.constructor: is reserved: choose another name',
    ],
    [
      'a widget with a name of JavaScript',
      { ...minimal, nodes: { a: { ...node, widgets: { toString: 1 } } } },
      'nodes.a.widgets.toString: is reserved: choose another name',
    ],
    ['a wire without a port', { ...minimal, edges: [{ from: 'a', to: 'b.x' }] }, 'edges.0.from: must be “node.port”'],
    [
      'a wire with two points',
      { ...minimal, edges: [{ from: 'a.b.c', to: 'b.x' }] },
      'edges.0.from: must be “node.port”',
    ],
    ['a wire to nowhere', { ...minimal, edges: [{ from: 'a.b' }] }, 'edges.0.to: '],
    [
      'a wire from a name of JavaScript',
      { ...minimal, edges: [{ from: 'constructor.name', to: 'b.x' }] },
      'edges.0.from: is reserved: choose another name',
    ],
    [
      'a wire into a port of JavaScript',
      { ...minimal, edges: [{ from: 'a.b', to: 'b.__proto__' }] },
      'edges.0.to: is reserved: choose another name',
    ],
    ['no zoom', { ...minimal, viewport: { x: 0, y: 0, zoom: 0 } }, 'viewport.zoom: '],
    ['a title that is a number', { ...minimal, meta: { title: 5 } }, 'meta.title: '],
    ['groups as a record', { ...minimal, groups: {} }, 'groups: '],
    ['a group without a place', { ...minimal, groups: [{ id: 'g', title: '', size: [1, 1] }] }, 'groups.0.position: '],
    ['a note that is no text', { ...minimal, notes: ['remember'] }, 'notes.0: '],
    ['a mode that there is not', { ...minimal, nodes: { a: { ...node, mode: 'off' } } }, 'nodes.a.mode: '],
  ])('%s is refused at its place', (_, document, place) => {
    const { message, hint } = refusal(document);
    expect(message).toContain(`Not a Patchloom workflow: ${place}`);
    expect(message).not.toContain(';');
    expect(hint).toBe('Mend these places in the file.');
  });

  test('everything that is wrong is named at once', () => {
    const { message } = refusal({ ...minimal, nodes: { a: { ...node, type: 1 } }, edges: [{ from: 'x', to: 'y' }] });
    expect(message.match(/\b(nodes|edges)[\w.]+/g)).toEqual(['nodes.a.type', 'edges.0.from', 'edges.0.to']);
  });

  test('nesting without end is refused, not a crash', () => {
    const depth = 200_000;
    const lists = `${'['.repeat(depth)}${']'.repeat(depth)}`;
    const json = `{"format":"patchloom/workflow","version":1,"nodes":{},"edges":[],"subgraphs":{"a":${lists}}}`;
    expect(refusal(json).message).toBe('The workflow is nested too deeply');
  });
});

describe('writing a workflow', () => {
  const written = `{
  "format": "patchloom/workflow",
  "version": 1,
  "meta": {
    "author": "somebody",
    "title": "Two words"
  },
  "nodes": {
    "a": {
      "type": "later/node",
      "version": 9,
      "title": "Mine",
      "position": [
        10,
        -20.5
      ],
      "widgets": {
        "anything": {
          "z": null,
          "a": [
            1
          ]
        },
        "text": "hello"
      },
      "color": "#ff8800",
      "pinned": true
    },
    "b": {
      "type": "sample/words",
      "version": 1,
      "position": [
        0,
        0
      ],
      "widgets": {}
    }
  },
  "edges": [
    {
      "from": "a.text",
      "to": "b.left",
      "color": "red",
      "style": "dotted"
    },
    {
      "from": "a.text",
      "to": "b.right"
    }
  ],
  "groups": [
    {
      "id": "group",
      "title": "Text",
      "position": [
        -16,
        -40
      ],
      "size": [
        400,
        200
      ],
      "color": "blue",
      "locked": true
    }
  ],
  "notes": [
    {
      "id": "note",
      "text": "remember",
      "position": [
        0,
        0
      ],
      "size": [
        200,
        80
      ],
      "later": 1
    }
  ],
  "subgraphs": {
    "one": {},
    "two": {}
  },
  "viewport": {
    "x": 1,
    "y": 2,
    "zoom": 0.5,
    "snap": true
  },
  "laterField": 1,
  "otherField": 2
}
`;

  test('unknown nodes and fields of later releases come back unchanged', () => {
    expect(serializeWorkflow(parseWorkflow(written))).toBe(written);
  });

  test('the order in which things were added leaves no trace', () => {
    const shuffled = reverseKeys(JSON.parse(written));
    shuffled.edges = [...(shuffled.edges as unknown[])].reverse();
    // What is inside a widget belongs to the node and is written as it is.
    const sameInside = { ...parseWorkflow(written).nodes.a?.widgets };
    const workflow = readWorkflow(shuffled);
    const a = workflow.nodes.a;
    if (!a) throw new Error('node a is gone');
    expect(serializeWorkflow({ ...workflow, nodes: { ...workflow.nodes, a: { ...a, widgets: sameInside } } })).toBe(
      written,
    );
  });

  test('an empty document is written and read as itself', () => {
    expect(parseWorkflow(serializeWorkflow(emptyWorkflow()))).toEqual(emptyWorkflow());
  });
});

/** The same JSON with the keys of every record in reverse order; lists stay. */
function reverseKeys(record: Record<string, unknown>): Record<string, unknown> {
  const entries = Object.entries(record).map(([key, value]): [string, unknown] => [
    key,
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? reverseKeys(value as Record<string, unknown>)
      : value,
  ]);
  return Object.fromEntries(entries.reverse());
}
