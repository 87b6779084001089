"""The shipped files as a checkpoint: reads the weights of models/sprites back into PyTorch, so that training goes on from the repository alone.

python -m patchloom_training.from_pack    measures how well PyTorch and the shipped graphs agree, and keeps the autoencoder as a checkpoint

Exported graphs keep the names of weights; matrices are stored transposed, as «name.T» (`export.name_weights`). Weights are half precision: what is
lost is far below what training changes."""

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import numpy_helper
from tokenizers import Tokenizer

from . import common
from .autoencoder import Autoencoder, refiner_depth
from .transformer import DiT, TextEncoder, patchify
from .world import REPOSITORY, render, sample_clips

FOLDER = REPOSITORY / "models/sprites"


def weights(name):
    """Every initialiser of a graph as a float32 array, without the `_half` of its stored form."""
    graph = onnx.load(FOLDER / f"{name}.onnx").graph
    return {i.name.removesuffix("_half"): torch.tensor(numpy_helper.to_array(i).astype(np.float32)) for i in graph.initializer if i.data_type in (1, 10)}


def restore(module, stored):
    """Sets every parameter of `module` from a graph's initialisers; complains about any that is missing."""
    state = {name.removesuffix(".T"): value.T if name.endswith(".T") else value for name, value in stored.items()}
    module.load_state_dict({name: state[name].reshape(value.shape) for name, value in module.state_dict().items()})
    return module.eval()


def text_encoder():
    stored = weights("text_encoder")
    return restore(TextEncoder(len(stored["words.weight"])), stored)


def denoiser():
    stored = weights("denoiser")
    # The two rows of one table, which the graph uses apart, in this order.
    stored["kinds"] = torch.stack([value for name, value in sorted(stored.items()) if name.startswith("onnx::Where_")])
    depth = sum(name.startswith("blocks.") and name.endswith(".table") for name in stored)
    return restore(DiT(len(stored["leave.first.bias"]), depth=depth), stored)


def autoencoder():
    stored = {name.removeprefix("autoencoder."): value for part in ("vae_encoder", "vae_decoder") for name, value in weights(part).items()}
    return restore(Autoencoder(len(stored["encoder.residual.bias"]), refiner_depth=refiner_depth(stored)), stored)


def generator(tokenizer):
    """Text encoder and DiT, which know the words of the pack's tokenizer and no others."""
    if Tokenizer.from_file(str(FOLDER / "tokenizer.json")).get_vocab() != tokenizer.get_vocab():
        raise SystemExit("the grammar has other words than the pack: train_dit without --from-pack starts from nothing")
    return text_encoder(), denoiser()


@torch.no_grad()
def compare(name, module, *arguments):
    session = onnxruntime.InferenceSession(str(FOLDER / f"{name}.onnx"), providers=["CPUExecutionProvider"])
    theirs = session.run(None, {i.name: a.numpy() for i, a in zip(session.get_inputs(), arguments)})[0]
    ours = module(*arguments).numpy()
    print(f"{name} {tuple(arguments[0].shape)}: largest difference {np.abs(ours - theirs).max():.1e}, largest value {np.abs(theirs).max():.2f}", flush=True)


@torch.no_grad()
def main():
    from .export import Decode, Encode

    torch.set_num_threads(1)
    text, dit, vae = text_encoder(), denoiser(), autoencoder()
    ids, mask = torch.randint(3, 60, (2, 9)), torch.ones(2, 9, dtype=torch.int64)
    mask[1, 6:] = 0
    compare("text_encoder", text, ids, mask)
    tokens, positions = patchify(torch.randn(2, dit.leave.first.out_features // 4, 3, 8, 8))
    compare("denoiser", dit, tokens, positions.contiguous(), torch.rand(tokens.shape[:2]), text(ids, mask), mask)
    video = render(sample_clips(2), 9, 48, 64)
    compare("vae_encoder", Encode(vae), video)
    compare("vae_decoder", Decode(vae), vae.encode(video))
    common.save(common.checkpoint("autoencoder"), model=vae.state_dict(), curve=[], clips_seen=0)


if __name__ == "__main__":
    main()
