import type { NodeWords } from './local-specs.ts';

const denoiserIn = (help: string): [string, string] => ['去噪器', help];
const guided: NodeWords['outputs'] = { denoiser: ['去噪器', '加上引导后的同一去噪器。'] };
const spared: NodeWords['outputs'] = { denoiser: ['去噪器', '同一去噪器；“采样”会报告省下了多少步。'] };
const toGuide = denoiserIn('要加引导的去噪器。');
const toSpare = denoiserIn('要省步数的去噪器。');
const negative: [string, string] = ['负向条件', '不应出现的内容；通常是空文本。不接则取模型包声明的“无条件”。'];
const scale: [string, string] = ['强度', '条件的引导力度；1 表示关闭引导。'];
const startShare: [string, string] = ['开始', '运行进度超过此比例后才可以推测。'];
const endShare: [string, string] = ['结束', '运行进度超过此比例后不再推测。'];
const threshold: [string, string] = ['阈值', '预期变化低于此值时推测这一步；越大越快，也越差。'];
const scheduleNames = {
  simple: 'simple',
  normal: 'normal',
  karras: 'karras',
  exponential: 'exponential',
  sgm_uniform: 'sgm_uniform',
  ddim_uniform: 'ddim_uniform',
  beta: 'beta',
  linear_quadratic: 'linear_quadratic',
  kl_optimal: 'kl_optimal',
};
const steps: [string, string] = ['步数', '步数越多越慢，画面略干净一些。'];
const denoise: [string, string] = ['重绘幅度', '重新生成的程度：小于 1 时从初始潜变量出发，跳过相应的前段。'];
const levels: NodeWords['outputs'] = { sigmas: ['噪声级', '递减的噪声级，比步数多一个。'] };
const noise: [string, string] = ['噪声', '噪声 [批, 通道, 帧, 高, 宽]。'];

