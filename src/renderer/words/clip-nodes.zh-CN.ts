import type { NodeWords } from './local-specs.ts';

/** Simplified Chinese for the companions of a generator: nodes that write and read texts, and those that work on given clips. */
export const clipNodesZhCN: Readonly<Record<string, NodeWords>> = {
  'latent/place-frames': {
    title: '放置帧',
    summary: '把给定的帧放在待生成片段的开头和结尾，中间部分由“采样”补全。',
    inputs: {
      noise: ['噪声', '与片段同样长、同样大的噪声 [1, 通道, 帧, 高, 宽]。'],
      first: ['开头', '片段的开头：要动起来的图片，或前一段的结尾。'],
      last: ['结尾', '片段的结尾。'],
      lastFrames: ['结尾帧数', '从“结尾”的末尾取多少潜空间帧。编码后的第一帧只代表一张图片，不适合放在结尾。'],
    },
    outputs: {
      initial: ['初始潜变量', '给定的帧各就其位，其余为零。'],
      mask: ['遮罩', '遮罩 [1, 1, 帧, 高, 宽]：给定的帧为 0，其余为 1。'],
    },
  },
  'text/prompt-expander': {
    title: '提示词扩写',
    summary: '把简短的提示词补全为模型训练时所见的完整句子。',
    inputs: {
      model: ['模型', '使用该模型包的语言模型或语法。'],
      text: ['文本', '几个词即可，例如 “a cat”。'],
      by: [
        '方式',
        '由什么来写：模型包的语言模型、它的语法，或其中先有的一个。',
        { pack: '模型包', model: '语言模型', grammar: '语法' },
      ],
      seed: ['种子', '在可能的补充中做选择；相同的种子得到相同的句子。'],
      temperature: ['温度', '语言模型选词的自由程度：0 总取最可能的词，−1 由模型包决定。'],
      topK: ['前 K 个', '只在最可能的若干词中选择；0 表示全部，−1 由模型包决定。'],
      topP: ['前 P 份额', '只在合占此份额的最可能的词中选择；0 由模型包决定。'],
    },
    outputs: { text: ['文本', '补全后的句子；已经完整的句子原样传递。'] },
  },
  'text/video-captioner': {
    title: '视频描述',
    summary: '用一句话说出视频呈现的内容；训练数据的描述就是这样得来的。',
    inputs: {
      model: ['模型', '使用该模型包的描述模型和视频编码器。'],
      video: ['视频', '视频或图片，尺寸须为模型所能生成。'],
      seed: ['种子', '温度大于 0 时，在可能的句子中做选择。'],
      temperature: ['温度', '选词的自由程度：0 总取最可能的词，−1 由模型包决定。'],
    },
    outputs: { text: ['文本', '描述的句子。'] },
  },
  'text/show-text': {
    title: '显示文本',
    summary: '把一段文本作为工作流的结果显示出来。',
    inputs: { text: ['文本', '要显示的文本。'] },
    outputs: { text: ['文本', '相同的文本。'] },
  },
  'video/resize-video': {
    title: '调整尺寸',
    summary: '把视频或图片变成另一尺寸，例如模型所能生成的尺寸。',
    inputs: {
      video: ['视频', '视频或图片。'],
      width: ['宽度', '结果的宽度。'],
      height: ['高度', '结果的高度。'],
      fit: [
        '方式',
        '裁剪：切掉多出的部分。留边：不足的部分为黑色。拉伸：拉成所需的形状。',
        { cover: '裁剪', contain: '留边', stretch: '拉伸' },
      ],
    },
    outputs: { video: ['视频', '新尺寸的相同画面帧。'] },
  },
  'video/upscale-video': {
    title: '放大视频',
    summary: '用模型包的放大模型让视频更大、更清晰。',
    inputs: {
      model: ['模型', '使用该模型包的放大模型。'],
      video: ['视频', '视频或图片。'],
    },
    outputs: { video: ['视频', '相同的画面帧，按放大模型的倍数放大。'] },
  },
  'video/vae-encode': {
    title: 'VAE 编码',
    summary: '用模型包的视频编码器把画面变成潜空间视频；单独一帧就是图片。',
    inputs: {
      model: ['模型', '使用该模型包的编码器。'],
      video: ['视频', '画面帧 [帧, 高, 宽, 3]，尺寸须为模型所能生成。'],
      take: [
        '取值',
        '编码器给出分布时，取其中心（mode）、从中抽样（sample），或按模型包的规定。',
        { pack: '模型包', mode: '中心', sample: '抽样' },
      ],
      seed: ['种子', '抽样的起点；没有分布时不起作用。'],
    },
    outputs: { latent: ['潜变量', '干净的潜变量 [1, 通道, 帧, 高, 宽]，单位方差。'] },
  },
  'video/take-frames': {
    title: '取帧',
    summary: '从视频的开头或结尾取若干帧。',
    inputs: {
      video: ['视频', '原视频。'],
      from: ['位置', '从哪里取。', { start: '开头', end: '结尾' }],
      frames: ['帧数', '取多少帧。'],
    },
    outputs: { video: ['视频', '取出的帧，顺序不变。'] },
  },
  'video/still-video': {
    title: '静止视频',
    summary: '生成一段画面静止的视频。',
    inputs: {
      picture: ['图片', '静止的图片；若为视频，取第一帧。'],
      frames: ['帧数', '视频的长度。'],
    },
    outputs: { video: ['视频', '不断重复的同一帧。'] },
  },
  'video/join-videos': {
    title: '连接视频',
    summary: '把一段视频接在另一段之后。',
    inputs: {
      first: ['前段', '在前的视频。'],
      second: ['后段', '接在后面的视频，尺寸相同。'],
      skip: ['略过', '略去后段开头的多少帧，因为前段正以它们结尾。'],
    },
    outputs: { video: ['视频', '前后相接的两段。'] },
  },
};
