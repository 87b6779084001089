"""What diffusers makes of three items at once with tiny packs, under both of its rules for their noise.

python -m export.tiny_batch      from training/, after export.tiny; writes test/fixtures/packs/*/batch.json
"""

import json

import torch

from .tiny import FIXTURES, pack_array
from .tiny_lora import pipeline

ITEMS = 3
# A picture model, one with frames before channels, one that takes tokens, one whose sampler looks back.
FAMILIES = ["stable_diffusion", "cogvideox", "ltx", "wan"]


def latents(case, generator) -> torch.Tensor:
    # A list of the same prompt: CogVideoX does not take `num_videos_per_prompt`.
    prompts = {name: [case.call[name]] * ITEMS for name in ("prompt", "negative_prompt")}
    with torch.no_grad():
        result = case.pipe(**{**case.call, **prompts}, generator=generator, output_type="latent")
    return case.to_latent(result.images if hasattr(result, "images") else result.frames)


def seeded(seed: int) -> torch.Generator:
    return torch.Generator("cpu").manual_seed(seed)


def main() -> None:
    torch.set_num_threads(1)
    for family in FAMILIES:
        case = pipeline(family)
        rules = {
            "together": seeded(case.seed),
            "apart": [seeded(case.seed + item) for item in range(ITEMS)],
        }
        expected = json.loads((FIXTURES / "packs" / case.name / "expected.json").read_text())
        made = {rule: latents(case, generator) for rule, generator in rules.items()}
        batch = {
            "workflow": expected["workflow"],
            "settings": expected["settings"],
            "items": ITEMS,
            **{rule: pack_array(values.numpy().astype("<f4")) for rule, values in made.items()},
        }
        (FIXTURES / "packs" / case.name / "batch.json").write_text(json.dumps(batch, indent=1, ensure_ascii=False) + "\n")
        print(case.name, {rule: tuple(values.shape) for rule, values in made.items()})


if __name__ == "__main__":
    main()
