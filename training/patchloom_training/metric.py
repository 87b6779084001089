"""Latents in which distances are those of pictures.

What the encoder makes is evened out: everything an object consists of, coarse or fine, varies about as much. To a transformer that looks at it
through noise all of it appears at once, and nothing can be settled first. In the coordinates chosen here a step of one changes the decoded
video equally, whatever its direction; colours and places then stand out of the noise long before the details do, as they do in pixels. The
autoencoder computes the same as before."""

import torch

from .world import backgrounds, render, sample_clips

# A picture, and a group of four frames with what comes after it: (frames, height, width) and the latent frame that is looked at.
PLACES = [((1, 64, 64), 0), ((9, 64, 64), 1)]
STEP = 0.2
# The least that a direction counts, as a part of the greatest, in squared distances.
LEAST = 1e-4


@torch.no_grad()
def sensitivity(model, shape, frame, count):
    """Mean of JᵀJ over cells that show an object, `[channels, channels]`, J being how the video changes with one cell's channels; and latents
    `[clip, channels, …]` of such clips."""
    frames, height, width = shape
    clips = sample_clips(count)
    latent = model.encode(render(clips, *shape))
    empty = model.encode(backgrounds(height, width).unsqueeze(2).expand(-1, -1, frames, -1, -1) * 2 - 1)[clips.background]
    shown = (latent - empty)[:, :, frame].pow(2).sum(1)
    channels, total = latent.shape[1], 0.0
    for row, cell in zip(latent, torch.multinomial(shown.flatten(1), 1)):
        moved = row.repeat(channels + 1, 1, 1, 1, 1)
        moved[1:, :, frame, cell // shown.shape[2], cell % shown.shape[2]] += STEP * torch.eye(channels).unsqueeze(-1)
        still, *videos = model.decode(moved)
        jacobian = (torch.stack(videos) - still).flatten(1) / STEP
        total = total + jacobian @ jacobian.T / count
    return total, latent


@torch.no_grad()
def to_distances_of_pictures(model, count):
    """Changes the coordinates of `model`'s latents, looking at `count` cells of each kind: distances as in pictures, mean zero, variance one as a
    whole."""
    metrics, latents = zip(*(sensitivity(model, shape, frame, count) for shape, frame in PLACES))
    metric = sum(m.double() / m.trace() for m in metrics)
    values, vectors = torch.linalg.eigh(metric)
    root = vectors * values.clamp_min(LEAST * values.max()).sqrt() @ vectors.T
    cells = torch.cat([latent.transpose(0, 1).flatten(1) for latent in latents], 1).double()
    variance = torch.linalg.vecdot(root @ torch.cov(cells), root).mean()
    model.mean.add_(cells.mean(1))
    change_coordinates(model, root / variance.sqrt())


@torch.no_grad()
def change_coordinates(model, matrix):
    """Latents become `matrix` times what they were; what the autoencoder makes of a video stays the same."""
    inverse = torch.linalg.inv(matrix)
    encoder, decoder = model.encoder, model.decoder
    for layer in (encoder.linear.first, encoder.linear.groups, encoder.residual.first, encoder.residual.groups):
        layer.weight.copy_(matrix @ layer.weight.double())
        layer.bias.copy_(matrix @ layer.bias.double())
    for layer in (decoder.linear.first, decoder.linear.groups):
        layer.weight.copy_(layer.weight.double() @ inverse)
    decoder.enter.weight.copy_(torch.einsum("oihw,ij->ojhw", decoder.enter.weight.double(), inverse))
    model.mean.copy_(matrix @ model.mean.double())
