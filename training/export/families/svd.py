"""Stable Video Diffusion: a picture set in motion by a UNet over space and time."""

import base64
import json

import numpy as np
import torch
from diffusers import (
    AutoencoderKLTemporalDecoder,
    EulerDiscreteScheduler,
    StableVideoDiffusionPipeline,
    UNetSpatioTemporalConditionModel,
)
from PIL import Image
from transformers import CLIPImageProcessor, CLIPVisionConfig, CLIPVisionModelWithProjection

from ..graph import Graph
from ..parts import Returning, manifest, picture_encoder, stride_of
from ..tiny import FIXTURES, SEED, Case

PIPELINE = StableVideoDiffusionPipeline


def unet_graph(unet):
    channels, width = unet.config.in_channels, unet.config.cross_attention_dim
    width = width if isinstance(width, int) else width[0]
    axes = {0: "batch", 1: "frames", 3: "height", 4: "width"}

    def call(module, sample, timestep, context, time_ids):
        return module(sample, timestep, context, time_ids, return_dict=False)[0]

    def inputs(batch, frames, height, columns):
        return {
            "sample": torch.randn(batch, frames, channels, height, columns),
            "timestep": torch.full([1], 1.25),
            "encoder_hidden_states": torch.randn(batch, 1, width),
            "added_time_ids": torch.tensor([[6.0, 127.0, 0.02]]).repeat(batch, 1),
        }

    return Graph(
        "unet/model.onnx",
        Returning(unet, call),
        inputs(2, 3, 8, 8),
        ["out_sample"],
        {"sample": axes, "encoder_hidden_states": {0: "batch"}, "added_time_ids": {0: "batch"}, "out_sample": axes},
        inputs(1, 5, 4, 12),
    )


def decoder_graph(vae):
    """All frames of a call are of one video."""
    channels = vae.config.latent_channels
    axes = {0: "frames", 2: "height", 3: "width"}
    return Graph(
        "vae_decoder/model.onnx",
        Returning(vae, lambda module, latent: module.decode(latent, num_frames=latent.shape[0]).sample),
        {"latent_sample": torch.randn(3, channels, 8, 8)},
        ["sample"],
        {"latent_sample": axes, "sample": axes},
        {"latent_sample": torch.randn(4, channels, 6, 10)},
    )


def picture_graph(encoder):
    size = encoder.config.image_size
    return Graph(
        "image_encoder/model.onnx",
        Returning(encoder, lambda module, pixels: module(pixels).image_embeds),
        {"pixel_values": torch.randn(1, 3, size, size)},
        ["image_embeds"],
        {"pixel_values": {0: "batch"}, "image_embeds": {0: "batch"}},
    )


def graphs(pipe):
    return [picture_graph(pipe.image_encoder), unet_graph(pipe.unet), decoder_graph(pipe.vae), picture_encoder(pipe.vae)]


def describe(pipe, identity, files):
    stride = stride_of(pipe.vae)
    channels = pipe.vae.config.latent_channels
    scheduler, extractor = pipe.scheduler.config, pipe.feature_extractor
    frames = pipe.unet.config.num_frames
    return manifest(
        identity,
        "video",
        files,
        {
            "latent": {
                "channels": channels,
                "layout": "BFCHW",
                "spatialStride": stride,
                "frames": "plain",
                "pixelMultiple": stride * 2 ** (len(pipe.unet.config.block_out_channels) - 1),
                "normalisation": {"by": "runner", "scale": pipe.vae.config.scaling_factor},
            },
            "image": {
                "file": "image_encoder",
                "input": "pixel_values",
                "output": "image_embeds",
                "size": pipe.image_encoder.config.image_size,
                "mean": extractor.image_mean,
                "std": extractor.image_std,
                "asToken": True,
            },
            "denoiser": {
                "file": "unet",
                "inputs": [
                    {"name": "sample", "role": "latent"},
                    {"name": "timestep", "role": "timestep", "map": "ln(sigma)/4", "shape": "one"},
                    {"name": "encoder_hidden_states", "role": "image_embed"},
                    {
                        "name": "added_time_ids",
                        "role": "time_ids",
                        "values": ["framesPerSecond-1", "motionBucket", "noiseAugmentation"],
                    },
                ],
                "concat": [{"role": "image_latent", "channels": channels, "normalised": False}],
                "output": {"name": "out_sample"},
            },
            "prediction": "edm-v",
            "schedule": {"family": "edm", "sigmaMin": scheduler.sigma_min, "sigmaMax": scheduler.sigma_max},
            "sampler": {"default": "euler"},
            "guidance": {
                "mode": "perFrame",
                "min": 1,
                "max": 3,
                "null": {"kind": "zeros", "roles": ["image_embed", "image_latent"]},
            },
            "vae": {
                "decoder": {
                    "file": "vae_decoder",
                    "input": "latent_sample",
                    "output": "sample",
                    "extent": {"kind": "frames", "perCall": frames},
                },
                "encoder": {
                    "file": "vae_encoder",
                    "input": "sample",
                    "output": "latent_parameters",
                    "extent": {"kind": "frames"},
                    "gives": "mode",
                },
            },
            "capabilities": {"imageToVideo": "concat"},
            "defaults": {"width": 1024, "height": 576, "frames": frames, "framesPerSecond": 7, "steps": 25},
        },
    )


