/** What the examples call their nodes and ports, in Simplified Chinese; the files speak English. */
const NAMES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    'Empty Prompt': '空提示词',
    'Negative Prompt': '负面提示词',
    'First clip': '第一段片段',
    'Next part': '下一段',
    'Save each clip': '保存每个片段',
    'Save the grid': '保存网格',
    'Load Model Pack': '加载模型包',
    'Noise Latent': '噪声潜变量',
    'Text Encoder': '文本编码器',
    'VAE Decode': 'VAE 解码',
    'VAE Encode': 'VAE 编码',
    Denoiser: '去噪器',
    Guidance: '引导',
    Prompt: '提示词',
    Sample: '采样',
    Sampler: '采样器',
    Sigmas: '噪声级',
    'clip so far': '已有的片段',
    'first seed': '第一个种子',
    'longer clip': '更长的片段',
  }),
);

/** What stands behind such a name in brackets. */
const WHICH: ReadonlyMap<string, string> = new Map(
  Object.entries({
    clip: '片段',
    edit: '修改',
    empty: '空',
    'first picture': '第一张图片',
    'last picture': '最后一张图片',
    motion: '运动',
    negative: '负面',
    next: '下一段',
    picture: '图片',
    start: '开头',
  }),
);

/** A name that an example gives, in Chinese; any other is what somebody has chosen, and stays as it is. */
export function exampleNameZhCN(name: string): string {
  const [, base = name, which] = /^(.+) \((.+)\)$/.exec(name) ?? [];
  const words = [NAMES.get(base), ...(which?.split(', ') ?? []).map((word) => WHICH.get(word))];
  if (words.some((word) => word === undefined)) return name;
  const [first = name, ...rest] = words;
  return rest.length === 0 ? first : `${first}（${rest.join('，')}）`;
}
