"""Writes the trained models as ONNX files into models/sprites and checks them against PyTorch.

python -m patchloom_training.export

Weights are stored in half precision and cast to float32 when the model is opened: half the size, the same speed. PyTorch is given the
same rounded weights, so both must agree to 1e-4."""

import shutil

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import TensorProto, helper, numpy_helper

from . import common, tokenizer as tokenizers
from .bank import load_autoencoder
from .train_dit import Model
from .transformer import patchify
from .world import REPOSITORY, render, sample_clips

FOLDER = REPOSITORY / "models/sprites"


class NormalizedEncoder(torch.nn.Module):
    """Video → latents of unit variance."""

    def __init__(self, autoencoder):
        super().__init__()
        self.autoencoder = autoencoder

    def forward(self, video):
        a = self.autoencoder
        return (a.encode(video) - a.mean.view(-1, 1, 1, 1)) / a.std.view(-1, 1, 1, 1)


class NormalizedDecoder(torch.nn.Module):
    """Latents of unit variance → video."""

    def __init__(self, autoencoder):
        super().__init__()
        self.autoencoder = autoencoder

    def forward(self, latent):
        a = self.autoencoder
        return a.decode(latent * a.std.view(-1, 1, 1, 1) + a.mean.view(-1, 1, 1, 1))


def load_generator(average=True):
    """Text encoder and DiT with their averaged weights."""
    tokenizer = tokenizers.load()
    state = common.load("dit")
    channels = state["model"]["dit.leave.first.weight"].shape[0] // 4
    model = Model(tokenizer.get_vocab_size(), channels)
    model.load_state_dict({**state["model"], **state["average"]} if average else state["model"])
    return model.eval(), tokenizer


def round_weights(module):
    with torch.no_grad():
        for tensor in list(module.parameters()) + list(module.buffers()):
            if tensor.is_floating_point():
                tensor.copy_(tensor.half().float())
    return module


def store_half(path):
    """Replaces every large float32 initialiser by a float16 one and a Cast."""
    model = onnx.load(path)
    casts, kept = [], []
    for initializer in model.graph.initializer:
        if initializer.data_type != TensorProto.FLOAT or np.prod(initializer.dims) < 256:
            kept.append(initializer)
            continue
        name = initializer.name
        half = numpy_helper.from_array(numpy_helper.to_array(initializer).astype(np.float16), f"{name}_half")
        kept.append(half)
        casts.append(helper.make_node("Cast", [half.name], [name], to=TensorProto.FLOAT, name=f"{name}_cast"))
    nodes = list(model.graph.node)
    del model.graph.initializer[:], model.graph.node[:], model.graph.value_info[:]
    model.graph.initializer.extend(kept)
    model.graph.node.extend(casts + nodes)
    onnx.checker.check_model(model)
    onnx.save(model, path)


def export(module, arguments, names, outputs, axes, name):
    path = FOLDER / f"{name}.onnx"
    torch.onnx.export(
        module, arguments, str(path), input_names=names, output_names=outputs, dynamic_axes=axes, opset_version=18, dynamo=False
    )
    store_half(str(path))
    print(f"{path.name}: {path.stat().st_size / 1e6:.1f} MB", flush=True)
    return onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])


def agree(name, session, module, *arguments):
    with torch.no_grad():
        expected = module(*arguments)
    feeds = {i.name: a.numpy() for i, a in zip(session.get_inputs(), arguments)}
    difference = np.abs(session.run(None, feeds)[0] - expected.numpy()).max()
    shapes = " ".join(str(tuple(a.shape)) for a in arguments[:2])
    print(f"  {name} {shapes}: largest difference from PyTorch {difference:.1e}", flush=True)
    if difference > 1e-4 * max(1.0, expected.abs().max().item()):
        raise SystemExit(f"{name} does not agree with PyTorch")


@torch.no_grad()
def main():
    torch.set_num_threads(1)
    FOLDER.mkdir(parents=True, exist_ok=True)
    shutil.copy(tokenizers.PATH, FOLDER / "tokenizer.json")
    shutil.copy(REPOSITORY / "training/grammar.json", FOLDER / "grammar.json")
    export_autoencoder()
    export_generator()


def export_autoencoder():
    autoencoder = round_weights(load_autoencoder())
    encoder, decoder = NormalizedEncoder(autoencoder), NormalizedDecoder(autoencoder)
    video = render(sample_clips(2), 9, 48, 64)
    latent = encoder(video)
    pixels = {0: "batch", 2: "frames", 3: "height", 4: "width"}
    cells = {0: "batch", 2: "latent_frames", 3: "latent_height", 4: "latent_width"}
    session = export(encoder, (video,), ["video"], ["latent"], {"video": pixels, "latent": cells}, "vae_encoder")
    for frames, height, width in ((17, 64, 64), (1, 32, 96), (5, 96, 48)):
        agree("encoder", session, encoder, render(sample_clips(1), frames, height, width))
    session = export(decoder, (latent,), ["latent"], ["video"], {"latent": cells, "video": pixels}, "vae_decoder")
    for frames, height, width in ((5, 8, 8), (1, 4, 12), (2, 12, 6)):
        agree("decoder", session, decoder, torch.randn(1, latent.shape[1], frames, height, width))


def export_generator():
    model, _ = load_generator()
    round_weights(model)
    ids, mask = torch.randint(3, 60, (2, 9)), torch.ones(2, 9, dtype=torch.int64)
    mask[1, 6:] = 0
    words = {0: "batch", 1: "words"}
    context_axes = {"input_ids": words, "attention_mask": words, "context": words}
    session = export(model.text_encoder, (ids, mask), ["input_ids", "attention_mask"], ["context"], context_axes, "text_encoder")
    agree("text encoder", session, model.text_encoder, ids, mask)
    agree("text encoder", session, model.text_encoder, ids[:1, :1], mask[:1, :1])
    context = model.text_encoder(ids, mask)

    channels = model.dit.leave.first.out_features // 4
    tokens, positions = patchify(torch.randn(2, channels, 3, 8, 8))
    arguments = (tokens, positions.contiguous(), torch.rand(tokens.shape[:2]), context, mask)
    names = ["tokens", "positions", "timestep", "context", "context_mask"]
    patches = {0: "batch", 1: "patches"}
    axes = {"tokens": patches, "positions": patches, "timestep": patches, "context": words, "context_mask": words, "velocity": patches}
    session = export(model.dit, arguments, names, ["velocity"], axes, "denoiser")
    for frames, height, width in ((5, 8, 8), (1, 4, 12), (9, 12, 8)):
        tokens, positions = patchify(torch.randn(1, channels, frames, height, width))
        agree("denoiser", session, model.dit, tokens, positions.contiguous(), torch.rand(tokens.shape[:2]), context[:1], mask[:1])


if __name__ == "__main__":
    main()
