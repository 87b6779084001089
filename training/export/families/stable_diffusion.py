"""Stable Diffusion 1 and 2: a UNet under CLIP."""

import torch
from diffusers import AutoencoderKL, PNDMScheduler, StableDiffusionPipeline, UNet2DConditionModel

from ..graph import Graph
from ..parts import (
    Returning,
    clip_declaration,
    clip_encoder,
    discrete_schedule,
    manifest,
    picture_decoder,
    picture_encoder,
    picture_vae,
    stride_of,
)
from ..tiny import Case, tiny_clip

PIPELINE = StableDiffusionPipeline


def unet_graph(unet, tokens=77):
    """`sample`, a timestep for the batch, `encoder_hidden_states`."""
    channels, width = unet.config.in_channels, unet.config.cross_attention_dim
    axes = {0: "batch", 2: "height", 3: "width"}

    def call(module, sample, timestep, context):
        return module(sample, timestep, encoder_hidden_states=context).sample

    def inputs(batch, height, columns):
        return {
            "sample": torch.randn(batch, channels, height, columns),
            "timestep": torch.full([1], 321.5),
            "encoder_hidden_states": torch.randn(batch, tokens, width),
        }

    return Graph(
        "unet/model.onnx",
        Returning(unet, call),
        inputs(2, 16, 16),
        ["out_sample"],
        {"sample": axes, "encoder_hidden_states": {0: "batch", 1: "tokens"}, "out_sample": axes},
        inputs(1, 8, 24),
    )


def graphs(pipe):
    return [clip_encoder(pipe.text_encoder), unet_graph(pipe.unet), picture_decoder(pipe.vae), picture_encoder(pipe.vae)]


def describe(pipe, identity, files):
    stride = stride_of(pipe.vae)
    side = pipe.unet.config.sample_size * stride
    return manifest(
        identity,
        "image",
        files,
        {
            "latent": {
                "channels": pipe.vae.config.latent_channels,
                "layout": "BCHW",
                "spatialStride": stride,
                "frames": "single",
                "pixelMultiple": stride * 2 ** (len(pipe.unet.config.block_out_channels) - 1),
                "normalisation": {"by": "runner", "scale": pipe.vae.config.scaling_factor},
            },
            "text": {"encoders": {"clip": clip_declaration(pipe.text_encoder, pipe.tokenizer)}, "context": [["clip"]]},
            "denoiser": {
                "file": "unet",
                "inputs": [
                    {"name": "sample", "role": "latent"},
                    {"name": "timestep", "role": "timestep", "map": "index", "shape": "one"},
                    {"name": "encoder_hidden_states", "role": "context"},
                ],
                "output": {"name": "out_sample"},
            },
            **discrete_schedule(pipe.scheduler),
            "guidance": {"mode": "cfg", "scale": 7.5},
            "vae": picture_vae(),
            "defaults": {"width": side, "height": side, "steps": 50},
        },
    )


def tiny():
    encoder, tokenizer = tiny_clip()
    unet = UNet2DConditionModel(
        sample_size=16,
        block_out_channels=(8, 16),
        layers_per_block=1,
        norm_num_groups=4,
        in_channels=4,
        out_channels=4,
        down_block_types=("DownBlock2D", "CrossAttnDownBlock2D"),
        up_block_types=("CrossAttnUpBlock2D", "UpBlock2D"),
        cross_attention_dim=encoder.config.hidden_size,
        attention_head_dim=4,
    )
    scheduler = PNDMScheduler(
        beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear", skip_prk_steps=True, steps_offset=1, set_alpha_to_one=False
    )
    pipe = StableDiffusionPipeline(
        vae=tiny_vae(),
        text_encoder=encoder,
        tokenizer=tokenizer,
        unet=unet,
        scheduler=scheduler,
        safety_checker=None,
        feature_extractor=None,
        requires_safety_checker=False,
    )
    return Case(
        name="tiny-stable-diffusion",
        pipe=pipe,
        workflow="text-to-image.json",
        call={
            "prompt": "a small panda walks",
            "negative_prompt": "blurry",
            "width": 32,
            "height": 48,
            "num_inference_steps": 8,
            "guidance_scale": 7.5,
        },
        settings={
            "prompt.text": "a small panda walks",
            "negative.text": "blurry",
            "noise.width": 32,
            "noise.height": 48,
            "sigmas.steps": 8,
        },
    )


def tiny_vae():
    return AutoencoderKL(
        block_out_channels=(8, 16),
        in_channels=3,
        out_channels=3,
        down_block_types=("DownEncoderBlock2D", "DownEncoderBlock2D"),
        up_block_types=("UpDecoderBlock2D", "UpDecoderBlock2D"),
        latent_channels=4,
        norm_num_groups=4,
        scaling_factor=0.18215,
    )
