import type { ModelPackManifest } from '../model-pack.ts';

/** All in which the parts of a manifest contradict each other, as `place: what is wrong`. */
export function findManifestProblems(manifest: ModelPackManifest): string[] {
  return [
    ...fileProblems(manifest),
    ...latentProblems(manifest),
    ...encoderProblems(manifest),
    ...tilingProblems(manifest),
    ...textProblems(manifest),
    ...denoiserProblems(manifest),
    ...guidanceProblems(manifest),
    ...captionerProblems(manifest),
    ...capabilityProblems(manifest),
  ];
}

/** Every place of the manifest that names one of its `files`. */
export function fileReferences(
  manifest: ModelPackManifest,
): readonly { readonly place: string; readonly file: string }[] {
  const { text, image, denoiser, vae, expander, captioner, upscaler } = manifest;
  const init = vae.decoder.extent.kind === 'stream' ? vae.decoder.extent.init : undefined;
  return [
    ...Object.entries(text?.encoders ?? {}).map(([name, { file }]) => ({ place: `text.encoders.${name}.file`, file })),
    ...(image ? [{ place: 'image.file', file: image.file }] : []),
    { place: 'denoiser.file', file: denoiser.file },
    { place: 'vae.decoder.file', file: vae.decoder.file },
    ...(init === undefined ? [] : [{ place: 'vae.decoder.extent.init', file: init }]),
    ...(vae.encoder ? [{ place: 'vae.encoder.file', file: vae.encoder.file }] : []),
    ...(expander ? [{ place: 'expander.file', file: expander.file }] : []),
    ...(captioner
      ? [
          { place: 'captioner.encoder.file', file: captioner.encoder.file },
          { place: 'captioner.decoder.file', file: captioner.decoder.file },
        ]
      : []),
    ...(upscaler ? [{ place: 'upscaler.file', file: upscaler.file }] : []),
  ];
}

function fileProblems(manifest: ModelPackManifest): string[] {
  const known = Object.keys(manifest.files);
  return fileReferences(manifest)
    .filter(({ file }) => !Object.hasOwn(manifest.files, file))
    .map(({ place, file }) => `${place}: “${file}” is not among its files (${known.join(', ')})`);
}

function latentProblems({ latent, preview, media }: ModelPackManifest): string[] {
  const problems: string[] = [];
  const perChannel = (place: string, values: readonly unknown[] | undefined) => {
    if (values && values.length !== latent.channels)
      problems.push(`${place}: has ${values.length} values for ${latent.channels} channels`);
  };
  if (latent.normalisation.by === 'runner') {
    perChannel('latent.normalisation.mean', latent.normalisation.mean);
    perChannel('latent.normalisation.std', latent.normalisation.std);
  }
  perChannel('preview.factors', preview?.factors);
  if (latent.frames === 'single' && media === 'video')
    problems.push('latent.frames: “single” makes pictures, but media is “video”');
  if (latent.layout === 'BCHW' && latent.frames !== 'single')
    problems.push('latent.layout: BCHW has no axis for frames; latent.frames must be “single”');
  const cells = latent.patch.size.slice(1).map((size) => size * latent.spatialStride);
  if (latent.sizeFrom === 'video' && cells.some((cell) => latent.pixelMultiple % cell !== 0))
    problems.push(
      `latent.pixelMultiple: ${latent.pixelMultiple} is no multiple of a patch of ${Math.max(...cells)} pixels`,
    );
  return problems;
}

function encoderProblems({ vae: { encoder }, latent }: ModelPackManifest): string[] {
  const extent = encoder?.extent;
  if (extent?.kind !== 'chunk') return [];
  if (latent.frames === 'single') return ['vae.encoder.extent.kind: there are no pieces of a single picture'];
  return latent.frames === 'causal' && extent.overlap === 0
    ? ['vae.encoder.extent.overlap: must be 1 at least, as the first frame of a piece becomes a latent frame alone']
    : [];
}

/** Tiles are cut in whole cells of the latent, and each may overlap with the one before and the one after. */
function tilingProblems({ vae: { decoder, encoder }, latent: { spatialStride } }: ModelPackManifest): string[] {
  return [decoder, encoder].flatMap((coder) => {
    if (!coder?.tiling) return [];
    const place = coder === decoder ? 'vae.decoder.tiling' : 'vae.encoder.tiling';
    const { size, stride } = coder.tiling;
    if (stride < spatialStride) return [`${place}.stride: must be ${spatialStride} at least, a cell of the latent`];
    return stride > size || 2 * stride < size
      ? [`${place}.stride: must be between half of “size” and all of it, ${Math.ceil(size / 2)} to ${size}`]
      : [];
  });
}

