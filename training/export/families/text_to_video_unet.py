"""Video latent diffusion with a UNet over space and time under CLIP (ModelScope, ZeroScope)."""

import torch
from diffusers import DDIMScheduler, TextToVideoSDPipeline, UNet3DConditionModel

from ..parts import clip_declaration, clip_encoder, discrete_schedule, manifest, picture_decoder, picture_encoder, picture_vae, stride_of
from ..graph import Graph
from ..parts import Returning
from ..tiny import Case, tiny_clip
from .stable_diffusion import tiny_vae

PIPELINE = TextToVideoSDPipeline


def unet_graph(unet):
    channels, width = unet.config.in_channels, unet.config.cross_attention_dim
    axes = {0: "batch", 2: "frames", 3: "height", 4: "width"}

    def call(module, sample, timestep, context):
        return module(sample, timestep, encoder_hidden_states=context).sample

    def inputs(batch, frames, height, columns):
        return {
            "sample": torch.randn(batch, channels, frames, height, columns),
            "timestep": torch.full([1], 321.5),
            "encoder_hidden_states": torch.randn(batch, 77, width),
        }

    return Graph(
        "unet/model.onnx",
        Returning(unet, call),
        inputs(2, 3, 8, 8),
        ["out_sample"],
        {"sample": axes, "encoder_hidden_states": {0: "batch", 1: "tokens"}, "out_sample": axes},
        inputs(1, 5, 4, 12),
    )


def graphs(pipe):
    return [clip_encoder(pipe.text_encoder), unet_graph(pipe.unet), picture_decoder(pipe.vae), picture_encoder(pipe.vae)]


def describe(pipe, identity, files):
    stride = stride_of(pipe.vae)
    side = pipe.unet.config.sample_size * stride
    return manifest(
        identity,
        "video",
        files,
        {
            "latent": {
                "channels": pipe.vae.config.latent_channels,
                "layout": "BCFHW",
                "spatialStride": stride,
                "frames": "plain",
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
            "guidance": {"mode": "cfg", "scale": 9},
            "vae": picture_vae(),
            "defaults": {"width": side, "height": side, "frames": 16, "framesPerSecond": 8, "steps": 50},
        },
    )


def tiny():
    encoder, tokenizer = tiny_clip()
    unet = UNet3DConditionModel(
        block_out_channels=(8, 16),
        layers_per_block=1,
        norm_num_groups=4,
        sample_size=16,
        in_channels=4,
        out_channels=4,
        down_block_types=("CrossAttnDownBlock3D", "DownBlock3D"),
        up_block_types=("UpBlock3D", "CrossAttnUpBlock3D"),
        cross_attention_dim=encoder.config.hidden_size,
        attention_head_dim=4,
    )
    scheduler = DDIMScheduler(
        beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear", clip_sample=False, set_alpha_to_one=False, steps_offset=1
    )
    pipe = TextToVideoSDPipeline(vae=tiny_vae(), text_encoder=encoder, tokenizer=tokenizer, unet=unet, scheduler=scheduler)
    return Case(
        name="tiny-text-to-video-unet",
        pipe=pipe,
        workflow="text-to-video-any-pack.json",
        call={
            "prompt": "a small panda walks",
            "negative_prompt": "blurry",
            "width": 32,
            "height": 32,
            "num_frames": 4,
            "num_inference_steps": 6,
            "guidance_scale": 9.0,
        },
        settings={
            "prompt.text": "a small panda walks",
            "negative.text": "blurry",
            "noise.width": 32,
            "noise.height": 32,
            "noise.frames": 4,
            "sigmas.steps": 6,
        },
        to_latent=lambda latents: latents,
        to_frames=lambda videos: videos[0],
    )
