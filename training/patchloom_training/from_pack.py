"""The shipped files as a checkpoint: reads the weights of models/sprites back into PyTorch, so that training goes on from the repository alone.

python -m patchloom_training.from_pack    measures how well PyTorch and the shipped graphs agree, and keeps the autoencoder as a checkpoint

Exported graphs keep the names of most weights; matrices are stored transposed, by `export.py` as «name.T», in files of version 0 without
a name, in the order in which the network uses them. Weights are half precision: what is lost is far below what training changes."""

import re

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import numpy_helper
from tokenizers import Tokenizer

from . import common
from .autoencoder import Autoencoder
from .align import align
from .tokenizer import CHINESE_START, aligned
from .transformer import DiT, TextEncoder, patchify
from .world import GRAMMAR, REPOSITORY, render, sample_clips

FOLDER = REPOSITORY / "models/sprites"
# Modules in the order of their matrix products in files of version 0.
TEXT_ORDER = [f"blocks.{i}.{part}" for i in range(2) for part in ("qkv", "out", "up", "down")]
DIT_ORDER = [
    *("time.0", "time.2", "modulation", "enter.first", "enter.rest", "text"),
    *(f"blocks.{i}.{part}" for i in range(6) for part in ("qkv", "out", "up", "down")),
    *("leave_modulation", "leave.first", "leave.rest"),
]


def weights(name):
    """Every initialiser of a graph as a float32 array, without the `_half` of its stored form."""
    graph = onnx.load(FOLDER / f"{name}.onnx").graph
    return {i.name.removesuffix("_half"): torch.tensor(numpy_helper.to_array(i).astype(np.float32)) for i in graph.initializer if i.data_type in (1, 10)}


def in_order(stored, kind):
    """The values of the nameless initialisers «onnx::{kind}_n», by n."""
    names = [name for name in stored if name.startswith(f"onnx::{kind}_")]
    return [stored[name] for name in sorted(names, key=lambda name: int(name.rsplit("_", 1)[1]))]


def restore(module, stored, order=()):
    """Sets every parameter of `module` from a graph's initialisers; complains about any that is missing."""
    state = {name.removesuffix(".T"): value.T if name.endswith(".T") else value for name, value in stored.items()}
    state.update({f"{name}.weight": value.T for name, value in zip(order, in_order(stored, "MatMul"))})
    module.load_state_dict({name: state[name].reshape(value.shape) for name, value in module.state_dict().items()})
    return module.eval()


def text_encoder():
    stored = weights("text_encoder")
    return restore(TextEncoder(len(stored["words.weight"])), stored, TEXT_ORDER)


def denoiser():
    stored = weights("denoiser")
    if kinds := in_order(stored, "Where"):
        stored["kinds"] = torch.stack(kinds)
    depth = len({match[1] for name in stored if (match := re.match(r"blocks\.(\d+)\.", name))})
    return restore(DiT(len(stored["leave.first.bias"]), depth=depth), stored, DIT_ORDER)


def autoencoder():
    """The two graphs of the autoencoder hold mean and spread of the latents as well. Version 0 wrote 1×1 layers as convolutions over channels
    that came first, and the pixels of a patch in (channel, y, x) order."""
    encoder, decoder = weights("vae_encoder"), weights("vae_decoder")
    model = Autoencoder(len(encoder["autoencoder.encoder.residual.layer.bias"]))
    state = {}
    for stored in (encoder, decoder):
        for name, value in stored.items():
            state[name.removeprefix("autoencoder.").replace(".layer.", ".").replace("raise_", "raised")] = value
    reorder(state)
    gains = [*in_order(encoder, "Mul"), *[value for value in in_order(decoder, "Mul") if len(value) != len(model.mean)]]
    blocks = [f"encoder.blocks.{i}" for i in range(3)] + [f"decoder.blocks.{i}" for i in range(6)] + [f"decoder.refine.{i}" for i in (1, 2)]
    state.update({f"{block}.gain": gain for block, gain in zip(blocks, gains)})
    state["mean"], state["std"] = in_order(encoder, "Sub")[0], in_order(encoder, "Div")[0]
    restore(model, state)
    return model


