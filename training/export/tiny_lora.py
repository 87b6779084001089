"""LoRAs for tiny packs, with the latents that diffusers makes with them.

python -m export.tiny_lora      from training/, after export.tiny; writes test/fixtures/loras
"""

import importlib
import json
import shutil
import tempfile
from pathlib import Path

import torch
from peft import LoraConfig
from safetensors import safe_open
from safetensors.torch import load_file, save_file

from .families.wan import ALIASES
from .graph import aliased
from .tiny import FIXTURES, pack_array

FOLDER = FIXTURES / "loras"


def pipeline(family: str):
    """The pipeline that the pack of this family was made of, weights and all."""
    torch.manual_seed(0)
    case = importlib.import_module(f".families.{family}", __package__).tiny()
    for component in case.pipe.components.values():
        if isinstance(component, torch.nn.Module):
            component.eval()
            if case.half:
                component.half().float()
    case.pipe.set_progress_bar_config(disable=True)
    return case


def peft_lora(pipe, model, name: str, targets: list[str], rank: int, alpha: int) -> None:
    """As `save_lora_weights` writes it: dotted names, `lora_A` and `lora_B`, alpha in the notes."""
    network = getattr(pipe, model)
    network.add_adapter(LoraConfig(r=rank, lora_alpha=alpha, target_modules=targets, init_lora_weights=False), "made")
    for key, values in network.named_parameters():
        if "lora_" in key:
            torch.nn.init.normal_(values, std=0.3)
    from peft.utils import get_peft_model_state_dict

    weights = get_peft_model_state_dict(network, adapter_name="made")
    type(pipe).save_lora_weights(
        FOLDER,
        **{f"{model}_lora_layers": weights, f"{model}_lora_adapter_metadata": network.peft_config["made"].to_dict()},
        weight_name=name,
    )
    network.delete_adapters("made")


def kohya_lora(pipe, name: str, rank: int, alpha: float) -> None:
    """As kohya's scripts write it: names with `_`, `lora_down` and `lora_up`, alpha as a tensor; convolutions and the text encoder too."""
    weights = {}
    for prefix, network, wanted in [
        ("lora_unet", pipe.unet, ("attn1.to_q", "attn2.to_v", "attn2.to_out.0", "ff.net.2", "proj_in", "conv1", "downsamplers.0.conv")),
        ("lora_te_text_model", pipe.text_encoder, ("q_proj", "fc1")),
    ]:
        for path, layer in network.named_modules():
            if not path.endswith(wanted) or not hasattr(layer, "weight"):
                continue
            out, width, *kernel = layer.weight.shape
            key = f"{prefix}_{path.removeprefix('text_model.').replace('.', '_')}"
            weights[f"{key}.lora_down.weight"] = 0.3 * torch.randn(rank, width, *kernel)
            weights[f"{key}.lora_up.weight"] = 0.3 * torch.randn(out, rank, *[1 for _ in kernel])
            weights[f"{key}.alpha"] = torch.tensor(alpha)
    save_file(weights, FOLDER / name)


def merge_into(pipe, weights: dict, strength: float) -> None:
    """kohya's layers of a text encoder, into its weights: this release of diffusers drops them with this release of transformers."""
    for path, layer in pipe.text_encoder.named_modules() if weights else []:
        key = f"lora_te_text_model_{path.removeprefix('text_model.').replace('.', '_')}"
        if f"{key}.alpha" in weights:
            down, up = weights.pop(f"{key}.lora_down.weight"), weights.pop(f"{key}.lora_up.weight")
            layer.weight.data += strength * weights.pop(f"{key}.alpha") / len(down) * up @ down
    if weights:
        raise SystemExit(f"Not in the text encoder: {', '.join(weights)}")


def check_loaded(pipe, adapter: str, weights: dict) -> None:
    network = pipe.transformer if hasattr(pipe, "transformer") else pipe.unet
    loaded = sum(adapter in getattr(layer, "lora_A", {}) for layer in network.modules())
    wanted = sum("lora_A" in key or "lora_down" in key for key in weights)
    if loaded != wanted:
        raise SystemExit(f"diffusers has loaded {loaded} of {wanted} layers")


def expected(family: str, loras: list[tuple[str, float]]) -> None:
    case = pipeline(family)
    names = [f"lora{index}" for index in range(len(loras))]
    for name, (file, strength) in zip(names, loras):
        weights, notes = load_file(FOLDER / file), safe_open(FOLDER / file, "pt").metadata()
        text = {key: weights.pop(key) for key in list(weights) if key.startswith("lora_te_")}
        merge_into(case.pipe, text, strength)
        with tempfile.TemporaryDirectory() as folder:
            save_file(weights, Path(folder) / file, notes)
            case.pipe.load_lora_weights(folder, weight_name=file, adapter_name=name)
        check_loaded(case.pipe, name, weights)
    case.pipe.set_adapters(names, [strength for _, strength in loras])
    plain = pipeline(family)

    def run(pipe):
        with torch.no_grad():
            result = pipe(**case.call, generator=torch.Generator("cpu").manual_seed(case.seed), output_type="latent")
        return case.to_latent(result.images if hasattr(result, "images") else result.frames)

    latents = run(case.pipe)
    difference = (latents - run(plain.pipe)).abs().max()
    if not torch.isfinite(latents).all() or difference < 0.1:
        raise SystemExit(f"{case.name}: these LoRAs change next to nothing ({difference:.2g})")
    content = {
        "pack": case.name,
        "workflow": case.workflow,
        "settings": {"pack.name": case.name, "noise.seed": case.seed, **case.settings},
        "loras": [{"file": file, "strength": strength} for file, strength in loras],
        "latent": pack_array(latents.numpy().astype("<f4")),
    }
    (FOLDER / f"{case.name}.json").write_text(json.dumps(content, indent=1) + "\n")
    print(f"{case.name}: changed by up to {difference:.2f}")


def in_authors_names(file: str, aliases: dict[str, str]) -> None:
    """The same LoRA under the names that the model's authors and ComfyUI have for its layers, without notes."""
    weights = load_file(FOLDER / file)
    save_file({aliased(key, {"transformer": "diffusion_model", **aliases}): values for key, values in weights.items()}, FOLDER / file)


def main() -> None:
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    wan = pipeline("wan").pipe
    peft_lora(wan, "transformer", "wan-peft.safetensors", ["to_q", "to_k", "to_v", "to_out.0", "ffn.net.0.proj", "ffn.net.2"], 2, 3)
    peft_lora(wan, "transformer", "wan-other.safetensors", ["to_q", "to_v"], 4, 4)
    kohya_lora(pipeline("stable_diffusion").pipe, "sd-kohya.safetensors", 2, 1.0)
    peft_lora(pipeline("stable_diffusion").pipe, "unet", "sd-peft.safetensors", ["to_q", "to_k", "conv2"], 2, 2)
    expected("wan", [("wan-peft.safetensors", 0.8), ("wan-other.safetensors", -0.5)])
    in_authors_names("wan-other.safetensors", ALIASES)
    expected("stable_diffusion", [("sd-kohya.safetensors", 0.7), ("sd-peft.safetensors", 0.5)])


if __name__ == "__main__":
    torch.set_num_threads(1)
    main()
