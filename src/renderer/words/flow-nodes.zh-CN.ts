import type { NodeWords } from './local-specs.ts';

const branch = (number: number) => [`输入 ${number}`, `选择 ${number} 时传出的内容。`] as const;
const ITEMS = '一个值或一个列表';

/** Simplified Chinese for nodes that choose, make lists and gather them. */
export const flowNodesZhCN: Readonly<Record<string, NodeWords>> = {
  'flow/if': {
    title: '条件',
    summary: '传出两个输入之一；只通向另一个输入的节点不会运行。',
    inputs: {
      condition: ['条件', '传出两者中的哪一个。'],
      whenTrue: ['成立时', '条件成立时传出的内容。'],
      whenFalse: ['不成立时', '条件不成立时传出的内容。'],
    },
    outputs: { value: ['值', '所选的输入。'] },
  },
  'flow/switch': {
    title: '切换',
    summary: '传出多个输入之一；只通向其他输入的节点不会运行。',
    inputs: {
      choice: ['选择', '传出第几个输入。'],
      input1: branch(1),
      input2: branch(2),
      input3: branch(3),
      input4: branch(4),
      input5: branch(5),
      input6: branch(6),
    },
    outputs: { value: ['值', '所选的输入。'] },
  },
  'flow/round-number': {
    title: '轮次',
    summary: '数出所在循环的轮次：让每轮的种子不同，或逐一取出列表的各项。',
    inputs: {
      start: ['起始', '第一轮的数。'],
      step: ['步长', '每一轮的数比前一轮大多少；小于 0 则递减。'],
      round: ['轮次', '第几轮。在循环中由循环来数。'],
    },
    outputs: { number: ['数', '这一轮的数。'] },
  },
  'list/collect': {
    title: '收集',
    summary: '等所有值和列表都到齐后，汇成一个列表。',
    inputs: {
      first: ['第一', `列表中排第一的：${ITEMS}。`],
      second: ['第二', `列表中排第二的：${ITEMS}。`],
      third: ['第三', `列表中排第三的：${ITEMS}。`],
      fourth: ['第四', `列表中排第四的：${ITEMS}。`],
    },
    outputs: { items: ['各项', '按此顺序排列的全部内容。'] },
  },
  'list/number-range': {
    title: '数列',
    summary: '等距的一列数；读取它的节点对每个数各运行一次。',
    inputs: {
      start: ['起始', '第一个数。'],
      step: ['步长', '每个数比前一个大多少；小于 0 则递减。'],
      count: ['个数', '共有几个数。'],
    },
    outputs: { numbers: ['数列', '从第一个数开始的各数。'] },
  },
  'list/pick-item': {
    title: '取一项',
    summary: '列表中的一项。',
    inputs: { items: ['各项', '列表。'], number: ['序号', '第几项：1 为第一项，−1 为最后一项。'] },
    outputs: { item: ['项', '取出的一项。'] },
  },
  'list/seeds': {
    title: '多个种子',
    summary: '一列种子，让同样的内容生成多次，每次各不相同。',
    inputs: {
      seed: ['种子', '第一个种子；或随机的起点。'],
      count: ['个数', '共有几个种子。'],
      order: ['次序', '种子是否依次相连。', { 'count up': '依次递增', random: '随机' }],
    },
    outputs: { seeds: ['种子', '各个种子。较长的列表以较短的开头。'] },
  },
  'list/text-list': {
    title: '文本列表',
    summary: '每行一个文本的列表；读取它的节点对每个文本各运行一次。',
    inputs: { lines: ['各行', '每行一个文本。'], keepEmpty: ['保留空行', '空行是否也算文本。'] },
    outputs: { texts: ['文本列表', '各行，去掉首尾空格。'] },
  },
  'text/dynamic-prompt': {
    title: '动态提示词',
    summary: '带有备选项的文本，如“a {red|blue} ball”，由种子从每组中各选一个。',
    inputs: {
      text: ['文本', '备选项写在花括号内，以“|”分隔，可以嵌套。“\\{”“\\|”“\\}”“\\\\”表示这些字符本身。'],
      seed: ['种子', '在备选项中选择；相同的种子得到相同的文本。'],
    },
    outputs: { text: ['文本', '每组备选项各取其一后的文本。'] },
  },
  'text/join-texts': {
    title: '连接文本',
    summary: '把列表中的文本连成一个文本。',
    inputs: { texts: ['文本列表', '按顺序排列的文本。'], between: ['分隔', '相邻两个文本之间的内容。'] },
    outputs: { text: ['文本', '连成的文本。'] },
  },
  'video/join-clips': {
    title: '连接片段',
    summary: '把列表中的片段依次接成一个片段。',
    inputs: { clips: ['片段列表', '按顺序排列的片段，尺寸须相同。'] },
    outputs: { video: ['视频', '接成的片段。'] },
  },
  'video/video-grid': {
    title: '视频网格',
    summary: '把列表中的片段并排成行显示。',
    inputs: {
      videos: ['片段列表', '各个片段，尺寸须相同；较短的停在最后一帧。'],
      columns: ['列数', '每行几个；0 表示接近正方形。'],
    },
    outputs: { video: ['视频', '与最长片段等长的一个片段。没有片段的位置为黑色。'] },
  },
};
