import { exampleNameZhCN } from './example-names.zh-CN.ts';
import type { subgraphCommandsEn, subgraphsEn } from './subgraphs.en.ts';

/** Simplified Chinese for the commands of subgraphs. */
export const subgraphCommandsZhCN: typeof subgraphCommandsEn = {
  makeSubgraph: '创建子图……',
  enterSubgraph: '打开子图',
  leaveSubgraph: '离开子图',
  unpackSubgraph: '拆开子图',
};

/** Simplified Chinese for subgraphs. */
export const subgraphsZhCN: typeof subgraphsEn = {
  border: {
    inputs: ['输入', '进入子图的内容。从 + 连到一个端口即可新增输入。'],
    outputs: ['输出', '子图给出的内容。从一个端口连到 + 即可新增输出。'],
    times: ['次数', '子图重复运行多少次。'],
    nameOf: exampleNameZhCN,
  },
  newPort: '新端口',
  newTitle: '子图',
  make: '创建',
  title: '子图的名称',
  path: '当前位置',
  folder: '此工作流的子图',
  about: '当前位于子图内部。修改会影响它的所有实例。',
  portName: (name) => `${name} 的名称`,
  moveUp: (name) => `上移 ${name}`,
  repeat: '重复运行',
  repeatHelp: '次数由各个实例决定。一个输出的内容可以在下一轮传给一个输入。',
  carry: (name) => `下一轮由谁接收 ${name}`,
  notCarried: '下一轮：不传递',
  carriedTo: (name) => `下一轮：${name}`,
  loopStays: '循环不能拆开：它的节点代表所有轮次。请先取消“重复运行”。',
  removePort: (name) => `移除 ${name}`,
};
