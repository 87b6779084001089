/** What the nodes for given clips say, in Simplified Chinese; see `translate-message.ts`. */
export const clipMessagesZhCN: Readonly<Record<string, string>> = {
  '{pack} brings no language model for prompts': '{pack} 没有附带扩写提示词的语言模型',
  'Choose “grammar” or another pack, or write the prompt out.': '请选择“语法”或其他模型包，或把提示词写完整。',
  'The prompt is too long for the language model and is passed on as it is': '提示词对语言模型来说太长，原样传递',
  'The language model gives values that are not finite numbers': '语言模型给出的数值不是有限数',
  'The model file may be damaged: fetch the model pack again.': '模型文件可能已损坏：请重新获取模型包。',
  '{pack} brings no captioner': '{pack} 没有附带描述模型',
  'Choose a model pack with “captioner”.': '请选择带有“captioner”的模型包。',
  'The captioner of {pack} is not told with which token a sentence begins':
    '{pack} 的描述模型没有说明句子以哪个 token 开始',
  'Name it in “captioner.decoder.suffix”.': '请在“captioner.decoder.suffix”中指明。',
  'Seen: “{text}”': '所见：“{text}”',
  '{pack} brings no upscaler': '{pack} 没有附带放大模型',
  'Choose a model pack with “upscaler”.': '请选择带有“upscaler”的模型包。',
  'The upscaler takes sides that are multiples of {step}, the video has {w} × {h}':
    '放大模型要求边长为 {step} 的倍数，视频为 {w} × {h}',
  'For width, choose {a}. For height, choose {b}.': '宽度请选 {a}。高度请选 {b}。',
  'No frames are given': '没有给定任何帧',
  'Wire a latent to “first”, to “last” or to both.': '请把潜变量接到“开头”、“结尾”，或两者。',
  '{count} latent frames are given for a clip of {frames}': '给定了 {count} 个潜空间帧，而片段只有 {frames} 个',
  'Make the noise longer, or give fewer frames.': '请加长噪声，或减少给定的帧。',
  '“{port}” has {a} channels of {b} × {c} cells, the clip {d} of {e} × {f}':
    '“{port}”有 {a} 个通道、{b} × {c} 格，片段有 {d} 个通道、{e} × {f} 格',
  'Encode frames of the width and height that “Noise Latent” has, with the same model pack.':
    '请用同一个模型包编码与“噪声潜变量”宽高相同的画面。',
  'The video has {count} frames, {wanted} are to be taken': '视频有 {count} 帧，要取 {wanted} 帧',
  'Take fewer frames, or make a longer video.': '请少取几帧，或生成更长的视频。',
  'The first video is {a} × {b} pixels, the second {c} × {d}': '前段视频为 {a} × {b} 像素，后段为 {c} × {d}',
  'Make both of the same size.': '请让两者尺寸相同。',
};
