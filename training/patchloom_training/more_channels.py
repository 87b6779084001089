"""Channels for what the latents leave out: python -m patchloom_training.more_channels --channels 48

The new ones carry the principal components of what the autoencoder gets wrong, in closed form (least squares, a few minutes); the old ones stay
as they are. Captioner and transformer take them in with weights of zero, and begin as what they were."""

import torch

from . import common, tokenizer as tokenizers
from .autoencoder import Autoencoder, patches_of_video, refiner_depth
from .bank import load_autoencoder
from .language import Captioner
from .metric import PLACES, sensitivity
from .train_autoencoder import held_out_video, quality
from .train_dit import Model
from .world import render, sample_clips

# Clips of nine frames that are looked at, and cells for the scale.
CLIPS, CELLS = 720, 40
KINDS = "first", "groups"


@torch.no_grad()
def main():
    options = common.arguments(__doc__, minutes=0, channels=48)
    common.set_up(options.seed, alone=True)
    state = common.load("autoencoder")
    old, video = load_autoencoder(), held_out_video()
    new = with_channels(old, options.channels)
    print(f"held-out clips: {quality(old, video):.2f} dB with {len(old.mean)} channels, {quality(new, video):.2f} dB with {len(new.mean)}", flush=True)
    common.save(common.checkpoint("autoencoder"), **{**state, "model": new.state_dict()})
    tokenizer = tokenizers.load()
    for name, wider in (
        ("captioner", Captioner(tokenizer.get_vocab_size(), options.channels)),
        ("dit", Model(tokenizer.get_vocab_size(), options.channels)),
    ):
        state = common.load(name)
        wide = {part: widened(state[part], wider) for part in ("model", "average") if part in state}
        common.save(common.checkpoint(name), **{**state, **wide})


def widened(weights, wider):
    """These weights in the larger shapes of `wider`, with zeros in what is new."""
    shapes = {name: tensor.shape for name, tensor in wider.state_dict().items()}
    return {name: padded(tensor, shapes[name]) for name, tensor in weights.items()}


def padded(tensor, shape):
    """The same with zeros after it, up to `shape`."""
    larger = tensor.new_zeros(shape)
    larger[tuple(slice(side) for side in tensor.shape)] = tensor
    return larger


def with_channels(old, channels):
    """The autoencoder `old` with more channels. The encoder's new rows give the parts of a patch that `old` gets most wrong, less what it would
    have drawn of them anyway, as far as that shows in its own features; the decoder's new columns add them."""
    weights = old.state_dict()
    new = Autoencoder(channels, refiner_depth=refiner_depth(weights))
    new.load_state_dict(widened(weights, new))
    count, seen = len(old.mean), [look(old, render(sample_clips(24), 9)) for _ in range(CLIPS // 24)]
    for kind, place in zip(KINDS, PLACES):
        patches, wrong, features, latents, drawn_from = (torch.cat(parts).double() for parts in zip(*(clips[kind] for clips in seen)))
        basis = torch.linalg.eigh(wrong.T @ wrong)[1].flip(1)[:, : channels - count]
        linear, residual = getattr(new.encoder.linear, kind), getattr(new.encoder.residual, kind)
        undone, correct = getattr(new.decoder.linear, kind), getattr(new.decoder.correct, kind)
        # A step of one changes the video as much as a step in the channels there were.
        scale = (sensitivity(old, *place, CELLS)[0].trace() / count).rsqrt()
        rows = linear.weight[:count].double()
        by_rows, by_features, offset = least_squares((patches @ rows.T, features), (patches - wrong) @ basis)
        linear.weight[count:] = scale * (basis.T - by_rows.T @ rows)
        residual.weight[count:] = -scale * by_features.T
        residual.bias[count:] = -scale * offset
        extra = scale * (patches @ (basis - rows.T @ by_rows) - features @ by_features - offset)
        by_extra, by_latents, by_drawn, offset = least_squares((extra, latents, drawn_from), wrong @ basis)
        undone.weight[:, count:] = basis @ by_extra.T
        undone.weight[:, :count] += basis @ by_latents.T
        correct.weight += basis @ by_drawn.T
        correct.bias += basis @ offset
    return new


def look(model, video):
    """Of every cell, by kind, as rows: patches, what is wrong in the decoded ones, the encoder's features, latents, the decoder's features."""
    encoder, decoder = model.encoder, model.decoder
    latent = encoder(video)
    cells = latent.permute(0, 2, 3, 4, 1)
    features = encoder.blocks(torch.cat(encoder.features(*patches_of_video(video)), 1))
    drawn_from = decoder.blocks(decoder.enter(cells))
    parts = [patches_of_video(video), patches_of_video(video - decoder(latent))]
    parts += [(all[:, :1], all[:, 1:]) for all in (features, cells, drawn_from)]
    return {kind: [part[index].flatten(0, 3) for part in parts] for index, kind in enumerate(KINDS)}


def least_squares(known, wanted):
    """Matrices, one for each of `known`, and an offset, with which their sum comes nearest to `wanted`."""
    columns = torch.cat([*known, torch.ones(len(wanted), 1, dtype=wanted.dtype)], 1)
    solution = torch.linalg.lstsq(columns, wanted).solution
    *matrices, offset = solution.split([*(part.shape[1] for part in known), 1])
    return *matrices, offset[0]


if __name__ == "__main__":
    main()
