"""Measures the shipped pack through the app, with held-out prompts and the judge, and prints the table of the model card.

python -m patchloom_training.evaluate                       everything (needs `npm run build:cli` and ffmpeg)
python -m patchloom_training.evaluate --parts english --count 40
python -m patchloom_training.evaluate --parts english --torch   the newest checkpoint in PyTorch instead, while training goes on

Clips are kept in `DATA/clips` under `--name`: the same command judges them again without making them anew."""

import json
import random
import time
from tempfile import TemporaryDirectory

import torch
from PIL import Image

from . import common
from .app import node, run_batch, workflow_of, write_video
from .autoencoder import psnr
from .judge import load_judge, verdicts
from .reading import read
from .train_expander import shorten
from .upscaler import enlarge
from .world import DATA, REPOSITORY, captions, phrases, render, sample_clips

DEFAULT = (17, 64, 64)
OTHER_SHAPES = [(9, 64, 64), (17, 64, 96), (17, 96, 64), (17, 48, 48), (33, 32, 32), (9, 96, 96)]


def held_out(count, size=1):
    """Always the same held-out triples; of the middle size, which sentences do not name."""
    clips = sample_clips(count, held_out=True, generator=torch.Generator().manual_seed(40), second=0)
    clips.size.fill_(size)
    return clips


def sentences_for(clips, language="en"):
    return captions(clips, random.Random(40).randrange, language)


def kept(name, make):
    """What `make()` makes, from the file it was kept in if there is one."""
    path = DATA / "clips" / f"{name}.pt"
    if not path.exists():
        path.parent.mkdir(exist_ok=True)
        torch.save(make(), path)
    return torch.load(path)


def prompt_lines(sentences, shape=DEFAULT):
    frames, height, width = shape
    return [
        {"prompt.text": text, "noise.seed": seed, "noise.frames": frames, "noise.height": height, "noise.width": width}
        for seed, text in enumerate(sentences, 1)
    ]


def clips_by_app(sentences, shape=DEFAULT):
    return torch.stack([video for _, video in run_batch("text-to-video.json", prompt_lines(sentences, shape))])


@torch.no_grad()
def clips_by_torch(sentences, shape=DEFAULT):
    from .bank import latent_shape, load_autoencoder
    from .export import load_generator
    from .transformer import sample

    model, tokenizer = load_generator()
    autoencoder = load_autoencoder()
    latents = latent_shape(shape, len(autoencoder.mean))
    parts = []
    for start in range(0, len(sentences), 10):
        with common.autocast():
            latent = sample(model.dit, model.text_encoder, tokenizer, sentences[start : start + 10], latents, shift=3.0, seed=start)
            parts.append(autoencoder.decode(latent).float())
    return torch.cat(parts).clamp(-1, 1)


def shares(right):
    object, motion, background = right.float().mean(0).tolist()
    return {"background": background, "motion": motion, "object": object, "all": right.all(1).float().mean().item()}


def english(options, make):
    clips = held_out(options.count)
    sentences = sentences_for(clips)

    def timed():
        began = time.time()
        return make(sentences), (time.time() - began) / len(sentences)

    videos, seconds = kept(f"{options.name}-english", timed)
    right = verdicts(load_judge(), videos, clips)
    sheet(videos[:40], DATA / f"sheet-{options.name}-english.png")
    for sentence, row in zip(sentences, right.tolist()):
        print("".join(mark if ok else "·" for mark, ok in zip("OMB", row)), sentence)
    return {**shares(right), "seconds per clip": seconds}


def chinese(options, make):
    clips = held_out(options.count)
    videos = kept(f"{options.name}-chinese", lambda: make(sentences_for(clips, "zh")))
    sheet(videos[:40], DATA / f"sheet-{options.name}-chinese.png")
    return shares(verdicts(load_judge(), videos, clips))


