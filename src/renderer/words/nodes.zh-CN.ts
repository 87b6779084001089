import { clipNodesZhCN } from './clip-nodes.zh-CN.ts';
import { flowNodesZhCN } from './flow-nodes.zh-CN.ts';
import type { NodeWords } from './local-specs.ts';
import { samplingNodesZhCN } from './sampling-nodes.zh-CN.ts';

/** Simplified Chinese for the nodes: by node id and port, each port as `[label, help]` and, for choices, what the options are called. */
export const nodesZhCN: Readonly<Record<string, NodeWords>> = {
  ...samplingNodesZhCN,
  ...clipNodesZhCN,
  ...flowNodesZhCN,
  'conditioning/text-encoder': {
    title: '文本编码器',
    summary: '把一句话变成引导扩散 Transformer 的数值。',
    inputs: {
      model: ['模型', '使用该模型包的分词器和文本编码器。'],
      text: ['文本', '要编码的句子；空文本得到无条件编码。'],
    },
    outputs: { conditioning: ['条件', '编码后的文本 [1, token, 宽度] 及其掩码。'] },
  },
  'latent/batch-noise': {
    title: '批次噪声',
    summary: '按其他程序的方式生成整批噪声，或批次中的一项：用来重现它们的结果。',
    inputs: {
      model: ['模型', '将为其去噪的模型包；由它决定像素和帧如何对应潜空间。'],
      width: ['宽度', '视频的宽度。'],
      height: ['高度', '视频的高度。'],
      frames: ['帧数', '视频的长度；1 表示图片。'],
      seed: ['种子', '整个批次随机序列的起点。'],
      source: [
        '来源',
        '“torch”：ComfyUI，以及在处理器上的 diffusers；“cuda_like”：AUTOMATIC1111 网页界面所模仿的显卡。',
        { torch: 'torch', cuda_like: 'cuda_like' },
      ],
      rule: [
        '规则',
        '“一起”：整批抽取一次；“逐项”：每项抽取一次，如 ComfyUI 的 Latent From Batch；“各自”：每项有自己的种子，依次加一。',
        { together: '一起', indexed: '逐项', apart: '各自' },
      ],
      items: ['项数', '批次有多少项。'],
      item: ['项', '取哪一项，从 0 开始；−1 表示全部，一次采样。'],
    },
    outputs: { latent: ['潜变量', '噪声 [1 或项数, 通道, 帧, 高, 宽]，单位方差。'] },
  },
  'latent/join-batch': {
    title: '合并批次',
    summary: '把列表中的潜变量合在一起，使它们一次采样。',
    inputs: { latents: ['潜变量列表', '尺寸相同的潜变量 [批, 通道, 帧, 高, 宽]。'] },
    outputs: { latent: ['潜变量', '依次排列的全部潜变量 [批, 通道, 帧, 高, 宽]。'] },
  },
  'latent/split-batch': {
    title: '拆分批次',
    summary: '把一次采样的结果拆开：一列潜变量，其后的节点对每个各运行一次。',
    inputs: { latent: ['潜变量', '潜变量 [批, 通道, 帧, 高, 宽]。'] },
    outputs: { latents: ['潜变量列表', '依次为每一个 [1, 通道, 帧, 高, 宽]。'] },
  },
  'latent/noise-latent': {
    title: '噪声潜变量',
    summary: '与目标视频尺寸相符的高斯噪声。',
    inputs: {
      model: ['模型', '将对其去噪的模型包；由它决定像素和帧如何对应到潜空间。'],
      width: ['宽度', '视频的宽度。'],
      height: ['高度', '视频的高度。'],
      frames: ['帧数', '视频的长度；1 表示一张图片。'],
      seed: ['种子', '噪声等同于 CPU 上以此为种子的 torch.randn。'],
      batch: ['批量', '一次生成几个，噪声由一次抽取得到；解码前用“拆分批次”分开。'],
    },
    outputs: { latent: ['潜变量', '噪声 [批, 通道, 帧, 高, 宽]，单位方差。'] },
  },
  'latent/patchify': {
    title: '切分时空块',
    summary: '把潜空间视频切成时空块：一串 token，各自带有时间和空间中的位置。',
    inputs: {
      latent: ['潜变量', '潜空间视频 [批, 通道, 帧, 高, 宽]。'],
      patchFrames: ['块的帧数', '时空块在时间上的长度。'],
      patchHeight: ['块的高度', '时空块的高度。'],
      patchWidth: ['块的宽度', '时空块的宽度。'],
    },
    outputs: { patches: ['时空块', 'token [批, token, 通道·块]，附位置 (t, y, x)。'] },
  },
  'latent/unpatchify': {
    title: '还原时空块',
    summary: '把时空块重新拼成潜空间视频。',
    inputs: { patches: ['时空块', 'token [批, token, 通道·块]。'] },
    outputs: { latent: ['潜变量', '潜空间视频 [批, 通道, 帧, 高, 宽]。'] },
  },
  'model/load-lora': {
    title: '加载 LoRA',
    summary: '给模型包的模型加上 LoRA；可以接连加多个。模型包的文件不会改变。',
    inputs: {
      model: ['模型', '该 LoRA 所针对的模型包。'],
      file: ['文件', 'diffusers、PEFT 或 kohya 脚本写出的 .safetensors 文件。'],
      strength: ['强度', '加入的程度；0 表示不加，小于 0 表示反向。'],
    },
    outputs: { model: ['模型', '加上 LoRA 的模型包。'] },
  },
  'model/load-model-pack': {
    title: '加载模型包',
    summary: '打开一个模型包：彼此配套的文本编码器、扩散 Transformer 和视频解码器。',
    inputs: {
      name: ['名称', '模型包的文件夹名；“sprites” 是内置的。'],
      precision: ['精度', '为本机量化过的模型是否代替原模型。', { fastest: '最快', original: '原始' }],
    },
    outputs: { model: ['模型', '包含全部模型的模型包。'] },
  },
  'sampling/dit-sampler': {
    title: 'DiT 采样器',
    summary: '用扩散 Transformer 在文本引导下逐步为时空块去噪。',
    inputs: {
      model: ['模型', '使用该模型包的扩散 Transformer。'],
      patches: ['时空块', '作为 token 的噪声 [1, token, 宽度]。'],
      positive: ['正向条件', '视频要呈现的内容。'],
      negative: ['负向条件', '视频不应呈现的内容；通常是空文本。'],
      steps: ['步数', '步数越多越慢，画面略干净一些。'],
      guidanceScale: ['引导强度', '文本的引导力度（无分类器引导）；1 表示关闭引导。'],
      shift: ['偏移', '把更多步数用在高噪声处；1 表示均匀分配。'],
    },
    outputs: { patches: ['时空块', '去噪后的 token，形状不变。'] },
  },
  'text/prompt': {
    title: '提示词',
    summary: '一句话，说明视频呈现什么。',
    inputs: { text: ['文本', '视频呈现的内容：一个物体、它的动作、所在的场景。'] },
    outputs: { text: ['文本', '原样的句子。'] },
  },
  'video/load-video': {
    title: '加载视频',
    summary: '读取视频或图片文件的画面帧。',
    inputs: {
      file: ['文件', '本机上的 MP4、WebM、GIF、PNG 或 JPEG 文件。'],
      start: ['起始帧', '略过开头的帧数。'],
      frames: ['帧数', '最多读取的帧数。'],
    },
    outputs: { video: ['视频', '文件中的画面帧；图片为一帧。'] },
  },
  'video/solid-video': {
    title: '纯色视频',
    summary: '生成单一颜色的视频。',
    inputs: {
      color: ['颜色', '每个像素的颜色。'],
      width: ['宽度', '视频的宽度。'],
      height: ['高度', '视频的高度。'],
      frames: ['帧数', '视频的长度；1 表示一张图片。'],
    },
    outputs: { video: ['视频', '画面帧。'] },
  },
  'video/preview-frames': {
    title: '预览帧',
    summary: '从头到尾展示视频中的几帧，不写入文件。',
    inputs: { video: ['视频', '要展示的帧。'] },
    outputs: { video: ['视频', '相同的帧。'] },
  },
  'video/save-gif': {
    title: '保存 GIF',
    summary: '把 GIF 写入输出文件夹，用于不接受视频的地方；文件中带有生成它的工作流。',
    inputs: {
      video: ['视频', '要写入的画面帧。'],
      fps: ['帧率', '画面帧的播放速度。'],
      name: [
        '文件名',
        '输出文件夹下的文件名：会填入 {workflow}、{counter} 以及 {noise.seed} 之类的设置；用“/”建立子文件夹。',
      ],
    },
    outputs: { file: ['文件', '写好的文件。'] },
  },
  'video/save-picture': {
    title: '保存图片',
    summary: '把一帧写成 PNG 放入输出文件夹；文件中带有生成它的工作流。',
    inputs: {
      video: ['视频', '从中取出一帧的视频。'],
      frame: ['帧', '写入第几帧，第一帧为 0。'],
      name: [
        '文件名',
        '输出文件夹下的文件名：会填入 {workflow}、{counter} 以及 {noise.seed} 之类的设置；用“/”建立子文件夹。',
      ],
    },
    outputs: { file: ['文件', '写好的文件。'] },
  },
  'video/save-video': {
    title: '保存视频',
    summary: '把视频文件写入输出文件夹；文件中带有生成它的工作流。',
    inputs: {
      video: ['视频', '要写入的帧。'],
      fps: ['帧率', '每秒播放多少帧。'],
      format: ['格式', 'mp4：H.264，到处都能播放。webm：VP9。', { mp4: 'MP4', webm: 'WebM' }],
      quality: ['质量', '恒定码率因子：1 近乎无损、文件大，51 文件小、画质差。'],
      name: [
        '文件名',
        '输出文件夹中的文件名：会填入 {workflow}、{counter} 以及 {noise.seed} 这样的设置；“/” 表示子文件夹。',
      ],
    },
    outputs: { file: ['文件', '写好的文件。'] },
  },
  'video/vae-decode': {
    title: 'VAE 解码',
    summary: '用模型包的视频解码器把潜空间视频变成画面。',
    inputs: {
      model: ['模型', '使用该模型包的解码器。'],
      latent: ['潜变量', '去噪后的潜变量 [1, 通道, 帧, 高, 宽]。'],
    },
    outputs: { video: ['视频', '画面帧 [帧, 高, 宽, 3]，8 位 RGB。'] },
  },
};
