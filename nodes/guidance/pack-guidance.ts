import { defineNode } from '../../src/core/define-node.ts';
import { float, wire } from '../../src/core/ports.ts';
import { declaredGuidance } from '../../src/diffusion/guidance/declared-guidance.ts';
import { nullCondition } from '../../src/diffusion/guidance/null-condition.ts';

export default defineNode({
  id: 'guidance/pack-guidance',
  version: 1,
  title: 'Guidance of Pack',
  summary: 'The guidance that a model pack declares for its model.',
  inputs: {
    denoiser: wire('denoiser', 'The denoiser that is guided.'),
    negative: wire(
      'conditioning',
      'What must not be; usually an empty text. Without it, what the pack declares as nothing.',
      {
        optional: true,
      },
    ),
    scale: float({
      default: 0,
      min: 0,
      max: 30,
      step: 0.1,
      help: 'How strongly the condition steers; 0 takes the pack’s own strength.',
    }),
  },
  outputs: { denoiser: wire('denoiser', 'The same denoiser, guided.') },
  run({ denoiser, negative, scale }) {
    const declared = denoiser.model.manifest.guidance;
    const strength = scale === 0 ? undefined : scale;
    if (declared.mode === 'none') return { denoiser };
    if (declared.mode === 'embedded') return { denoiser: { ...denoiser, embeddedScale: strength ?? declared.scale } };
    return {
      denoiser: {
        ...denoiser,
        conditions: { ...denoiser.conditions, unconditional: nullCondition(denoiser, negative) },
        guidanceOf: (run) => declaredGuidance(declared, strength, run),
      },
    };
  },
});
