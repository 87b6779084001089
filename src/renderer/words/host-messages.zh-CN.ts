/** Simplified Chinese for what documents, model packs, files and runs say. See `translate-message.ts` for the placeholders. */
export const hostMessagesZhCN: Readonly<Record<string, string>> = {
  // src/engine/readable-file
  '{file} is in no folder that workflows may read': '{file} 不在工作流可以读取的文件夹中',
  'Drop the file on the node, which keeps a copy, or put it into one of these: {folders}.':
    '请把文件拖到节点上（会保留一份副本），或放进以下文件夹之一：{folders}。',
  // src/core
  '“{id}” does not run: it is muted or bypassed, or needs something that is':
    '“{id}”不会运行：它或它所需要的节点已被停用或绕过',
  'There is no node “{id}” to run to': '没有可以运行到的节点“{id}”',
  'Choose a node of the workflow, inside a subgraph with its place: “instance/node”.':
    '请选择工作流中的节点；子图内的节点请写出位置：“实例/节点”。',
  'Take that back, or run to another node.': '请取消停用或绕过，或运行到别的节点。',
  'A wire in the clipboard ends at “{id}”, which is not in it': '剪贴板中有一条连线接到“{id}”，但剪贴板里没有它',
  'Letters, digits, spaces and “_ . - ( )” make a name': '名称由文字、数字、空格和“_ . - ( )”组成',
  'A name does not end with a space or a point': '名称不能以空格或句点结尾',
  'This is no name': '这不是名称',
  '{pack} cannot be run by this node: {message.reason}': '{pack} 不能由这个节点运行：{message.reason}',
  'it takes no {input}': '它不接受 {input}',
  'it also takes {input}': '它还需要 {input}',
  'Choose the sampler that suits the model pack.': '请选择适合该模型包的采样器。',

  // nodes
  'The video has no frame {number}': '视频中没有第 {number} 帧',
  'Its last one is {number}.': '最后一帧是第 {number} 帧。',
  '{pack} takes no text': '{pack} 不接受文本',
  'Choose a model pack with a text encoder.': '请选择带有文本编码器的模型包。',

  // src/server
  'The queue can’t be written: {detail}': '无法写入队列：{detail}',
  'Check that the disk has room.': '请检查磁盘是否有空间。',
  'The workflow cannot run: {detail}': '工作流无法运行：{detail}',
  'Put these places right and run it again.': '请改正这些地方，然后重新运行。',
  'This run is not known any more': '这次运行的记录已经没有了',
  'Open one of its files instead.': '请改为打开它写出的文件。',
  'There is no copy of “{name}” any more': '“{name}”的副本已经不在了',
  'Open the file itself again.': '请重新打开文件本身。',
  'There is no file “{name}” any more': '文件“{name}”已经不在了',
  'Choose another one.': '请选择另一个。',
  '“{name}” carries no workflow': '“{name}”中没有工作流',
  'Choose a video or picture that Patchloom made.': '请选择由 Patchloom 生成的视频或图片。',
  'None has been saved yet.': '还没有保存过。',
  "“{name}” can't be written: {detail}": '无法写入“{name}”：{detail}',
  'Check that {folder} can be written to and that the disk has room.': '请检查 {folder} 是否可写、磁盘是否有空间。',
  'The file is larger than {number} MB': '文件大于 {number} MB',
  'Open the workflow file instead.': '请改为打开工作流文件。',
  'This file is no video or picture that can be read': '这个文件不是可读取的视频或图片',
  'Choose a video or picture that Patchloom has made, or a workflow file.':
    '请选择由 Patchloom 生成的视频或图片，或工作流文件。',

  // src/engine: running
  'The process that runs models was ended because another run had to stop':
    '运行模型的进程已结束，因为要停止另一次运行',
  'The process that runs models ended between two nodes, and what this run had made is lost':
    '运行模型的进程在两个节点之间结束，这次运行的中间结果已丢失',
  'Run it again.': '请重新运行。',
  'The process that runs models ended while {nodes} ran: {detail}': '运行 {nodes} 时，运行模型的进程结束了：{detail}',
  'The process that runs models ended: {detail}': '运行模型的进程结束了：{detail}',
  'Often this means that memory ran out: make the video smaller or shorter.':
    '这通常表示内存不足：请减小视频的尺寸或长度。',
  'It starts again by itself with the next run.': '下次运行时它会自动重新启动。',
  'The run was stopped': '运行已停止',
  'Change the value, or what is wired to it.': '请修改这个值，或接到它的内容。',

  // src/engine: files to read
  'No file has been chosen': '还没有选择文件',
  'Choose one, or drop it on the node.': '请选择一个，或拖到节点上。',
  'There is no file {path}': '没有文件 {path}',
  'Choose it again.': '请重新选择。',
  "{name} can't be read as a video or picture: {detail}": '无法将 {name} 作为视频或图片读取：{detail}',
  'Choose an MP4, WebM, GIF, PNG or JPEG file that plays elsewhere.':
    '请选择在别处可以打开的 MP4、WebM、GIF、PNG 或 JPEG 文件。',
  '{name} has no frame {number}': '{name} 没有第 {number} 帧',
  'Start at an earlier frame.': '请从更早的帧开始。',
  '“{name}” is no picture, video or LoRA that can be kept here': '“{name}”不是可以存放在这里的图片、视频或 LoRA',
  'Choose an MP4, WebM, GIF, PNG, JPEG, WebP or safetensors file.':
    '请选择 MP4、WebM、GIF、PNG、JPEG、WebP 或 safetensors 文件。',
  '“{name}” is no picture or video that can be kept here': '“{name}”不是可以存放在这里的图片或视频',
  'MP4, WebM, GIF, PNG, JPEG and WebP files are results.': '结果可以是 MP4、WebM、GIF、PNG、JPEG 和 WebP 文件。',
  'This archive holds no workflow': '这个压缩包中没有工作流',
  'Choose one that “Save with results” has made.': '请选择由“连同结果一起保存”生成的文件。',
  'This archive unpacks to more than can be opened here': '这个压缩包解开后太大，无法在这里打开',
  'This is no ZIP file that can be read': '这不是可以读取的 ZIP 文件',
  'It may be damaged. Ask for it once more.': '文件可能已损坏，请重新获取。',

  // src/engine: measuring packs
  '{pack} wants a picture, so that it can’t be measured by itself': '{pack} 需要图片，因此无法单独测量',
  'Measure it in a workflow: “MagCache Calibration” tells what MagCache takes.':
    '请在工作流中测量：“MagCache 标定”会给出 MagCache 所需的数值。',
  // src/engine: models in fewer bits
  'Model pack “{name}” has no model “{key}”': '模型包“{name}”没有模型“{key}”',
  'It has {keys}.': '它有 {keys}。',
  '{file} has no linear layers that are worth quantising': '{file} 没有值得量化的线性层',
  'Convolutions, and layers of fewer than 64 values, stay as they are.': '卷积和少于 64 个值的层保持不变。',
  '{folder} cannot be written to': '无法写入 {folder}',
  'Copy the pack into a folder of yours.': '请把模型包复制到自己的文件夹。',
  '{file} has other inputs or outputs than {original}': '{file} 的输入或输出与 {original} 不同',

  // src/engine: LoRA
  '{name} is for another model than {pack}: {detail}': '{name} 不是用于 {pack} 的：{detail}',
  '{count} of {all} layers are not in {file}: {names}': '{all} 层中有 {count} 层不在 {file} 中：{names}',
  '{count} layers are of another size: {names}': '有 {count} 层大小不同：{names}',
  'A LoRA works with the model that it was trained on, and with others of the same layers.':
    'LoRA 只适用于训练它的模型，以及层结构相同的模型。',
  '{name} is {message}, which Patchloom does not apply': '{name} 是{message}，Patchloom 不支持',
  'a DoRA': ' DoRA',
  'a LoHa': ' LoHa',
  'a LoKr': ' LoKr',
  'an OFT': ' OFT',
  'a GLoRA': ' GLoRA',
  'an IA³': ' IA³',
  'a file of whole weights': '完整权重文件',
  'Look for the same style as a plain LoRA, or have it extracted as one: pairs of low-rank matrices, named as diffusers, PEFT or kohya name them.':
    '请寻找同一风格的普通 LoRA，或将其提取为普通 LoRA：成对的低秩矩阵，名称按 diffusers、PEFT 或 kohya 的方式。',
  '{name} is no LoRA that is understood: {detail}': '{name} 不是能理解的 LoRA：{detail}',
  'it is empty': '其中没有内容',
  'Pairs of low-rank matrices are, named as diffusers, PEFT or kohya name them.':
    '能理解的是成对的低秩矩阵，按 diffusers、PEFT 或 kohya 的方式命名。',
  '{name} is no safetensors file: {detail}': '{name} 不是 safetensors 文件：{detail}',
  'The file may be cut off, or of another kind: fetch it again.': '文件可能不完整，或是其他类型：请重新获取。',
  'There is no file {file}': '没有文件 {file}',
  'Choose the LoRA again in “Load LoRA”.': '请在“加载 LoRA”中重新选择。',
  '{name}: {count} layers of {file}': '{name}：{file} 的 {count} 层',

  // src/engine: model packs
  'Model pack “{name}” cannot be used: {detail}': '模型包“{name}”无法使用：{detail}',
  'Fetch the pack again into {folder}, or mend its modelpack.json.':
    '请把模型包重新取到 {folder}，或修正其 modelpack.json。',
  'Mend these places, or fetch the model pack again.': '请修正这些地方，或重新获取模型包。',
  'Mend it, or fetch the model again.': '请修正它，或重新获取模型。',
  'Fetch the model again.': '请重新获取模型。',
  'model_index.json names no pipeline class': 'model_index.json 没有写明管线类别',
  '{file} is no list of settings': '{file} 不是一组设置',
  '{pack}: pipelines of the class {name} are not known': '{pack}：不认识类别为 {name} 的管线',
  'Write a modelpack.json beside model_index.json.': '请在 model_index.json 旁写一个 modelpack.json。',
  '{pack}: its model_index.json does not tell all of the manifest: {detail}':
    '{pack}：它的 model_index.json 没有写全清单：{detail}',
  'Add these fields to a modelpack.json beside it: {detail}': '请把这些字段写入旁边的 modelpack.json：{detail}',
  'it is of format {a}, made for a newer Patchloom; this one reads up to {b}':
    '它的格式是 {a}，用于更新的 Patchloom；此处最高只能读取 {b}',
  'The nodes in {file} cannot be loaded: {detail}': '无法加载 {file} 中的节点：{detail}',
  'Mend the file, or take it out of the folder.': '请修正该文件，或把它移出文件夹。',
  '{file} wants to read {other}, outside the pack': '{file} 要读取模型包之外的 {other}',

  // src/engine: models
  'ONNX Runtime has no binary for {system}': 'ONNX Runtime 不支持 {system}',
  'Run Patchloom on Linux, Windows or macOS on Apple silicon.':
    '请在 Linux、Windows 或使用 Apple 芯片的 macOS 上运行 Patchloom。',
  '{file} is not a model that can be opened: {detail}': '{file} 不是可以打开的模型：{detail}',
  '{file} is not an ONNX model: {detail}': '{file} 不是 ONNX 模型：{detail}',
  'The file may be cut off or damaged: fetch the model pack again.': '文件可能不完整或已损坏：请重新获取模型包。',
  '{file} cannot be fed: {detail}': '无法向 {file} 提供输入：{detail}',
  'Give all nodes the same model pack; if they have it, compare modelpack.json with the model file, and the shapes with the pack’s latent and patch sizes.':
    '请给所有节点接同一个模型包；若已相同，请对照模型文件检查 modelpack.json，并对照模型包的潜变量和块大小检查形状。',
  '{file} returns “{name}” as {kind}': '{file} 以 {kind} 返回“{name}”',
  'Export the model with float32 outputs.': '请以 float32 输出导出模型。',
  'The tokenizer {file} cannot be read: {detail}': '无法读取分词器 {file}：{detail}',
  'The vocabulary is not one of CLIP: it must give {a} and {b} their ids':
    '词表不是 CLIP 的词表：其中必须有 {a} 和 {b} 的编号',
  'The vocabulary is not one of BERT: it has no [CLS] or no [SEP]': '词表不是 BERT 的词表：缺少 [CLS] 或 [SEP]',
  '{file} is not a SentencePiece model: {detail}': '{file} 不是 SentencePiece 模型：{detail}',
  '{file} is a SentencePiece model of a kind other than unigram': '{file} 是 unigram 以外的 SentencePiece 模型',
  'Put a tokenizer.json beside it and declare that.': '请在旁边放一个 tokenizer.json 并在清单中声明它。',

  // src/engine: videos and files
  "A clip without frames can't be saved.": '没有帧的片段无法保存。',
  'Choose one frame or more.': '请至少选择一帧。',
  "A clip can't play at {number} frames per second.": '片段无法以每秒 {number} 帧播放。',
  'Choose a number above 0.': '请选择大于 0 的数。',
  'ffmpeg could not write {file}: {detail}': 'ffmpeg 无法写入 {file}：{detail}',
  'FFMPEG_PATH names {file}, which does not work as ffmpeg: {detail}':
    'FFMPEG_PATH 指向 {file}，但它不能作为 ffmpeg 使用：{detail}',
  'Set FFMPEG_PATH to a working ffmpeg program, or unset it to let one be found.':
    '请把 FFMPEG_PATH 设为可用的 ffmpeg 程序，或取消设置以自动查找。',
  'All 99,999 files named “{name}” exist.': '名为“{name}”的 99,999 个文件都已存在。',
  'Choose another file name, or move some of the files away.': '请选择其他文件名，或移走一些文件。',
  'Choose another output folder, or check that this one is a folder, that you may write to it, and that the disk has room.':
    '请选择其他输出文件夹，或检查它确实是文件夹、可以写入，且磁盘有空间。',
  '{file} is a link that leads out of the output folder.': '{file} 是指向输出文件夹之外的链接。',
  'Choose another file name, or remove the link.': '请选择其他文件名，或删除该链接。',
  'The file name “{name}…” is too long.': '文件名“{name}…”太长。',
  'Use fewer or shorter parts.': '请减少或缩短其中的部分。',

  // What begins with any name comes last.
  '{file} is not JSON: {detail}': '{file} 不是 JSON：{detail}',
  '{file} cannot be used: {detail}': '{file} 无法使用：{detail}',
};