function textProblems({ text }: ModelPackManifest): string[] {
  if (!text) return [];
  const encoders = new Map(Object.entries(text.encoders));
  const missing = (place: string, names: readonly string[], output: 'context' | 'pooled') =>
    names.flatMap((name) => {
      const encoder = encoders.get(name);
      if (!encoder) return [`${place}: there is no text encoder “${name}” (${[...encoders.keys()].join(', ')})`];
      return encoder.outputs[output] ? [] : [`text.encoders.${name}.outputs.${output}: is needed by ${place}`];
    });
  const used = new Set([...text.context.flat(), ...(text.pooled ?? [])]);
  return [
    ...missing('text.context', text.context.flat(), 'context'),
    ...missing('text.pooled', text.pooled ?? [], 'pooled'),
    ...[...encoders.keys()]
      .filter((name) => !used.has(name))
      .map((name) => `text.encoders.${name}: neither text.context nor text.pooled uses it`),
    ...[...encoders]
      .filter(([, encoder]) => encoder.crop >= encoder.maxTokens)
      .map(([name]) => `text.encoders.${name}.crop: leaves nothing of maxTokens`),
  ];
}

function denoiserProblems({ denoiser, latent, text, image }: ModelPackManifest): string[] {
  const { inputs } = denoiser;
  const roles = inputs.map((input) => input.role);
  const problems: string[] = [];
  const needs = (role: (typeof roles)[number], there: boolean, what: string) => {
    if (roles.includes(role) && !there) problems.push(`denoiser.inputs: the role “${role}” needs ${what}`);
  };
  for (const role of ['latent', 'timestep'] as const) {
    if (!roles.includes(role)) problems.push(`denoiser.inputs: none has the role “${role}”`);
  }
  needs('context', text !== undefined, 'text encoders in “text”');
  needs('context_mask', text !== undefined, 'text encoders in “text”');
  needs('pooled', text?.pooled !== undefined, '“text.pooled”');
  needs('image_embed', image !== undefined, 'a picture encoder in “image”');
  for (const [index, input] of inputs.entries()) {
    const place = `denoiser.inputs.${index}`;
    if (inputs.findIndex((other) => other.name === input.name) < index)
      problems.push(`${place}: “${input.name}” is there twice`);
    if (input.role === 'timestep' && input.shape === 'tokens' && latent.layout !== 'tokens')
      problems.push(`${place}.shape: “tokens” needs the latent layout “tokens”`);
    if (input.role === 'constant' && Array.isArray(input.value) && input.value.length !== product(input.dims))
      problems.push(`${place}.value: has ${input.value.length} values, dims ask for ${product(input.dims)}`);
  }
  if (latent.sizeFrom === 'lowResolution' && !denoiser.concat.some(({ role }) => role === 'low_resolution_image'))
    problems.push('latent.sizeFrom: “lowResolution” needs a low_resolution_image in denoiser.concat');
  return problems;
}

function guidanceProblems({ guidance, denoiser, latent, text }: ModelPackManifest): string[] {
  const problems: string[] = [];
  const roles = new Set<string>(denoiser.inputs.map((input) => input.role));
  if (guidance.mode === 'embedded' && !roles.has('guidance') && !roles.has('guidance_embedding'))
    problems.push('guidance.mode: “embedded” needs a denoiser input with the role “guidance” or “guidance_embedding”');
  if (guidance.mode !== 'cfg' && guidance.mode !== 'perFrame') return problems;
  const none = guidance.null;
  if ((none.kind === 'text' || none.kind === 'hidden') && !text)
    problems.push(`guidance.null: “${none.kind}” needs text encoders in “text”`);
  if (none.kind === 'class' && !roles.has('class_label'))
    problems.push('guidance.null: “class” needs a denoiser input with the role “class_label”');
  if (guidance.mode === 'cfg' && (guidance.channels ?? 0) > latent.channels)
    problems.push(`guidance.channels: ${guidance.channels} of ${latent.channels}`);
  return problems;
}

function captionerProblems({ captioner, latent }: ModelPackManifest): string[] {
  if (!captioner) return [];
  const { encoder, decoder } = captioner;
  const isTokens = latent.layout === 'tokens';
  return [
    ...(encoder.positions !== undefined && !isTokens
      ? ['captioner.encoder.positions: needs the latent layout “tokens”']
      : []),
    ...Object.values(encoder.feeds)
      .filter((name) => Object.values(decoder.inputs).includes(name))
      .map((name) => `captioner.encoder.feeds: “${name}” takes tokens already`),
  ];
}

function capabilityProblems({ capabilities, denoiser, schedule }: ModelPackManifest): string[] {
  if (capabilities.imageToVideo !== 'per_token_timestep') return [];
  const place = 'capabilities.imageToVideo: “per_token_timestep” needs';
  return [
    ...(denoiser.inputs.some((input) => input.role === 'timestep' && input.shape === 'tokens')
      ? []
      : [`${place} a timestep of the shape “tokens”`]),
    ...(schedule.family === 'flow' ? [] : [`${place} the schedule family “flow”`]),
  ];
}

function product(numbers: readonly number[]): number {
  return numbers.reduce((all, number) => all * number, 1);
}
