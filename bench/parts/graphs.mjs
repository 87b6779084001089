// Large graphs, as workflow files.
import fs from 'node:fs';
import path from 'node:path';

const EXAMPLE = path.resolve(import.meta.dirname, '../../workflows/text-to-video.json');
const COLUMNS = 8;

/** The example over and over, each wired to the one before: nothing in it is wrong, three wires to two nodes. */
export function makeGraph(nodeCount) {
  const example = JSON.parse(fs.readFileSync(EXAMPLE, 'utf8'));
  const copies = Math.ceil(nodeCount / Object.keys(example.nodes).length);
  const nodes = {};
  const edges = [];
  for (let copy = 0; copy < copies; copy++) {
    const [left, top] = [(copy % COLUMNS) * 2000, Math.floor(copy / COLUMNS) * 640];
    for (const [id, node] of Object.entries(example.nodes)) {
      nodes[`c${copy}-${id}`] = { ...node, position: [node.position[0] + left, node.position[1] + top] };
    }
    for (const { from, to } of example.edges) edges.push({ from: `c${copy}-${from}`, to: `c${copy}-${to}` });
    if (copy === 0) continue;
    edges.push({ from: `c${copy - 1}-expander.text`, to: `c${copy}-save.name` });
    edges.push({ from: `c${copy - 1}-prompt.text`, to: `c${copy}-pack.name` });
  }
  return JSON.stringify({ format: 'patchloom/workflow', version: 1, nodes, edges });
}

/** The same inside a subgraph, of which there is one instance. */
export function makeNestedGraph(nodeCount) {
  const { format, version, nodes, edges } = JSON.parse(makeGraph(nodeCount));
  const inside = { version: 1, title: 'Many', inputs: [], outputs: [], nodes, edges };
  const instance = { type: 'subgraph/many', version: 1, position: [0, 0] };
  return JSON.stringify({ format, version, nodes: { instance }, edges: [], subgraphs: { many: inside } });
}
