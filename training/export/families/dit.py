"""DiT: a class-conditional transformer with a learned variance."""

import torch
from diffusers import DDIMScheduler, DiTPipeline, DiTTransformer2DModel

from ..graph import Graph
from ..parts import Returning, discrete_schedule, manifest, picture_decoder, picture_encoder, picture_vae, stride_of
from ..tiny import Case
from .stable_diffusion import tiny_vae

PIPELINE = DiTPipeline


def transformer_graph(transformer):
    """The table of positions is of one size, so that only the batch may change."""
    config = transformer.config

    def call(module, latents, timestep, labels):
        return module(latents, timestep=timestep, class_labels=labels).sample

    def inputs(batch):
        return {
            "hidden_states": torch.randn(batch, config.in_channels, config.sample_size, config.sample_size),
            "timestep": torch.full([batch], 321),
            "class_labels": torch.arange(batch) + config.num_embeds_ada_norm - 1,
        }

    names = inputs(2)
    return Graph(
        "transformer/model.onnx",
        Returning(transformer, call),
        names,
        ["out_sample"],
        {name: {0: "batch"} for name in [*names, "out_sample"]},
        inputs(1),
    )


def graphs(pipe):
    return [transformer_graph(pipe.transformer), picture_decoder(pipe.vae), picture_encoder(pipe.vae)]


def describe(pipe, identity, files):
    config = pipe.transformer.config
    stride = stride_of(pipe.vae)
    side = config.sample_size * stride
    return manifest(
        identity,
        "image",
        files,
        {
            "latent": {
                "channels": config.in_channels,
                "layout": "BCHW",
                "spatialStride": stride,
                "frames": "single",
                "pixelMultiple": stride * config.patch_size,
                "patch": {"size": [1, config.patch_size, config.patch_size]},
                "normalisation": {"by": "runner", "scale": pipe.vae.config.scaling_factor},
            },
            "denoiser": {
                "file": "transformer",
                "inputs": [
                    {"name": "hidden_states", "role": "latent"},
                    {"name": "timestep", "role": "timestep", "map": "index", "round": "nearest"},
                    {"name": "class_labels", "role": "class_label"},
                ],
                "output": {"name": "out_sample", "learnedSigma": config.out_channels == 2 * config.in_channels},
            },
            **discrete_schedule(pipe.scheduler),
            "guidance": {
                "mode": "cfg",
                "scale": 4,
                "order": "condition,null",
                "null": {"kind": "class", "value": config.num_embeds_ada_norm},
            },
            "vae": picture_vae(),
            "capabilities": {"variableSize": False},
            "defaults": {"width": side, "height": side, "steps": 25},
            "limits": {"sizes": [[side, side]]},
        },
    )


def tiny():
    transformer = DiTTransformer2DModel(
        sample_size=16,
        num_layers=2,
        patch_size=2,
        attention_head_dim=8,
        num_attention_heads=2,
        in_channels=4,
        out_channels=8,
        attention_bias=True,
        activation_fn="gelu-approximate",
        num_embeds_ada_norm=1000,
        norm_type="ada_norm_zero",
        norm_elementwise_affine=False,
    )
    pipe = DiTPipeline(transformer=transformer, vae=tiny_vae(), scheduler=DDIMScheduler(clip_sample=False))
    return Case(
        name="tiny-dit",
        pipe=pipe,
        workflow="class-to-image.json",
        call={"class_labels": [207], "num_inference_steps": 8, "guidance_scale": 4.0},
        settings={"label.label": 207, "noise.width": 32, "noise.height": 32, "sigmas.steps": 8},
        latents_of=with_decoded_latents,
    )


def with_decoded_latents(run, pipe):
    """This pipeline returns no latents: what it decodes is looked at."""
    seen = []
    decode = pipe.vae.decode

    def watching(latents, *more, **others):
        seen.append(latents * pipe.vae.config.scaling_factor)
        return decode(latents, *more, **others)

    pipe.vae.decode = watching
    images = run("np")
    return seen[0].unsqueeze(2), images
