import type { MessageTable } from './translate-message.ts';

/** Simplified Chinese for what is said of subgraphs. */
export const flowMessagesZhCN: MessageTable = {
  'An input of a subgraph cannot go straight out of it again': '子图的输入不能直接作为输出',
  'A subgraph cannot contain itself': '子图不能包含自身',
  'No node is selected': '没有选中节点',
  '“{id}” is between the selected nodes: select it too': '“{id}”位于所选节点之间：请一并选中',
  'The subgraph “{title}” contains itself: {path}': '子图“{title}”包含了自身：{path}',
  'Take it out of itself.': '请把它从自身中移出。',
  'With all that is in its subgraphs, the workflow has more than {count} nodes':
    '算上子图中的全部内容，工作流的节点超过 {count} 个',
  'Use fewer subgraphs inside each other.': '请减少子图的层层嵌套。',
  "The subgraph “{id}” can't be read here ({detail})": '此处无法读取子图“{id}”（{detail}）',
  'There is no subgraph “{id}” in this workflow': '此工作流中没有子图“{id}”',
  'Remove the node, or add the subgraph.': '请删除该节点，或添加该子图。',
};
