"""Writes the trained models as ONNX files into models/sprites and checks them against PyTorch.

python -m patchloom_training.export                                  everything
python -m patchloom_training.export --parts expander,upscaler        some of it

Weights are stored in half precision and cast to float32 when the model is opened: half the size, the same speed. PyTorch is given the
same rounded weights, so both must agree to 1e-4."""

import shutil
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import TensorProto, helper, numpy_helper

from . import common, tokenizer as tokenizers
from .autoencoder import STRIDE_TIME, with_one_more_group
from .bank import load_autoencoder
from .language import LanguageModel
from .train_captioner import load_captioner
from .train_dit import Model
from .transformer import HEAD, patchify
from .upscaler import Upscaler
from .world import REPOSITORY, render, sample_clips

folder = REPOSITORY / "models/sprites"


class Encode(torch.nn.Module):
    """Video → latents as the transformer sees them."""

    def __init__(self, autoencoder):
        super().__init__()
        self.autoencoder = autoencoder

    def forward(self, video):
        return self.autoencoder.encode(with_one_more_group(video, STRIDE_TIME))[:, :, :-1]


class Decode(torch.nn.Module):
    """Latents as the transformer sees them → video."""

    def __init__(self, autoencoder):
        super().__init__()
        self.autoencoder = autoencoder

    def forward(self, latent):
        return self.autoencoder.decode(with_one_more_group(latent, 1))[:, :, :-STRIDE_TIME]


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


def name_weights(model, module):
    """The exporter forgets the names of what it folds, and transposes the matrices of linear layers: here they are found by their values, for
    `from_pack`. A transposed matrix is called «name.T»."""
    named = {initializer.name for initializer in model.graph.initializer}
    lost = {name: tensor.detach().numpy() for name, tensor in module.state_dict().items() if name not in named}
    for initializer in model.graph.initializer:
        value = numpy_helper.to_array(initializer)
        for name, tensor in lost.items():
            turned = value.ndim == 2 and np.array_equal(tensor, value.T)
            if turned or (value.size == tensor.size and np.array_equal(tensor.flatten(), value.flatten())):
                rename(model.graph, initializer, f"{name}.T" if turned else name)
                del lost[name]
                break


def rename(graph, initializer, new):
    old, initializer.name = initializer.name, new
    for node in graph.node:
        for index, name in enumerate(node.input):
            if name == old:
                node.input[index] = new


def store_half(model, path):
    """Replaces every large float32 initialiser by a float16 one and a Cast."""
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
    path = folder / f"{name}.onnx"
    torch.onnx.export(
        module, arguments, str(path), input_names=names, output_names=outputs, dynamic_axes=axes, opset_version=18, dynamo=False
    )
    model = onnx.load(path)
    name_weights(model, module)
    store_half(model, path)
    print(f"{path.name}: {path.stat().st_size / 1e6:.1f} MB", flush=True)
    return onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])


def agree(name, session, module, *arguments):
    with torch.no_grad():
        expected = module(*arguments)
    expected = expected[0] if isinstance(expected, tuple) else expected
    feeds = {i.name: a.numpy() for i, a in zip(session.get_inputs(), arguments)}
    difference = np.abs(session.run(None, feeds)[0] - expected.numpy()).max()
    shapes = " ".join(str(tuple(a.shape)) for a in arguments[:2])
    print(f"  {name} {shapes}: largest difference from PyTorch {difference:.1e}", flush=True)
    if difference > 1e-4 * max(1.0, expected.abs().max().item()):
        raise SystemExit(f"{name} does not agree with PyTorch")


def export_autoencoder():
    autoencoder = round_weights(load_autoencoder())
    encoder, decoder = Encode(autoencoder), Decode(autoencoder)
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


WORDS = {0: "batch", 1: "words"}


def a_prompt():
    ids, mask = torch.randint(3, 60, (2, 9)), torch.ones(2, 9, dtype=torch.int64)
    mask[1, 6:] = 0
    return ids, mask


def export_text_encoder():
    encoder = round_weights(load_generator()[0]).text_encoder
    ids, mask = a_prompt()
    axes = {"input_ids": WORDS, "attention_mask": WORDS, "context": WORDS}
    session = export(encoder, (ids, mask), ["input_ids", "attention_mask"], ["context"], axes, "text_encoder")
    agree("text encoder", session, encoder, ids, mask)
    agree("text encoder", session, encoder, ids[:1, :1], mask[:1, :1])