/** Simplified Chinese for the nodes of sampling, guidance and acceleration. */
export const samplingNodesZhCN: Readonly<Record<string, NodeWords>> = {
  'conditioning/class-label': {
    title: '类别标签',
    summary: '引导按编号类别训练的模型，例如 ImageNet 的类别。',
    inputs: { label: ['类别', '类别编号；207 是 ImageNet 的金毛寻回犬。'] },
    outputs: { conditioning: ['条件', '该类别。'] },
  },
  'conditioning/image-conditioning': {
    title: '图像条件',
    summary: '用一张图片引导模型，例如让 Stable Video Diffusion 使图片动起来。',
    inputs: {
      model: ['模型', '使用该模型包的图片编码器和自编码器。'],
      picture: ['图片', '与目标视频同样大小的图片；若为视频，取第一帧。'],
      fps: ['帧率', '告诉模型的帧率。'],
      motion: ['运动', '运动的程度（motion bucket）。'],
      noiseAugmentation: ['噪声增强', '加在图片上的噪声：越多，视频越可以偏离图片。'],
      seed: ['种子', '该噪声的起点。'],
    },
    outputs: { conditioning: ['条件', '编码器所见的图片。'] },
  },
  'conditioning/low-resolution-conditioning': {
    title: '低分辨率条件',
    summary: '把要放大的小图片加上少许噪声，交给扩散放大模型。',
    inputs: {
      model: ['模型', '放大模型的模型包。'],
      text: ['文本条件', '图片内容的编码文本。'],
      picture: ['图片', '小图片；若为视频，取第一帧。'],
      noiseLevel: ['噪声级别', '加在图片上的噪声：越多，模型越可以自行补充细节。'],
      seed: ['种子', '该噪声的起点。'],
    },
    outputs: { conditioning: ['条件', '文本与图片。'] },
  },
  'sampling/denoiser': {
    title: '去噪器',
    summary: '模型连同引导它的条件，可再加引导、加速，然后采样；此时还没有运行。',
    inputs: { model: ['模型', '使用该模型包的去噪模型。'], positive: ['正向条件', '要生成的内容。'] },
    outputs: { denoiser: ['去噪器', '仅在此条件下的模型，没有引导。'] },
  },
  'sampling/sampler': {
    title: '采样器',
    summary: '选择走过各噪声级的方法。',
    inputs: {
      name: [
        '名称',
        '方法；“pack” 采用模型包指定的方法。',
        Object.fromEntries(
          'pack euler euler_ancestral heun heunpp2 dpm_2 dpm_2_ancestral lms dpmpp_2s_ancestral dpmpp_sde dpmpp_2m dpmpp_2m_sde dpmpp_2m_sde_heun dpmpp_3m dpmpp_3m_sde uni_pc uni_pc_bh2 deis ipndm plms ddim ddpm lcm res_multistep res_multistep_ancestral gradient_estimation er_sde seeds_2 seeds_3 sa_solver'
            .split(' ')
            .map((name) => [name, name === 'pack' ? '模型包' : name]),
        ),
      ],
      eta: ['eta', '随机方法的新噪声比例，0 到 1；−1 由方法自定。'],
      noiseScale: ['噪声倍数', '新噪声的倍数；略大于 1 会更锐利。'],
      order: ['阶数', '多步方法回看多少步；0 由方法自定。'],
      seed: ['种子', '新噪声的起点；相同的种子得到相同的结果。'],
    },
    outputs: { sampler: ['采样器', '方法及其设置。'] },
  },
  'sampling/sigmas': {
    title: '噪声级',
    summary: '一次运行的噪声级，取自模型训练时的噪声级。',
    inputs: {
      model: ['模型', '将要运行的模型包。'],
      latent: ['潜变量', '噪声；供噪声级随视频尺寸变化的模型包使用。'],
      schedule: ['调度', '噪声级如何分布；“pack” 是模型包自己的方式。', { pack: '模型包', ...scheduleNames }],
      steps,
      denoise,
    },
    outputs: levels,
  },
  'sampling/flow-sigmas': {
    title: '流模型噪声级',
    summary: '流模型一次运行的噪声级，从 1 到 0，可自定偏移。',
    inputs: {
      schedule: ['调度', '噪声级如何分布。', scheduleNames],
      steps,
      shift: ['偏移', '把更多步数用在高噪声处；1 表示均匀分配。'],
      denoise,
    },
    outputs: levels,
  },
  'sampling/custom-sigmas': {
    title: '自定义噪声级',
    summary: '手写的噪声级。',
    inputs: { levels: ['噪声级', '递减的数，用逗号或空格分隔；最后一个通常是 0。'] },
    outputs: levels,
  },
  'sampling/sample': {
    title: '采样',
    summary: '把噪声变成潜变量：采样器走过各噪声级，每一级询问去噪器。',
    inputs: {
      denoiser: ['去噪器', '模型及其引导。'],
      noise,
      sampler: ['采样器', '方法。'],
      sigmas: ['噪声级', '各噪声级。'],
      initial: ['初始潜变量', '第一个噪声级不是纯噪声时，由此干净的潜变量出发。'],
      mask: ['遮罩', '哪些重新生成 (1)，哪些保留初始潜变量 (0)。'],
    },
    outputs: { latent: ['潜变量', '最后噪声级处的潜变量，形状与噪声相同。'] },
  },
  'latent/keep-frames': {
    title: '保留帧',
    summary: '一个遮罩：保留潜变量的开头和结尾若干帧，其余重新生成。',
    inputs: {
      latent: ['潜变量', '要保留其帧的潜变量 [1, 通道, 帧, 高, 宽]。'],
      first: ['开头', '开头保留多少潜空间帧。'],
      last: ['结尾', '结尾保留多少潜空间帧。'],
    },
    outputs: { mask: ['遮罩', '遮罩 [1, 1, 帧, 高, 宽]：保留处为 0，其余为 1。'] },
  },
  'guidance/classifier-free': {
    title: '无分类器引导',
    summary: '远离模型在无条件或负向条件下会生成的内容。',
    inputs: { denoiser: toGuide, negative, scale },
    outputs: guided,
  },
  'guidance/pack-guidance': {
    title: '模型包的引导',
    summary: '模型包为其模型声明的引导方式。',
    inputs: { denoiser: toGuide, negative, scale: ['强度', '条件的引导力度；0 采用模型包自己的强度。'] },
    outputs: guided,
  },
  'guidance/interval': {
    title: '引导区间',
    summary: '只在运行的中段引导：省去模型的部分运行，并保留多样性。',
    inputs: {
      denoiser: toGuide,
      start: ['开始', '运行进度超过此比例后开始引导。'],
      end: ['结束', '运行进度超过此比例后停止引导。'],
    },
    outputs: guided,
  },
  'guidance/rescale': {
    title: '引导重缩放',
    summary: '把强引导的对比度拉回到仅有条件时的水平。',
    inputs: { denoiser: toGuide, share: ['比例', '0 保持引导的结果，1 采用条件预测的离散程度。'] },
    outputs: guided,
  },
  'guidance/cfg-zero-star': {
    title: 'CFG-Zero* 引导',
    summary: '用于流模型的引导，先使无条件预测贴合条件预测。',
    inputs: { denoiser: toGuide, negative, scale, zeroSteps: ['静止步数', '开头保持不动的步数。'] },
    outputs: guided,
  },
  'guidance/perpendicular-negative': {
    title: '垂直负向引导',
    summary: '带负向提示词的引导，不动两个提示词共有的部分。',
    inputs: {
      denoiser: toGuide,
      negative: ['负向条件', '不应出现的内容。'],
      empty: ['空条件', '空文本的编码。'],
      scale,
      negativeWeight: ['负向权重', '负向提示词推开的力度。'],
    },
    outputs: guided,
  },
  'guidance/per-frame': {
    title: '逐帧引导',
    summary: '引导强度从第一帧到最后一帧均匀增大，用于已给定首帧的模型。',
    inputs: {
      denoiser: toGuide,
      negative,
      first: ['首帧强度', '第一帧处的强度。'],
      last: ['末帧强度', '最后一帧处的强度。'],
    },
    outputs: guided,
  },
  'guidance/first-channels': {
    title: '前几个通道引导',
    summary: '只引导潜变量的前几个通道，DiT 公布的图片就是这样生成的。',
    inputs: { denoiser: toGuide, negative, scale, channels: ['通道数', '引导多少个通道。'] },
    outputs: guided,
  },
  'guidance/dual-conditioning': {
    title: '双重条件引导',
    summary: '两个条件各有强度：其一只知道另一个的一部分。',
    inputs: {
      denoiser: toGuide,
      partial: ['部分条件', '只知道一部分，例如只有风格没有场景。'],
      negative,
      scale: ['强度', '完整条件超出其部分的引导力度。'],
      partialScale: ['部分强度', '部分条件超出无条件的引导力度。'],
    },
    outputs: guided,
  },
  'guidance/embedded': {
    title: '内嵌引导',
    summary: '用于由引导蒸馏而来、把强度作为输入的模型。',
    inputs: { denoiser: toGuide, scale: ['强度', '告诉模型的值。'] },
    outputs: { denoiser: ['去噪器', '同一去噪器，已告知此强度。'] },
  },
  'acceleration/easy-cache': {
    title: 'EasyCache 缓存',
    summary: '输入表明输出几乎没变时，推测这一步。',
    inputs: { denoiser: toSpare, threshold, start: startShare, end: endShare },
    outputs: spared,
  },
  'acceleration/lazy-cache': {
    title: 'LazyCache 缓存',
    summary: '引导之后的 EasyCache：适用于任何引导，效果略差。',
    inputs: { denoiser: toSpare, threshold, start: startShare, end: endShare },
    outputs: spared,
  },
  'acceleration/taylor': {
    title: '泰勒外推',
    summary: '用最近几个算出的步延续曲线，代替其余大多数步。',
    inputs: {
      denoiser: toSpare,
      interval: ['间隔', '每这么多步计算一步。'],
      order: ['阶数', '0 重复上一步，1 延续直线，2 延续抛物线。'],
      warmUp: ['预热', '开头必须计算的步数。'],
      coolDown: ['收尾', '结尾必须计算的步数。'],
    },
    outputs: spared,
  },
  'acceleration/mag-cache': {
    title: 'MagCache 缓存',
    summary: '根据一次标定测得的输出幅度变化来推测步。',
    inputs: {
      denoiser: toSpare,
      ratios: ['比值', '“MagCache 标定”的测量结果；留空则取模型包自带的。'],
      threshold: ['阈值', '累计误差低于此值时推测这一步。'],
      longestSkip: ['最长连续', '最多连续推测这么多步。'],
      retention: ['保留比例', '开头必须计算的比例。'],
    },
    outputs: spared,
  },
  'acceleration/mag-cache-calibration': {
    title: 'MagCache 标定',
    summary: '为 MagCache 测量一次完整的运行。一次即可用于所有提示词；结果像其他结果一样保留。',
    inputs: {
      denoiser: ['去噪器', '模型及其引导，不加速。'],
      noise,
      sampler: ['采样器', '方法。'],
      sigmas: ['噪声级', '各噪声级。'],
    },
    outputs: { ratios: ['比值', '幅度逐步的变化，供 MagCache 使用。'] },
  },
};