def picture_of_stable_diffusion():
    """What the tiny copy of Stable Diffusion has made, and the settings that make it again."""
    expected = json.loads((FIXTURES / "packs/tiny-stable-diffusion/expected.json").read_text())
    dims = expected["frames"]["dims"]
    pixels = np.frombuffer(base64.b64decode(expected["frames"]["base64"]), np.uint8).reshape(dims)[0]
    names = {"pack": "picturePack", "prompt": "picturePrompt", "negative": "pictureNegative", "noise": "pictureNoise", "sigmas": "pictureSigmas"}
    settings = {}
    for place, value in expected["settings"].items():
        node, widget = place.split(".")
        settings[f"{names[node]}.{widget}"] = value
    return Image.fromarray(pixels), settings


def tiny():
    unet = UNetSpatioTemporalConditionModel(
        block_out_channels=(32, 32),
        layers_per_block=1,
        sample_size=16,
        in_channels=8,
        out_channels=4,
        down_block_types=("CrossAttnDownBlockSpatioTemporal", "DownBlockSpatioTemporal"),
        up_block_types=("UpBlockSpatioTemporal", "CrossAttnUpBlockSpatioTemporal"),
        cross_attention_dim=16,
        num_attention_heads=2,
        projection_class_embeddings_input_dim=24,
        addition_time_embed_dim=8,
        num_frames=4,
    )
    scheduler = EulerDiscreteScheduler(
        beta_start=0.00085,
        beta_end=0.012,
        beta_schedule="scaled_linear",
        interpolation_type="linear",
        num_train_timesteps=1000,
        prediction_type="v_prediction",
        sigma_max=700.0,
        sigma_min=0.002,
        steps_offset=1,
        timestep_spacing="leading",
        timestep_type="continuous",
        use_karras_sigmas=True,
    )
    vae = AutoencoderKLTemporalDecoder(
        block_out_channels=(32, 32),
        in_channels=3,
        out_channels=3,
        down_block_types=("DownEncoderBlock2D", "DownEncoderBlock2D"),
        latent_channels=4,
        layers_per_block=1,
    )
    encoder = CLIPVisionModelWithProjection(
        CLIPVisionConfig(
            hidden_size=16, projection_dim=16, num_hidden_layers=1, num_attention_heads=2, image_size=224, intermediate_size=32, patch_size=32
        )
    )
    pipe = StableVideoDiffusionPipeline(
        vae=vae, image_encoder=encoder, unet=unet, scheduler=scheduler, feature_extractor=CLIPImageProcessor(crop_size=224, size=224)
    )
    picture, settings = picture_of_stable_diffusion()
    width, height = picture.size
    noise = torch.randn([1, 4, 4, height // 2, width // 2], generator=torch.Generator("cpu").manual_seed(SEED))
    return Case(
        name="tiny-svd",
        pipe=pipe,
        workflow="picture-to-video.json",
        half=True,
        # The generator of the pipeline makes the noise that is put on the picture, with the seed of the case.
        call={
            "image": picture,
            "latents": noise,
            "width": width,
            "height": height,
            "num_frames": 4,
            "num_inference_steps": 5,
            "fps": 7,
            "motion_bucket_id": 127,
            "noise_aug_strength": 0.02,
        },
        settings={
            **settings,
            "condition.seed": SEED,
            "noise.width": width,
            "noise.height": height,
            "noise.frames": 4,
            "sigmas.steps": 5,
        },
        to_latent=lambda latents: latents.permute(0, 2, 1, 3, 4),
        to_frames=lambda videos: videos[0],
    )
