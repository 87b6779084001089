/** What the nodes for given clips say, in Simplified Chinese; see `translate-message.ts`. */
export const clipMessagesZhCN: Readonly<Record<string, string>> = {
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
