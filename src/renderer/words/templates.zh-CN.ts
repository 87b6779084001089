import type { Language } from './languages.ts';

/** What example workflows are called and say of themselves in Simplified Chinese; the files speak English. */
const TEMPLATES_ZH: Readonly<Record<string, { readonly title: string; readonly description: string }>> = {
  'four-seeds': { title: '四个种子', description: '一句提示词，四个种子：逐一生成片段，分别保存，并排显示。' },
  'text-to-image': {
    title: '文生图',
    description: '一句话变成一张图片，方式由模型包自己声明：Stable Diffusion 1、2 和 3、PixArt、AuraFlow 等。',
  },
  'text-to-video-any-pack': {
    title: '用任意模型包文生视频',
    description:
      '一句话变成一段视频，方式由模型包自己声明：Wan 2.1、LTX-Video、CogVideoX、Latte、文生视频 UNet（VideoLDM、ModelScope）等。',
  },
  'class-to-image': {
    title: '类别生图',
    description: '一个类别变成一张图片，使用以类别为条件的扩散 Transformer（DiT）。',
  },
  'picture-to-video': {
    title: '图片变视频',
    description: '一句话用 Stable Diffusion 变成图片，图片再用 Stable Video Diffusion 变成视频。',
  },
  'picture-upscale': {
    title: '放大图片',
    description: '一句话变成一张小图，再由 Stable Diffusion ×4 放大模型放大到四倍。',
  },
  'composed-sampling': {
    title: '分步采样',
    description: '用内置模型，采样的每个部分各为一个节点：引导、节省步数的缓存、噪声级和方法。',
  },
  'four-at-once': {
    title: '一次四个',
    description: '一句提示词，四个片段作为一个批次同时采样，再拆开解码，分别保存，并排显示。',
  },
  'text-to-video': { title: '文生视频', description: '一句话变成一段视频：内置模型，每个阶段都看得见。' },
  'image-to-video': {
    title: '图生视频',
    description:
      '让一张图片动起来：片段从它开始，一句话说明接下来发生什么。这里的图片也由内置模型生成，可以换成同样大小的其他视频或图片。',
  },
  'extend-clip': {
    title: '延长片段',
    description:
      '片段继续下去：它的最后几帧就是下一段的开头，下一段可以换一句话。这里的第一段也由内置模型生成，可以换成加载的视频。',
  },
  'long-clip': {
    title: '长片段',
    description:
      '片段在循环中一段一段地继续：已有部分的最后几帧就是下一段的开头。“次数”决定添加几段，每一段有自己的种子。',
  },
  'edit-clip': {
    title: '修改片段',
    description:
      '部分地重新生成一段视频：噪声抹去细节，另一句话说明取而代之的内容；运动保持不变。这里的片段也由内置模型生成，可以换成加载的视频。',
  },
  'connect-pictures': {
    title: '连接两张图片',
    description:
      '两张图片之间的片段：从一张开始，到另一张结束。这里的两张都由内置模型生成，可以换成同样大小的任何图片。',
  },
  'caption-clip': {
    title: '描述片段',
    description:
      '描述模型说出片段里有什么，训练数据的说明文字就是这样来的。这里的片段由内置模型生成，可以换成尺寸合适的视频。',
  },
  'upscale-clip': {
    title: '放大片段',
    description: '片段先以内置模型最擅长的小尺寸生成，再由模型包的放大模型放大到两倍。',
  },
};

/** An example's words in a language; undefined where the file's own are to be shown. */
export function localTemplate(name: string, language: Language) {
  return language === 'zh-CN' ? TEMPLATES_ZH[name] : undefined;
}
