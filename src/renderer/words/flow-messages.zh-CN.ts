import type { MessageTable } from './translate-message.ts';

/** Simplified Chinese for what is said of subgraphs, branches and lists. */
export const flowMessagesZhCN: MessageTable = {
  'An input of a subgraph cannot go straight out of it again': '子图的输入不能直接作为输出',
  'A subgraph cannot contain itself': '子图不能包含自身',
  'It has to be known before the run': '它必须在运行之前就确定',
  'A wire brings “{port}”, which has to be known before the run': '“{port}”由连线给出，但它必须在运行之前就确定',
  'How often the subgraph is gone through.': '子图重复运行多少次。',
  'an output carries to an input that is not there': '某个输出要传给一个不存在的输入',
  'Remove the wire.': '请删除这条连线。',
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

  'The wire from {a} would not fit any more': '来自 {a} 的连线将不再匹配',
  'Nothing is wired to “{port}”, which was chosen': '所选的“{port}”没有连线',
  'Connect it, or choose the other one.': '请为它连线，或选择另一个。',
  'Nothing is wired to input {n}, which was chosen': '所选的输入 {n} 没有连线',
  'Connect it, or choose another one.': '请为它连线，或另选一个。',
  'There is no item {n}: the list has {count}': '没有第 {n} 项：列表共有 {count} 项',
  'Count from 1, or from −1 backwards.': '请从 1 开始数，或从 −1 开始倒数。',
  'Chosen: “{text}”': '选得：“{text}”',
  'The “{brace}” at character {n} has no partner': '第 {n} 个字符处的“{brace}”没有配对',
  'Add it, or write “\\{brace}” for the character itself.': '请补上，或写成“\\{brace}”表示该字符本身。',
  'There is no clip in the list': '列表中没有片段',
  'Connect a list with at least one.': '请连接至少有一个片段的列表。',
  'The clips differ in size: {a} × {b} and {c} × {d} pixels': '片段尺寸不同：{a} × {b} 与 {c} × {d} 像素',
  'Make them all of one size.': '请把它们统一为一种尺寸。',
};