def shapes(options, make):
    each = max(1, options.count // len(OTHER_SHAPES))
    clips, right = held_out(options.count), []
    for index, shape in enumerate(OTHER_SHAPES):
        part = clips[slice(index * each, (index + 1) * each)]
        videos = kept(f"{options.name}-{'x'.join(map(str, shape))}", lambda: make(sentences_for(part), shape))
        right.append(verdicts(load_judge(), videos, part))
        print(f"  {shape}: {shares(right[-1])}", flush=True)
    return shares(torch.cat(right))


def real(options):
    """Real held-out clips: what the judge is worth."""
    clips = held_out(options.count)
    videos = render(clips, *DEFAULT, generator=torch.Generator().manual_seed(41))
    return shares(verdicts(load_judge(), videos, clips))


def picture(options):
    """Image to video: the first frame of a real held-out clip, and the sentence of the clip."""
    workflow = json.loads((REPOSITORY / "workflows/image-to-video.json").read_text())
    made = [name for name in workflow["nodes"] if name.startswith("picture")]
    workflow["edges"] = [e for e in workflow["edges"] if e["to"].split(".")[0] not in made and (e["from"].split(".")[0] not in made or e["from"] == "picture.video")]
    for name in made:
        del workflow["nodes"][name]
    workflow["nodes"]["picture"] = node("video/load-video", file="", frames=1)
    workflow["meta"].pop("app", None)
    clips = held_out(options.count)
    videos = render(clips, *DEFAULT, generator=torch.Generator().manual_seed(41))

    def make():
        with TemporaryDirectory(dir=DATA) as folder:
            lines = []
            for index, (video, sentence) in enumerate(zip(videos, sentences_for(clips))):
                path = f"{folder}/{index}.png"
                Image.fromarray(((video[:, 0].permute(1, 2, 0) + 1) * 127.5).round().byte().numpy()).save(path)
                lines.append({"picture.file": path, "prompt.text": sentence, "noise.seed": index + 1})
            return torch.stack([video for _, video in run_batch(workflow, lines)])

    results = kept(f"{options.name}-picture", make)
    first_frame = sum(psnr(result[:, 0], video[:, 0]) for result, video in zip(results, videos)) / len(results)
    sheet(results[:20], DATA / f"sheet-{options.name}-picture.png")
    return {"first frame dB": first_frame, **shares(verdicts(load_judge(), results, clips))}


def expander(options):
    """Short prompts: is the answer a sentence of the grammar about the same objects? The app draws up to four times until it is."""
    random.seed(40)
    rows = list(zip(*(column.tolist() for column in sample_clips(2 * options.count, generator=torch.Generator().manual_seed(40)).columns())))
    prompts = [shorten(phrases(row, random.randrange, random.choice(["en", "en", "zh"]))) for row in rows]
    nodes = {
        "pack": node("model/load-model-pack", name="sprites"),
        "prompt": node("text/prompt", text=""),
        "expander": node("text/prompt-expander", by="model", seed=0),
        "show": node("text/show-text"),
    }
    workflow = workflow_of(nodes, "pack.model expander.model", "prompt.text expander.text", "expander.text show.text")
    lines = [{"prompt.text": text, "expander.seed": seed} for seed, text in enumerate(prompts, 1)]
    written = [events[-1]["texts"]["show"] for events, _ in run_batch(workflow, lines)]
    understood = [read(sentence) for sentence in written]
    kept_subject = [said is not None and (said[0], said[3]) == (row[0], row[4]) for said, row in zip(understood, rows)]
    for prompt, sentence, good in zip(prompts, written, kept_subject):
        if not good:
            print(f"  {prompt} → {sentence}")
    return {"parses": sum(said is not None for said in understood) / len(rows), "keeps the subject": sum(kept_subject) / len(rows)}


def captioner(options):
    """Real held-out clips: are object, motion and background of the caption right?"""
    clips = held_out(options.count)
    videos = render(clips, *DEFAULT, generator=torch.Generator().manual_seed(41))
    nodes = {
        "pack": node("model/load-model-pack", name="sprites"),
        "clip": node("video/load-video", file="", frames=DEFAULT[0]),
        "caption": node("text/video-captioner"),
        "show": node("text/show-text"),
    }
    workflow = workflow_of(nodes, "pack.model caption.model", "clip.video caption.video", "caption.text show.text")
    with TemporaryDirectory(dir=DATA) as folder:
        for index, video in enumerate(videos):
            write_video(video, f"{folder}/{index}.mp4")
        lines = [{"clip.file": f"{folder}/{index}.mp4"} for index in range(len(videos))]
        written = [events[-1]["texts"]["show"] for events, _ in run_batch(workflow, lines)]
    right = []
    for sentence, *truth in zip(written, clips.object.tolist(), clips.motion.tolist(), clips.background.tolist()):
        said = read(sentence)
        right.append([said is not None and a == b for a, b in zip(said or (0, 0, 0), truth)])
    return shares(torch.tensor(right))


def upscaler(options):
    """Real held-out clips at half the size, enlarged by the app: how near they come to the clip, and how near plain enlargement comes."""
    frames, height, width = DEFAULT
    clips = held_out(options.count)
    large = render(clips, frames, 2 * height, 2 * width, generator=torch.Generator().manual_seed(41))
    small = torch.nn.functional.avg_pool3d(large, (1, 2, 2))
    nodes = {
        "pack": node("model/load-model-pack", name="sprites"),
        "clip": node("video/load-video", file="", frames=frames),
        "upscale": node("video/upscale-video"),
        "save": node("video/save-video", format="mp4", fps=8, name="{counter}", quality=1),
    }
    workflow = workflow_of(nodes, "pack.model upscale.model", "clip.video upscale.video", "upscale.video save.video")
    with TemporaryDirectory(dir=DATA) as folder:
        for index, video in enumerate(small):
            write_video(video, f"{folder}/{index}.mp4")
        results = run_batch(workflow, [{"clip.file": f"{folder}/{index}.mp4"} for index in range(len(small))])
    made = torch.stack([video for _, video in results])
    return {"upscaled dB": psnr(made, large), "bilinear dB": psnr(enlarge(small), large)}


PARTS = {
    "real": real,
    "english": english,
    "chinese": chinese,
    "shapes": shapes,
    "picture": picture,
    "expander": expander,
    "captioner": captioner,
    "upscaler": upscaler,
}


def sheet(videos, path, columns=5):
    """One row per clip, frames from first to last, two clips side by side."""
    picks = torch.linspace(0, videos.shape[2] - 1, columns).round().long()
    rows = videos[:, :, picks].permute(0, 3, 2, 4, 1).reshape(len(videos), videos.shape[3], -1, 3)
    half = (len(rows) + 1) // 2
    rows = torch.cat([rows, rows[: half * 2 - len(rows)]])
    image = torch.cat([rows[:half], rows[half:]], 2).reshape(half * videos.shape[3], -1, 3)
    Image.fromarray(((image + 1) * 127.5).round().byte().numpy()).save(path)


@torch.no_grad()
def main():
    options = common.arguments(__doc__, minutes=0, count=100, parts=",".join(PARTS), name="pack", torch=False)
    torch.set_num_threads(1)
    make = clips_by_torch if options.torch else clips_by_app
    results = {}
    for part in options.parts.split(","):
        measure = PARTS[part]
        results[part] = measure(options, make) if part in ("english", "chinese", "shapes") else measure(options)
        print(part, json.dumps({name: round(value, 3) for name, value in results[part].items()}), flush=True)
    (DATA / f"evaluation-{options.name}.json").write_text(json.dumps(results, indent=1))


if __name__ == "__main__":
    main()
