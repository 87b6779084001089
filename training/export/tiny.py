"""Tiny randomly initialised copies of published architectures, as packs with the numbers that diffusers makes with them.

python -m export.tiny [NAME …]      from training/, writes test/fixtures/packs
"""

import base64
import importlib
import json
import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Callable

os.environ.setdefault("HF_HUB_OFFLINE", "1")

import numpy as np
import torch
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTokenizer, PreTrainedTokenizerFast

REPOSITORY = Path(__file__).resolve().parents[2]
FIXTURES = REPOSITORY / "test/fixtures"
SEED = 7
FAMILIES = [
    *["stable_diffusion", "stable_diffusion_3", "dit", "wan", "ltx", "svd", "upscaler", "text_to_video_unet", "latte", "cogvideox"],
    *["pixart", "auraflow"],
]


@dataclass
class Case:
    """A pipeline and how it is run: by diffusers (`call`) and by a workflow with these `settings`."""

    name: str
    pipe: Any
    workflow: str
    call: dict[str, Any]
    settings: dict[str, Any]
    seed: int = SEED
    """Whether its weights are rounded to 16 bits and stored so: for architectures that cannot be made small enough."""
    half: bool = False
    """From what the pipeline returns as latents to [1, channel, frame, height, width]."""
    to_latent: Callable[[torch.Tensor], torch.Tensor] = lambda latents: latents.unsqueeze(2)
    """From what it returns as pixels to [frame, height, width, 3], 0 to 1."""
    to_frames: Callable[[Any], np.ndarray] = lambda images: np.asarray(images)
    """Latents and frames of a pipeline that returns no latents; given how to run it, and the pipeline."""
    latents_of: Callable[[Callable[[str], Any], Any], tuple[torch.Tensor, np.ndarray]] | None = None


def tiny_clip(width=16):
    tokenizer = CLIPTokenizer.from_pretrained(FIXTURES / "tokenizers/clip", model_max_length=77)
    config = CLIPTextConfig(
        vocab_size=len(tokenizer),
        hidden_size=width,
        intermediate_size=2 * width,
        num_attention_heads=2,
        num_hidden_layers=2,
        bos_token_id=tokenizer.bos_token_id,
        eos_token_id=tokenizer.eos_token_id,
        pad_token_id=tokenizer.pad_token_id,
    )
    return CLIPTextModel(config).eval(), tokenizer


def tiny_t5_tokenizer():
    return PreTrainedTokenizerFast(
        tokenizer_file=str(FIXTURES / "tokenizers/t5/tokenizer.json"), pad_token="<pad>", eos_token="</s>", unk_token="<unk>"
    )


def save_tokenizer(tokenizer, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    source = FIXTURES / "tokenizers" / ("clip" if isinstance(tokenizer, CLIPTokenizer) else "t5")
    names = ["vocab.json", "merges.txt"] if isinstance(tokenizer, CLIPTokenizer) else ["tokenizer.json"]
    for name in names:
        shutil.copy(source / name, folder / name)


def make(family: str) -> None:
    from .convert import write_pack

    torch.manual_seed(0)
    module = importlib.import_module(f".families.{family}", __package__)
    case: Case = module.tiny()
    for component in case.pipe.components.values():
        if isinstance(component, torch.nn.Module):
            component.eval()
            if case.half:
                component.half().float()
    folder = FIXTURES / "packs" / case.name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    # Before the export, which changes a few modules for the exporter's sake.
    write_expected(case, folder)
    identity = {"id": case.name, "title": case.name.replace("-", " ").title(), "license": "MIT"}
    write_pack(case.pipe, module, folder, identity, case.half)
    for name, component in case.pipe.components.items():
        if name.startswith("tokenizer"):
            save_tokenizer(component, folder / name)
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    print(f"{case.name}: {size / 1000:.0f} kB")


def write_expected(case: Case, folder: Path) -> None:
    case.pipe.set_progress_bar_config(disable=True)

    def run(output_type: str):
        generator = torch.Generator("cpu").manual_seed(case.seed)
        with torch.no_grad():
            result = case.pipe(**case.call, generator=generator, output_type=output_type)
        return result.images if hasattr(result, "images") else result.frames

    if case.latents_of:
        latents, frames = case.latents_of(run, case.pipe)
    else:
        latents, frames = case.to_latent(run("latent")), case.to_frames(run("np"))
    frames = np.asarray(frames)
    if not np.isfinite(frames).all() or latents.std() < 0.05:
        raise SystemExit(f"{case.name}: these numbers test nothing")
    expected = {
        "workflow": case.workflow,
        "settings": {"pack.name": case.name, "noise.seed": case.seed, **case.settings},
        "latent": pack_array(latents.numpy().astype("<f4")),
        "frames": pack_array(np.round(frames * 255).astype(np.uint8)),
    }
    (folder / "expected.json").write_text(json.dumps(expected, indent=1, ensure_ascii=False) + "\n")


def pack_array(array: np.ndarray) -> dict[str, Any]:
    return {"dims": list(array.shape), "base64": base64.b64encode(np.ascontiguousarray(array).tobytes()).decode()}


if __name__ == "__main__":
    torch.set_num_threads(1)
    for name in sys.argv[1:] or FAMILIES:
        make(name)
