"""Turns a model that diffusers can load into a model pack.

python -m export.convert MODEL OUT [--id NAME] [--license TEXT] [--half]      from training/

MODEL is a folder or a name on the Hugging Face Hub, OUT the pack's folder. Which families are known: export/families.
"""

import argparse
import importlib
import json
import pkgutil
from pathlib import Path

import torch

from . import families
from .graph import write


def write_pack(pipe, family, folder: Path, identity: dict, half: bool = False) -> None:
    """All graphs of a pipeline and the manifest that says how they are fed."""
    folder.mkdir(parents=True, exist_ok=True)
    graphs = family.graphs(pipe)
    for graph in graphs:
        write(graph, folder, half)
    manifest = family.describe(pipe, identity, graphs)
    (folder / "modelpack.json").write_text(json.dumps(manifest, indent=2, ensure_ascii=False) + "\n")


def family_of(pipe):
    for info in pkgutil.iter_modules(families.__path__):
        family = importlib.import_module(f"{families.__name__}.{info.name}")
        if type(pipe) is family.PIPELINE:
            return family
    raise SystemExit(f"There is no exporter for {type(pipe).__name__}: add one to export/families")


def main() -> None:
    from diffusers import DiffusionPipeline

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model")
    parser.add_argument("out", type=Path)
    parser.add_argument("--id")
    parser.add_argument("--license", default="unknown")
    parser.add_argument("--half", action="store_true", help="16-bit weights")
    options = parser.parse_args()
    pipe = DiffusionPipeline.from_pretrained(options.model, torch_dtype=torch.float32)
    identity = {"id": options.id or options.out.name, "title": options.out.name, "license": options.license}
    write_pack(pipe, family_of(pipe), options.out, identity, options.half)
    for name, component in pipe.components.items():
        if name.startswith("tokenizer") and component is not None:
            component.save_pretrained(options.out / name)
    print(f"Written to {options.out} ({sum(file.stat().st_size for file in options.out.rglob('*') if file.is_file()) / 1e9:.2f} GB)")


if __name__ == "__main__":
    main()
