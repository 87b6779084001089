"""Draws how training went, one picture for all checkpoints: python -m patchloom_training.curves

Each curve begins where the checkpoint's own training began; what a run of `from_pack` starts from has no history."""

import math
from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plot

from . import common
from .world import REPOSITORY

# What the columns of a checkpoint's curve are, after the minutes.
COLUMNS = {
    "autoencoder": ["PSNR, dB"],
    "dit": ["weighted loss of 17 × 64 × 64 clips", "of 64 × 64 pictures"],
    "expander": ["loss per word"],
    "captioner": ["loss per word"],
    "upscaler": ["PSNR of a batch beyond bilinear, dB"],
    "judge": ["loss"],
}


def curves():
    """The curves there are: name → rows of (minutes, values…)."""
    found = {name: common.load(name).get("curve", []) for name in COLUMNS if common.checkpoint(name).exists()}
    return {name: rows for name, rows in found.items() if len(rows) > 1}


def draw(found, path, columns=3):
    rows = math.ceil(len(found) / columns)
    figure, places = plot.subplots(rows, columns, figsize=(4 * columns, 2.8 * rows), squeeze=False)
    for place in places.flat[len(found) :]:
        place.set_visible(False)
    for place, (name, points) in zip(places.flat, found.items()):
        minutes, *values = zip(*points)
        for label, column in zip(COLUMNS[name], values):
            place.plot(minutes, column, label=label, linewidth=1.2)
        place.set(title=name, xlabel="minutes of one core")
        place.grid(alpha=0.3)
        place.legend(fontsize=8, frameon=False)
    figure.tight_layout()
    figure.savefig(path, dpi=90)


def main():
    options = common.arguments(__doc__, minutes=0, out=str(REPOSITORY / "docs/pictures/sprites-curves.png"))
    draw(curves(), Path(options.out))


if __name__ == "__main__":
    main()
