"""Measures the generator on held-out prompts with the judge, and writes a sheet of clips.

python -m patchloom_training.evaluate            the shipped files, through the app (needs `npm run build:cli` and ffmpeg)
python -m patchloom_training.evaluate --torch 1  the newest checkpoint in PyTorch, while training goes on"""

import json
import random
import subprocess
import tempfile
from pathlib import Path

import torch
from PIL import Image

from . import common
from .judge import load_judge, verdicts
from .world import DATA, REPOSITORY, captions, sample_clips

FRAMES, SIZE = 17, 64


def prompts(count):
    """Always the same held-out triples and sentences, of the middle size."""
    clips = sample_clips(count, held_out=True, generator=torch.Generator().manual_seed(40), second=0)
    clips.size.fill_(1)
    return clips, captions(clips, random.Random(40).randrange)


def clips_by_app(sentences):
    """Runs the text-to-video workflow headless once per sentence, seeds 1, 2, …; returns `[n, 3, frames, height, width]`."""
    videos = []
    with tempfile.TemporaryDirectory() as folder:
        for seed, sentence in enumerate(sentences, 1):
            settings = ["--set", f"prompt.text={sentence}", "--set", f"noise.seed={seed}"]
            command = ["node", "dist/cli.js", "run", "workflows/text-to-video.json", *settings, "--out", folder, "--json"]
            events = subprocess.run(command, cwd=REPOSITORY, check=True, capture_output=True, text=True).stdout
            files = [json.loads(line)["outputs"]["file"]["file"]["path"] for line in events.splitlines() if '"kind":"node-finished"' in line and '"file":{"type"' in line]
            decode = ["ffmpeg", "-v", "error", "-i", files[0], "-f", "rawvideo", "-pix_fmt", "rgb24", "-"]
            raw = subprocess.run(decode, check=True, capture_output=True).stdout
            frames = torch.frombuffer(bytearray(raw), dtype=torch.uint8).view(FRAMES, SIZE, SIZE, 3)
            videos.append(frames.permute(3, 0, 1, 2).float() / 127.5 - 1)
    return torch.stack(videos)


@torch.no_grad()
def clips_by_torch(sentences):
    from .bank import load_autoencoder
    from .export import load_generator
    from .transformer import sample

    model, tokenizer = load_generator()
    autoencoder = load_autoencoder()
    channels = len(autoencoder.mean)
    parts = []
    for start in range(0, len(sentences), 20):
        with common.autocast():
            latent = sample(model.dit, model.text_encoder, tokenizer, sentences[start : start + 20], (channels, 5, 8, 8), seed=start)
            parts.append(autoencoder.decoder(latent * autoencoder.std.view(-1, 1, 1, 1) + autoencoder.mean.view(-1, 1, 1, 1)).float())
    return torch.cat(parts).clamp(-1, 1)


def sheet(videos, path, columns=5):
    """One row per clip, frames from first to last, two clips side by side."""
    picks = torch.linspace(0, videos.shape[2] - 1, columns).round().long()
    rows = videos[:, :, picks].permute(0, 3, 2, 4, 1).reshape(len(videos), videos.shape[3], -1, 3)
    half = (len(rows) + 1) // 2
    rows = torch.cat([rows, rows[: half * 2 - len(rows)]])
    image = torch.cat([rows[:half], rows[half:]], 2).reshape(half * videos.shape[3], -1, 3)
    Image.fromarray(((image + 1) * 127.5).round().byte().numpy()).save(path)


def main():
    options = common.arguments(__doc__, minutes=0, count=40, torch=0)
    torch.set_num_threads(1)
    clips, sentences = prompts(options.count)
    videos = clips_by_torch(sentences) if options.torch else clips_by_app(sentences)
    with torch.no_grad():
        right = verdicts(load_judge(), videos, clips)
    path = DATA / ("sheet-torch.png" if options.torch else "sheet.png")
    sheet(videos, path)
    for sentence, row in zip(sentences, right.tolist()):
        print(" ".join(mark if ok else "·" for mark, ok in zip("OMB", row)), sentence)
    object, motion, background = right.float().mean(0).tolist()
    print(f"\n{options.count} held-out prompts · sheet {path}")
    print(json.dumps({"background": background, "motion": motion, "object": object, "all": right.all(1).float().mean().item()}))


if __name__ == "__main__":
    main()