def reorder(state):
    """Patch pixels from (channel, y, x) to (y, x, channel), in place; groups hold four frames one after the other."""
    for part, axis, channels, patch in (
        *(("encoder.linear", 1, 3, 8), ("encoder.features", 1, 3, 8), ("decoder.linear", 0, 3, 8)),
        *(("decoder.correct", 0, 3, 8), ("decoder.raised", 0, 48, 2), ("decoder.detail", 0, 3, 4)),
    ):
        for name in [name for name in state if name.startswith(part) and not (axis == 1 and name.endswith("bias"))]:
            state[name] = pixels_first(state[name], axis, channels, patch)
    enter = state["decoder.refine.0.weight"]
    state["decoder.refine.0.weight"] = torch.cat([pixels_first(enter[:, :48], 1, 3, 4), enter[:, 48:]], 1)


def pixels_first(value, axis, channels, patch):
    moved = value.movedim(axis, 0)
    cells = moved.reshape(-1, channels, patch, patch, *moved.shape[1:]).movedim(1, 3)
    return cells.reshape(moved.shape).movedim(0, axis)


def generator(tokenizer):
    """Text encoder and DiT for a tokenizer that may know more words than the pack's own. A word the pack knows keeps its embedding; an English
    plural starts as its singular, a Chinese word as the English phrase it stands for, fitted further by `align`."""
    text, dit = text_encoder(), denoiser()
    known = Tokenizer.from_file(str(FOLDER / "tokenizer.json")).get_vocab()
    vectors = {word: text.words.weight.data[index] for word, index in known.items()}
    for motion in GRAMMAR["motions"]:
        for one, many in zip(motion["phrases"]["en"], motion["plural"]["en"]):
            for singular, plural in zip(one.split(), many.split()):
                vectors.setdefault(plural, vectors[singular])
    for word, phrases in aligned():
        parts = [vectors[part] for part in phrases[0].split()]
        vectors.setdefault(word, sum(parts) / len(parts) ** 0.5)
    vocabulary = tokenizer.get_vocab()
    fresh = [index for word, index in vocabulary.items() if word not in known and CHINESE_START.match(word)]
    larger = TextEncoder(len(vocabulary), max_tokens=len(text.places))
    larger.load_state_dict({**text.state_dict(), "words.weight": larger.words.weight.data * 0.2})
    for word, index in vocabulary.items():
        if word in vectors:
            larger.words.weight.data[index] = vectors[word]
    if fresh:
        align(larger, tokenizer, fresh)
    return larger, dit


@torch.no_grad()
def compare(name, module, *arguments):
    session = onnxruntime.InferenceSession(str(FOLDER / f"{name}.onnx"), providers=["CPUExecutionProvider"])
    theirs = session.run(None, {i.name: a.numpy() for i, a in zip(session.get_inputs(), arguments)})[0]
    ours = module(*arguments).numpy()
    print(f"{name} {tuple(arguments[0].shape)}: largest difference {np.abs(ours - theirs).max():.1e}, largest value {np.abs(theirs).max():.2f}", flush=True)


@torch.no_grad()
def main():
    from .export import NormalizedDecoder, NormalizedEncoder

    torch.set_num_threads(1)
    text, dit, vae = text_encoder(), denoiser(), autoencoder()
    ids, mask = torch.randint(3, 60, (2, 9)), torch.ones(2, 9, dtype=torch.int64)
    mask[1, 6:] = 0
    compare("text_encoder", text, ids, mask)
    tokens, positions = patchify(torch.randn(2, dit.leave.first.out_features // 4, 3, 8, 8))
    compare("denoiser", dit, tokens, positions.contiguous(), torch.rand(tokens.shape[:2]), text(ids, mask), mask)
    video = render(sample_clips(2), 9, 48, 64)
    compare("vae_encoder", NormalizedEncoder(vae), video)
    compare("vae_decoder", NormalizedDecoder(vae), NormalizedEncoder(vae)(video))
    common.save(common.checkpoint("autoencoder"), model=vae.state_dict(), channels=len(vae.mean), curve=[], clips_seen=0)


if __name__ == "__main__":
    main()
