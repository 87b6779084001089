import { clipMessagesZhCN } from './clip-messages.zh-CN.ts';
import { engineMessagesZhCN } from './engine-messages.zh-CN.ts';
import { flowMessagesZhCN } from './flow-messages.zh-CN.ts';
import { hostMessagesZhCN } from './host-messages.zh-CN.ts';
import { samplingMessagesZhCN } from './sampling-messages.zh-CN.ts';
import type { MessageTable } from './translate-message.ts';

/** Simplified Chinese for what core, the maths, the nodes and the engine say. See `translate-message.ts` for the placeholders. */
export const messagesZhCN: MessageTable = {
  // src/core/validate.ts
  'Nothing in this workflow saves or shows a result': '这个工作流没有保存或展示任何结果',
  'Add a node such as Save Video or Preview Frames.': '请添加“保存视频”或“预览帧”之类的节点。',
  'There is no node type “{id}”': '没有类型为“{id}”的节点',
  '“{id}” has version {a} in this workflow, {b} here': '“{id}”在此工作流中的版本是 {a}，这里是 {b}',
  'Update Patchloom.': '请更新 Patchloom。',
  '{node} has no setting “{port}”': '{node} 没有名为“{port}”的设置',
  'Change the value.': '请修改这个值。',
  'The wire {a} → {b} ends at “{id}”, which does not exist': '连线 {a} → {b} 的一端“{id}”不存在',
  'Remove the wire or add the node.': '请删除连线或添加该节点。',
  'The wire from {a} does not fit: {message}': '来自 {a} 的连线不匹配：{message}',
  'Connect an output of the right type.': '请连接类型相符的输出。',
  '{count} wires end at one input': '有 {count} 条连线接到同一个输入',
  'Keep one of them.': '请只保留一条。',
  '{node} needs “{port}”': '{node} 需要“{port}”',
  'Connect an output of type {type}.': '请连接类型为“{type}”的输出。',
  'The wires run in a circle: {path}': '连线形成了环：{path}',
  'Remove one of these wires.': '请删除其中一条连线。',
  '{node} has no {side} “{port}”': '{node} 没有{side}“{port}”',
  'It has: {ports}.': '它有：{ports}。',
  'It has none.': '它一个也没有。',
  'Did you mean {ids}?': '是否指 {ids}？',
  'Update Patchloom, or add the folder that brings this node.': '请更新 Patchloom，或添加提供该节点的文件夹。',

  // src/core/edits.ts, src/core/sockets.ts
  'There is no such port': '没有这样的端口',
  'The wires would run in a circle': '连线会形成环',
  '“{type.from}” does not fit “{type.to}”{message.advice}': '“{type.from}”不能接到“{type.to}”{message.advice}',
  ' ({node} makes one)': '（可由{node}产生）',

  // src/core/widget-values.ts
  '{value} is not a whole number': '{value} 不是整数',
  '{value} is not a number': '{value} 不是数字',
  '{value} is not a seed: choose a whole number from 0 to {max}': '{value} 不是种子：请选择 0 到 {max} 的整数',
  '{value} is not a colour: write it as #rrggbb': '{value} 不是颜色：请写成 #rrggbb',
  '{value} is not true or false': '{value} 不是 true 或 false',
  '{value} is not a text': '{value} 不是文本',
  '{value} is not one of {values}': '{value} 不在可选项 {values} 之中',
  '{value} is too small: the smallest is {number}{unit}': '{value} 太小：最小为 {number}{unit}',
  '{value} is too large: the largest is {number}{unit}': '{value} 太大：最大为 {number}{unit}',
  '{value} is not in steps of {number}{unit}: choose {choices}': '{value} 不是 {number}{unit} 的整数步：可选 {choices}',

  // src/core/workflow.ts
  'The workflow is not JSON: {detail}': '工作流不是 JSON：{detail}',
  'Choose a file that Patchloom saved.': '请选择由 Patchloom 保存的文件。',
  'The workflow has version {a}; this Patchloom reads version 1': '工作流的版本是 {a}；此 Patchloom 只能读取版本 1',
  'Not a Patchloom workflow: {detail}': '不是 Patchloom 工作流：{detail}',
  'it is one of ComfyUI, whose nodes are others': '这是 ComfyUI 的工作流，其节点与此不同',
  'the file has no “format”': '文件没有“format”字段',
  'Mend these places in the file.': '请修正文件中的这些位置。',
  'The workflow is nested too deeply': '工作流嵌套过深',

  // src/diffusion
  'The model cannot make a video of {width} × {height} pixels and {frames} frames: width and height must be multiples of {multiple}, frames {message}.':
    '模型无法生成 {width} × {height} 像素、{frames} 帧的视频：宽和高须为 {multiple} 的倍数，帧数须{message}。',
  '{frames} frames are not one more than a multiple of {stride}.': '{frames} 帧不是 {stride} 的倍数加 1。',
  "The latent's {port} of {cells} cannot be cut into patches of {patch}.":
    '潜变量的{port}为 {cells}，无法按 {patch} 切块。',
  'Choose a video whose latent {port} is {choices}, or a patch size that divides {cells}.':
    '请让视频的潜变量{port}为 {choices}，或选择能整除 {cells} 的块大小。',
  'For {port}, choose {choices}.': '{port}请选 {choices}。',
  'A seed is an integer from 0 to 2^53 − 1, not {value}': '种子是 0 到 2^53 − 1 的整数，而不是 {value}',

  'The scheduler {name} is not known.': '不认识调度器 {name}。',
  'Choose sampler and schedule yourself, or use one of {names}.': '请自行选择采样器和噪声表，或使用 {names} 之一。',
  'Write falling numbers with commas between them, the last usually 0: “1, 0.75, 0.5, 0.25, 0”.':
    '请写递减的数，用逗号隔开，最后一个通常为 0：“1, 0.75, 0.5, 0.25, 0”。',
  '“{text}” is not a noise level.': '“{text}”不是噪声水平。',
  'A list of noise levels needs at least two of them.': '噪声水平至少需要两个。',
  'Noise level {a} does not lie below {b}.': '噪声水平 {a} 不低于 {b}。',

  // nodes
  '“{port}” holds values that are not finite numbers before the first step': '在第一步之前，“{port}”中就有非有限数值',
  'Look at the node that is wired to “{port}”.': '请查看接到“{port}”的节点。',
  'Step {step} of {steps} is the first whose result holds values that are not finite numbers':
    '从第 {step} 步（共 {steps} 步）起，结果中出现非有限数值',
  'lower the guidance scale ({value})': '请降低引导强度（{value}）',
  'use a smaller shift or more steps': '请减小偏移或增加步数',
  'if nothing helps, the model file may be damaged or its 16-bit export too coarse: fetch the model pack again':
    '如果都无效，模型文件可能已损坏，或其 16 位导出过于粗糙：请重新获取模型包',
  'The latent holds values that are not finite numbers; a video of it would be black':
    '潜变量中有非有限数值，由它得到的视频会是全黑的',
  'Look at the node that made the latent: the sampler says at which step it went wrong.':
    '请查看产生该潜变量的节点：采样器会说明从哪一步开始出错。',
  'A guidance scale of {value} needs a negative conditioning': '引导强度为 {value} 时需要负向条件',
  'Connect a Text Encoder with an empty text to “negative”, or set the guidance scale to 1.':
    '请把空文本的“文本编码器”接到“负向条件”，或把引导强度设为 1。',
  'The patches are {given} cells, {pack} takes {wanted}': '时空块为 {given} 格，{pack} 需要 {wanted}',
  'Set frames, height and width of Patchify to {sizes}.': '请把“切分时空块”的帧数、高度和宽度设为 {sizes}。',
  'The text is too long for this model: its last {count} tokens were left out':
    '文本对此模型过长：末尾 {count} 个 token 未被使用',
  'Expanded to “{text}”': '已扩写为“{text}”',

  // src/engine, src/server
  'There is no model pack “{name}” in {folder} or {other}': '在 {folder} 或 {other} 中没有模型包“{name}”',
  'There is no model pack “{name}” in {folder}': '在 {folder} 中没有模型包“{name}”',
  'Put the folder with its modelpack.json there, or choose another pack in “Load Model Pack”.':
    '请把含有 modelpack.json 的文件夹放到那里，或在“加载模型包”中选择另一个。',
  '{folder} is a pack itself: name the folder around it, {outer}, and choose the pack “{name}”.':
    '{folder} 本身就是模型包：请指定它的上级文件夹 {outer}，并选择模型包“{name}”。',
  '{folder} holds neither a modelpack.json nor a model_index.json: write one, or fetch the pack again.':
    '{folder} 中既没有 modelpack.json 也没有 model_index.json：请编写一个，或重新获取模型包。',
  '“{name}” is not the name of a model pack': '“{name}”不是模型包的名称',
  'A name is one folder’s, without “/”.': '名称是单个文件夹名，不含“/”。',
  'Model pack “{name}” is not complete: {detail}': '模型包“{name}”不完整：{detail}',
  'Fetch the pack again into {folder}.': '请把模型包重新取到 {folder}。',
  'Model pack “{name}” brings no grammar': '模型包“{name}”没有附带语法',
  'Write the prompt out instead of expanding it.': '请直接写出完整的提示词，不要扩写。',
  'Fetch the model pack again.': '请重新获取模型包。',
  'There is no model file {file}': '没有模型文件 {file}',
  '{file} refused its inputs: {detail}; it was given {given}': '{file} 拒绝了输入：{detail}；给它的是 {given}',
  'These shapes do not fit together: check sizes, frames and patch sizes against the model pack.':
    '这些形状互不相符：请对照模型包检查尺寸、帧数和块大小。',
  "A clip of {width} × {height} can't be saved as {format}: both sides must be even.":
    '{width} × {height} 的片段无法保存为 {format}：两边都须为偶数。',
  'Choose an even width and height, such as {size}.': '请选择偶数的宽和高，例如 {size}。',
  '{{name}} is not known in file names.': '文件名中不认识 {{name}}。',
  'Known are {names}.': '可用的有 {names}。',
  'The file name “{name}” leads out of the output folder.': '文件名“{name}”指向输出文件夹之外。',
  'The file name “{name}” has nothing after its last slash.': '文件名“{name}”的最后一个斜杠之后没有内容。',
  "The output folder {folder} can't be written to: {detail}": '无法写入输出文件夹 {folder}：{detail}',
  'No ffmpeg was found, and without one no video can be written. {detail}':
    '没有找到 ffmpeg，没有它就无法写入视频。{detail}',
  'Opening video files needs a newer ffmpeg than the built-in one.': '打开视频文件需要比内置版本更新的 ffmpeg。',
  '“{port}” cannot be used: {message}': '“{port}”无法使用：{message}',
  'There is no workflow “{name}”': '没有工作流“{name}”',
  'Choose one of these: {names}.': '请从中选择：{names}。',
  'The connection to Patchloom broke': '与 Patchloom 的连接已断开',
  'It is tried again all the time. If it stays away, start Patchloom again.':
    '正在不断重试。如果一直没有恢复，请重新启动 Patchloom。',

  ...flowMessagesZhCN,
  ...samplingMessagesZhCN,
  ...clipMessagesZhCN,
  ...hostMessagesZhCN,
  ...engineMessagesZhCN,
};
