import type { Language } from './languages.ts';

interface TemplateWords {
  readonly title: string;
  readonly description: string;
  /** What the file itself says: while a document says the same, it can be shown in Chinese. */
  readonly english: { readonly title: string; readonly description: string };
}

/** What example workflows are called and say of themselves in Simplified Chinese; the files speak English. */
const TEMPLATES_ZH: Readonly<Record<string, TemplateWords>> = {
  'four-seeds': {
    title: '四个种子',
    description: '一句提示词，四个种子：逐一生成片段，分别保存，并排显示。',
    english: {
      title: 'Four seeds',
      description:
        'One prompt, four seeds: the clips are made one after the other, saved one by one, and shown side by side.',
    },
  },
  'text-to-image': {
    title: '文生图',
    description: '一句话变成一张图片，方式由模型包自己声明：Stable Diffusion 1、2 和 3、PixArt、AuraFlow 等。',
    english: {
      title: 'Text to image',
      description:
        'A sentence becomes a picture, in the way that the model pack itself declares: Stable Diffusion 1, 2 and 3, PixArt, AuraFlow and others.',
    },
  },
  'text-to-video-any-pack': {
    title: '用任意模型包文生视频',
    description:
      '一句话变成一段视频，方式由模型包自己声明：Wan 2.1、LTX-Video、CogVideoX、Latte、文生视频 UNet（VideoLDM、ModelScope）等。',
    english: {
      title: 'Text to video with any model pack',
      description:
        'A sentence becomes a clip, in the way that the model pack itself declares: Wan 2.1, LTX-Video, CogVideoX, Latte, text-to-video UNets (VideoLDM, ModelScope) and others.',
    },
  },
  'class-to-image': {
    title: '类别生图',
    description: '一个类别变成一张图片，使用以类别为条件的扩散 Transformer（DiT）。',
    english: {
      title: 'Class to image',
      description: 'A class becomes a picture with a class-conditional diffusion transformer (DiT).',
    },
  },
  'picture-to-video': {
    title: '图片变视频',
    description: '一句话用 Stable Diffusion 变成图片，图片再用 Stable Video Diffusion 变成视频。',
    english: {
      title: 'Picture to video',
      description:
        'A sentence becomes a picture with Stable Diffusion, and the picture a clip with Stable Video Diffusion.',
    },
  },
  'picture-upscale': {
    title: '放大图片',
    description: '一句话变成一张小图，再由 Stable Diffusion ×4 放大模型放大到四倍。',
    english: {
      title: 'Enlarge a picture',
      description:
        'A sentence becomes a small picture, and the Stable Diffusion ×4 upscaler makes it four times as large.',
    },
  },
  'composed-sampling': {
    title: '分步采样',
    description: '用内置模型，采样的每个部分各为一个节点：引导、节省步数的缓存、噪声级和方法。',
    english: {
      title: 'Sampling in pieces',
      description:
        'The built-in model with every part of sampling as a node of its own: guidance, a cache that spares steps, noise levels and the method.',
    },
  },
  'four-at-once': {
    title: '一次四个',
    description: '一句提示词，四个片段作为一个批次同时采样，再拆开解码，分别保存，并排显示。',
    english: {
      title: 'Four at once',
      description:
        'One prompt, four clips that are sampled in one batch, then taken apart, decoded, saved one by one, and shown side by side.',
    },
  },
  'text-to-video': {
    title: '文生视频',
    description: '一句话变成一段视频：内置模型，每个阶段都看得见。',
    english: {
      title: 'Text to video',
      description: 'A sentence becomes a clip: the built-in model with every stage visible.',
    },
  },
  'image-to-video': {
    title: '图生视频',
    description:
      '让一张图片动起来：片段从它开始，一句话说明接下来发生什么。这里的图片也由内置模型生成，可以换成同样大小的其他视频或图片。',
    english: {
      title: 'Image to video',
      description:
        'A picture is set in motion: the clip begins with it, and a sentence says what happens next. Here the built-in model makes the picture as well; any other video or picture of its size can take its place.',
    },
  },
  'extend-clip': {
    title: '延长片段',
    description:
      '片段继续下去：它的最后几帧就是下一段的开头，下一段可以换一句话。这里的第一段也由内置模型生成，可以换成加载的视频。',
    english: {
      title: 'Extend a clip',
      description:
        'A clip goes on: its last frames are the first of the next one, which may follow another sentence. Here the built-in model makes the first part as well; a loaded video can take its place.',
    },
  },
  'long-clip': {
    title: '长片段',
    description:
      '片段在循环中一段一段地继续：已有部分的最后几帧就是下一段的开头。“次数”决定添加几段，每一段有自己的种子。',
    english: {
      title: 'A long clip',
      description:
        'A clip that goes on, part by part, in a loop: the last frames of what there is are the first of the next part. “times” says how many parts are added; each has a seed of its own.',
    },
  },
  'edit-clip': {
    title: '修改片段',
    description:
      '部分地重新生成一段视频：噪声抹去细节，另一句话说明取而代之的内容；运动保持不变。这里的片段也由内置模型生成，可以换成加载的视频。',
    english: {
      title: 'Edit a clip',
      description:
        'A clip is made anew in part: noise takes its details away, and another sentence says what comes in their place; what moves where stays. Here the built-in model makes the clip as well; a loaded video can take its place.',
    },
  },
  'connect-pictures': {
    title: '连接两张图片',
    description:
      '两张图片之间的片段：从一张开始，到另一张结束。这里的两张都由内置模型生成，可以换成同样大小的任何图片。',
    english: {
      title: 'Connect two pictures',
      description:
        'A clip between two pictures: it begins with one and ends with the other. Here the built-in model makes both; any pictures of its size can take their places.',
    },
  },
  'caption-clip': {
    title: '描述片段',
    description:
      '描述模型说出片段里有什么，训练数据的说明文字就是这样来的。这里的片段由内置模型生成，可以换成尺寸合适的视频。',
    english: {
      title: 'Caption a clip',
      description:
        'The captioner says what a clip shows, as the captions of training data are made. Here the built-in model makes the clip; a loaded video of a size that the pack can make may take its place.',
    },
  },
  'upscale-clip': {
    title: '放大片段',
    description: '片段先以内置模型最擅长的小尺寸生成，再由模型包的放大模型放大到两倍。',
    english: {
      title: 'Upscale a clip',
      description:
        'A clip is made small, as the built-in model does it best, and then enlarged to twice its size by the pack’s upscaler.',
    },
  },
};

/** An example's words in a language; undefined where the file's own are to be shown. */
export function localTemplate(name: string, language: Language): TemplateWords | undefined {
  return language === 'zh-CN' ? TEMPLATES_ZH[name] : undefined;
}

/** What a document says of itself, in a language if it is what an example says. */
export function localMeta(
  { title, description }: { readonly title?: string | undefined; readonly description?: string | undefined },
  language: Language,
) {
  const words = language === 'zh-CN' ? Object.values(TEMPLATES_ZH) : [];
  return {
    title: words.find(({ english }) => english.title === title)?.title ?? title,
    description: words.find(({ english }) => english.description === description)?.description ?? description,
  };
}