def export_denoiser():
    model = round_weights(load_generator()[0])
    ids, mask = a_prompt()
    context = model.text_encoder(ids, mask)
    channels = model.dit.leave.first.out_features // 4
    tokens, positions = patchify(torch.randn(2, channels, 3, 8, 8))
    arguments = (tokens, positions.contiguous(), torch.rand(tokens.shape[:2]), context, mask)
    names = ["tokens", "positions", "timestep", "context", "context_mask"]
    patches = {0: "batch", 1: "patches"}
    axes = {"tokens": patches, "positions": patches, "timestep": patches, "context": WORDS, "context_mask": WORDS, "velocity": patches}
    session = export(model.dit, arguments, names, ["velocity"], axes, "denoiser")
    for frames, height, width in ((5, 8, 8), (1, 4, 12), (9, 12, 8)):
        tokens, positions = patchify(torch.randn(1, channels, frames, height, width))
        agree("denoiser", session, model.dit, tokens, positions.contiguous(), torch.rand(tokens.shape[:2]), context[:1], mask[:1])


# Axes of the language models' past: the words read so far grow.
PAST = {0: "batch", 4: "before"}
PRESENT = {0: "batch", 4: "after"}


def export_step(language, name):
    """One step of a language model: ids and past → logits and the longer past."""
    past = torch.randn(2, language.depth, 2, language.heads, 3, HEAD)
    axes = {"ids": {0: "batch", 1: "new"}, "past": PAST, "logits": {0: "batch", 1: "new"}, "present": PRESENT}
    session = export(language, (torch.randint(5, 60, (2, 4)), past), ["ids", "past"], ["logits", "present"], axes, name)
    agree(name, session, language, torch.randint(5, 60, (1, 7)), past[:1, :, :, :, :0])
    agree(name, session, language, torch.randint(5, 60, (3, 1)), torch.randn(3, *past.shape[1:4], 9, HEAD))


def export_expander():
    model = LanguageModel(tokenizers.load().get_vocab_size())
    model.load_state_dict(common.load("expander")["model"])
    export_step(round_weights(model.eval()), "expander")


class Look(torch.nn.Module):
    def __init__(self, captioner):
        super().__init__()
        self.captioner = captioner

    def forward(self, tokens, positions):
        return self.captioner.look(tokens, positions)


def export_captioner():
    captioner = round_weights(load_captioner())
    look, patches = Look(captioner), {0: "batch", 1: "patches"}
    tokens, positions = patchify(torch.randn(2, captioner.enter.in_features // 4, 3, 8, 8))
    axes = {"tokens": patches, "positions": patches, "past": {0: "batch"}}
    session = export(look, (tokens, positions.contiguous()), ["tokens", "positions"], ["past"], axes, "captioner_encoder")
    for frames, height, width in ((5, 8, 8), (1, 4, 12)):
        tokens, positions = patchify(torch.randn(1, captioner.enter.in_features // 4, frames, height, width))
        agree("captioner's encoder", session, look, tokens, positions.contiguous())
    export_step(captioner.language, "captioner")


def export_upscaler():
    model = Upscaler()
    model.load_state_dict(common.load("upscaler")["model"])
    round_weights(model.eval())
    pixels = {0: "batch", 2: "frames", 3: "height", 4: "width"}
    larger = {0: "batch", 2: "frames", 3: "large_height", 4: "large_width"}
    session = export(model, (torch.rand(2, 3, 5, 16, 24),), ["video"], ["large"], {"video": pixels, "large": larger}, "upscaler")
    for frames, height, width in ((17, 64, 64), (1, 32, 48)):
        agree("upscaler", session, model, render(sample_clips(1), frames, height, width))


PARTS = {
    "autoencoder": export_autoencoder,
    "text_encoder": export_text_encoder,
    "denoiser": export_denoiser,
    "expander": export_expander,
    "captioner": export_captioner,
    "upscaler": export_upscaler,
}


@torch.no_grad()
def main():
    global folder
    options = common.arguments(__doc__, minutes=0, parts=",".join(PARTS), folder=str(folder))
    folder = Path(options.folder)
    torch.set_num_threads(1)
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(tokenizers.PATH, folder / "tokenizer.json")
    shutil.copy(REPOSITORY / "training/grammar.json", folder / "grammar.json")
    for part in options.parts.split(","):
        PARTS[part]()


if __name__ == "__main__":
    main()
