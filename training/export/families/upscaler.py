"""The Stable Diffusion upscaler: a UNet that is given the small picture beside the noise, and how noisy that picture is."""

import torch
from diffusers import AutoencoderKL, DDIMScheduler, DDPMScheduler, StableDiffusionUpscalePipeline, UNet2DConditionModel

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
from ..tiny import SEED, Case, tiny_clip
from .svd import picture_of_stable_diffusion

PIPELINE = StableDiffusionUpscalePipeline


def unet_graph(unet):
    channels, width = unet.config.in_channels, unet.config.cross_attention_dim
    axes = {0: "batch", 2: "height", 3: "width"}

    def call(module, sample, timestep, context, level):
        return module(sample, timestep, encoder_hidden_states=context, class_labels=level).sample

    def inputs(batch, height, columns):
        return {
            "sample": torch.randn(batch, channels, height, columns),
            "timestep": torch.full([1], 321.5),
            "encoder_hidden_states": torch.randn(batch, 77, width),
            "class_labels": torch.full([batch], 20),
        }

    return Graph(
        "unet/model.onnx",
        Returning(unet, call),
        inputs(2, 16, 16),
        ["out_sample"],
        {
            "sample": axes,
            "encoder_hidden_states": {0: "batch", 1: "tokens"},
            "class_labels": {0: "batch"},
            "out_sample": axes,
        },
        inputs(1, 8, 24),
    )


def graphs(pipe):
    return [clip_encoder(pipe.text_encoder), unet_graph(pipe.unet), picture_decoder(pipe.vae), picture_encoder(pipe.vae)]


def describe(pipe, identity, files):
    stride = stride_of(pipe.vae)
    low = pipe.low_res_scheduler.config
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
                "sizeFrom": "lowResolution",
                "normalisation": {"by": "runner", "scale": pipe.vae.config.scaling_factor},
            },
            "text": {"encoders": {"clip": clip_declaration(pipe.text_encoder, pipe.tokenizer)}, "context": [["clip"]]},
            "denoiser": {
                "file": "unet",
                "inputs": [
                    {"name": "sample", "role": "latent"},
                    {"name": "timestep", "role": "timestep", "map": "index", "shape": "one"},
                    {"name": "encoder_hidden_states", "role": "context"},
                    {"name": "class_labels", "role": "noise_level"},
                ],
                "concat": [
                    {
                        "role": "low_resolution_image",
                        "channels": 3,
                        "noise": {
                            "trainSteps": low.num_train_timesteps,
                            "betas": {"kind": low.beta_schedule, "start": low.beta_start, "end": low.beta_end},
                        },
                    }
                ],
                "output": {"name": "out_sample"},
            },
            **discrete_schedule(pipe.scheduler),
            "guidance": {"mode": "cfg", "scale": 9},
            "vae": picture_vae(),
            "defaults": {"width": 2048, "height": 2048, "steps": 75},
        },
    )


def tiny():
    encoder, tokenizer = tiny_clip()
    unet = UNet2DConditionModel(
        sample_size=32,
        block_out_channels=(8, 16),
        layers_per_block=1,
        norm_num_groups=4,
        in_channels=7,
        out_channels=4,
        down_block_types=("DownBlock2D", "CrossAttnDownBlock2D"),
        up_block_types=("CrossAttnUpBlock2D", "UpBlock2D"),
        cross_attention_dim=encoder.config.hidden_size,
        attention_head_dim=4,
        num_class_embeds=1000,
    )
    vae = AutoencoderKL(
        block_out_channels=(8, 8, 8),
        in_channels=3,
        out_channels=3,
        down_block_types=("DownEncoderBlock2D",) * 3,
        up_block_types=("UpDecoderBlock2D",) * 3,
        latent_channels=4,
        norm_num_groups=4,
        scaling_factor=0.08333,
    )
    scheduler = DDIMScheduler(
        beta_start=0.0001, beta_end=0.02, beta_schedule="scaled_linear", clip_sample=False, set_alpha_to_one=False, steps_offset=1, prediction_type="v_prediction"
    )
    pipe = StableDiffusionUpscalePipeline(
        vae=vae,
        text_encoder=encoder,
        tokenizer=tokenizer,
        unet=unet,
        low_res_scheduler=DDPMScheduler(beta_schedule="scaled_linear", beta_start=0.0001, beta_end=0.02),
        scheduler=scheduler,
        max_noise_level=350,
    )
    picture, settings = picture_of_stable_diffusion()
    width, height = picture.size
    noise = torch.randn([1, 4, height, width], generator=torch.Generator("cpu").manual_seed(SEED))
    return Case(
        name="tiny-upscaler",
        pipe=pipe,
        workflow="picture-upscale.json",
        # The generator of the pipeline makes the noise that is put on the picture, with the seed of the case.
        call={
            "prompt": "a small panda walks",
            "negative_prompt": "blurry",
            "image": picture,
            "latents": noise,
            "num_inference_steps": 6,
            "guidance_scale": 9.0,
            "noise_level": 20,
        },
        settings={
            **settings,
            "prompt.text": "a small panda walks",
            "negative.text": "blurry",
            "condition.seed": SEED,
            "condition.noiseLevel": 20,
            "noise.width": 4 * width,
            "noise.height": 4 * height,
            "sigmas.steps": 6,
        },
    )
