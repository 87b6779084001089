"""Latte: a transformer that looks in turn across a frame and along time, under T5."""

import torch
from diffusers import DDIMScheduler, LattePipeline, LatteTransformer3DModel
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

PIPELINE = LattePipeline
LONGEST_TEXT = 120


def transformer_graph(transformer):
    """Its tables of places are of one size in space and time."""
    config = transformer.config

    def call(module, latents, timestep, context):
        return module(latents, encoder_hidden_states=context, timestep=timestep, return_dict=False)[0]

    def inputs(batch, tokens):
        return {
            "hidden_states": torch.randn(batch, config.in_channels, config.video_length, config.sample_size, config.sample_size),
            "timestep": torch.full([batch], 321),
            "encoder_hidden_states": torch.randn(batch, tokens, config.caption_channels),
        }

    names = inputs(2, 7)
    axes = {name: {0: "batch"} for name in [*names, "out_sample"]}
    axes["encoder_hidden_states"][1] = "tokens"
    return Graph("transformer/model.onnx", Returning(transformer, call), names, ["out_sample"], axes, inputs(1, 4))


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
        "video",
        files,
        {
            "latent": {
                "channels": config.in_channels,
                "layout": "BCFHW",
                "spatialStride": stride,
                "frames": "plain",
                "pixelMultiple": stride * config.patch_size,
                "patch": {"size": [1, config.patch_size, config.patch_size]},
                "normalisation": {"by": "runner", "scale": pipe.vae.config.scaling_factor},
            },
            "text": {"encoders": {"t5": t5_declaration(tokens, "truncate", clean=["caption"])}, "context": [["t5"]]},
            "denoiser": {
                "file": "transformer",
                "inputs": [
                    {"name": "hidden_states", "role": "latent"},
                    {"name": "timestep", "role": "timestep", "map": "index", "round": "nearest"},
                    {"name": "encoder_hidden_states", "role": "context"},
                ],
                "output": {"name": "out_sample", "learnedSigma": config.out_channels == 2 * config.in_channels},
            },
            **discrete_schedule(pipe.scheduler),
            "guidance": {"mode": "cfg", "scale": 7.5},
            "vae": picture_vae(),
            "capabilities": {"variableSize": False},
            "defaults": {"width": side, "height": side, "frames": config.video_length, "framesPerSecond": 8, "steps": 50},
            "limits": {"sizes": [[side, side]], "maxFrames": config.video_length},
        },
    )


def tiny():
    tokenizer = tiny_t5_tokenizer()
    tokenizer.model_max_length = 120
    encoder = T5EncoderModel(T5Config(vocab_size=len(tokenizer), d_model=16, d_kv=8, d_ff=32, num_layers=2, num_heads=2))
    transformer = LatteTransformer3DModel(
        sample_size=16,
        num_layers=1,
        patch_size=2,
        attention_head_dim=8,
        num_attention_heads=2,
        caption_channels=16,
        in_channels=4,
        cross_attention_dim=16,
        out_channels=8,
        attention_bias=True,
        activation_fn="gelu-approximate",
        num_embeds_ada_norm=1000,
        norm_type="ada_norm_single",
        norm_elementwise_affine=False,
        video_length=4,
    )
    scheduler = DDIMScheduler(beta_start=0.0001, beta_end=0.02, beta_schedule="linear", clip_sample=False)
    pipe = LattePipeline(transformer=transformer, vae=tiny_vae(), scheduler=scheduler, text_encoder=encoder, tokenizer=tokenizer)
    return Case(
        name="tiny-latte",
        pipe=pipe,
        workflow="text-to-video-any-pack.json",
        # Of as many tokens as each other: the pipeline cuts the second to the length of the first.
        call={
            "prompt": "a panda walks",
            "negative_prompt": "a panda walks",
            "width": 32,
            "height": 32,
            "video_length": 4,
            "num_inference_steps": 6,
            "guidance_scale": 7.5,
            "clean_caption": False,
        },
        settings={
            "prompt.text": "a panda walks",
            "negative.text": "a panda walks",
            "noise.width": 32,
            "noise.height": 32,
            "noise.frames": 4,
            "sigmas.steps": 6,
        },
        to_latent=lambda latents: latents,
        to_frames=lambda videos: videos[0],
    )
