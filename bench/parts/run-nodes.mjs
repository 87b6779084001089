/** Built-in nodes, called one by one without a workflow. */
export function openNodes(
  { catalogue, createModelPacks, createNodeContext, createNodeServices, createSessions },
  packFolders,
) {
  const sessions = createSessions();
  const services = createNodeServices(sessions, createModelPacks(packFolders), '');
  const pictures = [];
  const hooks = {
    signal: new AbortController().signal,
    onProgress() {},
    onPreview: (picture) => pictures.push(picture),
    onLog() {},
  };
  const info = { name: 'bench', workflowJson: '', settings: {} };
  /** A node with its defaults for what it is not given. */
  const run = async (id, inputs) => {
    const definition = catalogue.get(id);
    const defaults = Object.entries(definition.inputs).map(([name, port]) => [name, port.default]);
    return definition.run({ ...Object.fromEntries(defaults), ...inputs }, createNodeContext(services, info, hooks));
  };
  return {
    run,
    sessions,
    pictures,
    close: () => services.close(),
    /** The latent of a clip, with guidance, by the nodes of `text-to-video.json`. */
    async sample(model, prompt, { seed = 0, steps = 20, onReady = () => {} } = {}) {
      const encode = async (text) => (await run('conditioning/text-encoder', { model, text })).conditioning;
      const [positive, negative] = [await encode(prompt), await encode('')];
      const { latent } = await run('latent/noise-latent', { model, seed });
      const [frames, height, width] = model.manifest.latent.patch.size;
      const { patches } = await run('latent/patchify', { latent, frames, height, width });
      onReady();
      const sampled = await run('sampling/dit-sampler', { model, patches, positive, negative, steps });
      return (await run('latent/unpatchify', sampled)).latent;
    },
  };
}
