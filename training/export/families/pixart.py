"""PixArt-Σ and PixArt-α at one size: a transformer under T5 with a mask, noise and variance in one output."""

import torch
from diffusers import DPMSolverMultistepScheduler, PixArtSigmaPipeline, PixArtTransformer2DModel
from transformers import T5Config, T5EncoderModel

from ..graph import Graph
from ..parts import (
    Returning,
    discrete_schedule,
    manifest,
    picture_decoder,
    picture_encoder,
    picture_vae,
    stride_of,
    t5_declaration,
    t5_encoder,
)
from ..tiny import Case, tiny_t5_tokenizer
from .stable_diffusion import tiny_vae

PIPELINE = PixArtSigmaPipeline
LONGEST_TEXT = 300


def transformer_graph(transformer):
    """Places are worked out for one size, so that only batch and text may change. So is what the largest model is told of the size."""
    config = transformer.config
    side = config.sample_size

    def call(module, latents, timestep, context, mask):
        batch = latents.shape[0]
        size = {"resolution": None, "aspect_ratio": None}
        if transformer.use_additional_conditions:
            pixels = 8.0 * side
            size = {"resolution": torch.full([1, 2], pixels).expand(batch, 2), "aspect_ratio": torch.ones(1, 1).expand(batch, 1)}
        return module(
            latents, encoder_hidden_states=context, timestep=timestep, encoder_attention_mask=mask, added_cond_kwargs=size, return_dict=False
        )[0]

    def inputs(batch, tokens):
        mask = torch.ones(batch, tokens, dtype=torch.int64)
        mask[:, tokens // 2 :] = 0
        return {
            "hidden_states": torch.randn(batch, config.in_channels, side, side),
            "timestep": torch.full([batch], 321),
            "encoder_hidden_states": torch.randn(batch, tokens, config.caption_channels),
            "encoder_attention_mask": mask,
        }

    names = inputs(2, 10)
    axes = {name: {0: "batch"} for name in [*names, "out_sample"]}
    for name in ("encoder_hidden_states", "encoder_attention_mask"):
        axes[name][1] = "tokens"
    return Graph("transformer/model.onnx", Returning(transformer, call), names, ["out_sample"], axes, inputs(1, 6))


def graphs(pipe):
    return [
        t5_encoder(pipe.text_encoder, 16),
        transformer_graph(pipe.transformer),
        picture_decoder(pipe.vae),
        picture_encoder(pipe.vae),
    ]


def describe(pipe, identity, files):
    config = pipe.transformer.config
    stride = stride_of(pipe.vae)
    side = config.sample_size * stride
    tokens = min(pipe.tokenizer.model_max_length, LONGEST_TEXT)
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
            "text": {"encoders": {"t5": t5_declaration(tokens, "pass", clean=["caption"])}, "context": [["t5"]]},
            "denoiser": {
                "file": "transformer",
                "inputs": [
                    {"name": "hidden_states", "role": "latent"},
                    {"name": "timestep", "role": "timestep", "map": "index", "round": "nearest"},
                    {"name": "encoder_hidden_states", "role": "context"},
                    {"name": "encoder_attention_mask", "role": "context_mask"},
                ],
                "output": {"name": "out_sample", "learnedSigma": config.out_channels == 2 * config.in_channels},
            },
            **discrete_schedule(pipe.scheduler),
            "guidance": {"mode": "cfg", "scale": 4.5},
            "vae": picture_vae(),
            "capabilities": {"variableSize": False},
            "defaults": {"width": side, "height": side, "steps": 20},
            "limits": {"sizes": [[side, side]]},
        },
    )


def tiny():
    tokenizer = tiny_t5_tokenizer()
    tokenizer.model_max_length = 24
    encoder = T5EncoderModel(T5Config(vocab_size=len(tokenizer), d_model=16, d_kv=8, d_ff=32, num_layers=2, num_heads=2))
    transformer = PixArtTransformer2DModel(
        sample_size=16,
        num_layers=2,
        patch_size=2,
        attention_head_dim=8,
        num_attention_heads=2,
        in_channels=4,
        out_channels=8,
        cross_attention_dim=16,
        caption_channels=16,
    )
    pipe = PixArtSigmaPipeline(
        tokenizer=tokenizer, text_encoder=encoder, vae=tiny_vae(), transformer=transformer, scheduler=DPMSolverMultistepScheduler()
    )
    return Case(
        name="tiny-pixart",
        pipe=pipe,
        workflow="text-to-image.json",
        call={
            "prompt": "a small panda walks",
            "negative_prompt": "blurry",
            "width": 32,
            "height": 32,
            "num_inference_steps": 8,
            "guidance_scale": 4.5,
            "max_sequence_length": 24,
            "use_resolution_binning": False,
            "clean_caption": False,
        },
        settings={
            "prompt.text": "a small panda walks",
            "negative.text": "blurry",
            "noise.width": 32,
            "noise.height": 32,
            "sigmas.steps": 8,
        },
    )
