/** What sampling, guidance and the autoencoders say, in Simplified Chinese; see `translate-message.ts`. */
export const samplingMessagesZhCN: Readonly<Record<string, string>> = {
  'A batch of {items} has no item {item}': '{items} 项的批次中没有第 {item} 项',
  'Items are counted from 0.': '项从 0 开始计数。',
  'A batch holds latents of one size, not [{given}] and [{other}]':
    '批次中的潜变量尺寸必须相同，而不是 [{given}] 和 [{other}]',
  'Make all of them of the same width, height and frames.': '请让它们的宽、高和帧数都相同。',
  'There are no latents to put together': '没有可以合并的潜变量',
  'Wire a list of latents to “Join Batch”.': '请把一列潜变量接到“合并批次”。',
  'The latent is a batch of {items}, and one video is made of one latent':
    '该潜变量是 {items} 项的批次，而一个视频由一个潜变量生成',
  'Put “Split Batch” before “VAE Decode”: a video is made of each.':
    '请在“VAE 解码”之前放置“拆分批次”：每一项生成一个视频。',
  'A mask says what of the initial latent stays, and there is none':
    '遮罩说明初始潜变量的哪些部分保留，但没有初始潜变量',
  'An interval from {start} to {end} of the run ends before it begins':
    '运行中从 {start} 到 {end} 的区间在开始之前就结束了',
  'Make “end” at least as large as “start”.': '请让“结束”不小于“开始”。',
  'Noise level {first} lies above 1, where the levels of {pack} end':
    '噪声级 {first} 大于 1，而 {pack} 的噪声级到 1 为止',
  'Take the levels from “Sigmas” with the same model pack, or write some from 1 to 0.':
    '请用接同一个模型包的“噪声级”节点，或写出从 1 到 0 的数值。',
  'A run needs at least two noise levels': '一次运行至少需要两个噪声级',
  'Choose one of {names}.': '请从 {names} 中选择。',
  'Choose the same width, height and frames in both nodes.': '请在两个节点中选择相同的宽、高和帧数。',
  'Connect a Text Encoder with an empty text to “negative”.': '请把空文本的“文本编码器”接到“负向条件”。',
  'Export the model so that it works this out itself.': '请在导出模型时让它自行计算。',
  'Give “Noise Latent” the same model pack as the denoiser.': '请给“噪声潜变量”与去噪器相同的模型包。',
  'Guidance of {pack} needs a negative conditioning': '{pack} 的引导需要负向条件',
  'Lower the guidance scale; use a smaller shift or more steps; if nothing helps, the model file may be damaged or its 16-bit export too coarse: fetch the model pack again.':
    '请降低引导强度，减小偏移或增加步数；如果都无效，模型文件可能已损坏，或其 16 位导出过于粗糙：请重新获取模型包。',
  'Make the mask from the initial latent.': '请由初始潜变量生成遮罩。',
  'Make the noise as large as the initial latent.': '请让噪声与初始潜变量一样大。',
  'Raise the number of steps in “Sigmas”.': '请增加“噪声级”中的步数。',
  'The initial latent is [{given}], the noise [{wanted}]': '初始潜变量为 [{given}]，噪声为 [{wanted}]',
  'The mask is [{given}], the latent [{wanted}]': '遮罩为 [{given}]，潜变量为 [{wanted}]',
  'The latent stayed on the device between the steps': '各步之间潜变量一直留在设备上',
  'The model ran {count} times in {steps} steps': '模型在 {steps} 步中运行了 {count} 次',
  'The noise levels of {pack} depend on the size of the video': '{pack} 的噪声级取决于视频尺寸',
  'The picture beside the noise has {w} × {h} cells and {f} frames, the noise {a} × {b} and {c}':
    '噪声旁的图片为 {w} × {h} 格、{f} 帧，噪声为 {a} × {b}、{c} 帧',
  'There is no sampler “{name}”': '没有采样器“{name}”',
  'Use Denoiser, Sampler, Sigmas and Sample, which run every pack.':
    '请使用“去噪器”“采样器”“噪声级”和“采样”，它们能运行任何模型包。',
  'Wire a conditioning that “Image Conditioning” or “Low-Resolution Conditioning” has made.':
    '请接入由“图像条件”或“低分辨率条件”产生的条件。',
  'Wire a conditioning that “{node}” has made.': '请接入由“{node}”产生的条件。',
  'Wire a latent to “initial”, or take the mask away.': '请把潜变量接到“初始潜变量”，或去掉遮罩。',
  'Wire the noise to “latent” of Sigmas.': '请把噪声接到“噪声级”的“潜变量”。',
  'Wire the ratios of “MagCache Calibration”: one run with the same model is enough.':
    '请接入“MagCache 标定”的比值：同一模型运行一次即可。',
  'Write numbers above 0 with commas between them.': '请写大于 0 的数，用逗号隔开。',
  '{pack} brings no measurements for MagCache': '{pack} 没有附带 MagCache 的测量结果',
  '{pack} is no flow model on patches': '{pack} 不是基于时空块的流模型',
  '{pack} wants a picture beside the noise, which its conditioning lacks': '{pack} 需要噪声旁的图片，而条件中没有',
  '{pack} wants {message}, which its conditioning does not hold': '{pack} 需要{message}，而条件中没有',
  'a class': '类别',
  'a noise level': '噪声级',
  'a text as one vector': '文本的整体向量',
  'an encoded picture': '编码后的图片',
  'encoded text': '编码后的文本',
  '{pack} wants {what}, which no node makes yet': '{pack} 需要 {what}，目前还没有节点能产生它',
  '{pack} works on latents of {count} channels, the noise has {given}':
    '{pack} 处理 {count} 通道的潜变量，噪声为 {given} 通道',
  '{name}: {skipped} of {steps} steps were not computed': '{name}：{steps} 步中有 {skipped} 步没有计算',
  '“{text}” is not a ratio of magnitudes': '“{text}”不是幅度比值',
  'Decoders that hand states from piece to piece need a graph for the first piece':
    '逐段传递状态的解码器需要处理第一段的计算图',
  'Name it in “vae.decoder.extent.init”, or export the decoder as a whole (“extent”: “whole”).':
    '请在“vae.decoder.extent.init”中指明，或把解码器整体导出（“extent”：“whole”）。',
  'one more than a multiple of {number}': '为 {number} 的倍数加 1',
  'a multiple of {number}': '为 {number} 的倍数',
  '{pack} brings no encoder for pictures and video': '{pack} 没有附带图片和视频的编码器',
  'Choose a model pack with “vae.encoder”.': '请选择带有“vae.encoder”的模型包。',
  '{pack} takes no picture as a condition': '{pack} 不接受图片作为条件',
  'Choose a model pack for image to video.': '请选择图生视频的模型包。',
  '{pack} enlarges no pictures': '{pack} 不能放大图片',
  'Choose the model pack of an upscaler.': '请选择放大模型的模型包。',
};
