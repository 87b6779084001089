"""AuraFlow: a flow transformer over text and picture together, places in a table of which the middle is taken."""

import torch
from diffusers import AuraFlowPipeline, AuraFlowTransformer2DModel, FlowMatchEulerDiscreteScheduler
from transformers import UMT5Config, UMT5EncoderModel

from ..graph import Graph
from ..parts import SAMPLERS, Returning, manifest, picture_decoder, picture_encoder, picture_vae, stride_of, t5_declaration, t5_encoder
from ..tiny import Case, tiny_t5_tokenizer
from .stable_diffusion import tiny_vae

PIPELINE = AuraFlowPipeline
LONGEST_TEXT = 256


def transformer_graph(transformer):
    config = transformer.config
    size = {2: "height", 3: "width"}

    def call(module, latents, context, timestep):
        return module(latents, encoder_hidden_states=context, timestep=timestep, return_dict=False)[0]

    def inputs(batch, height, width, tokens):
        return {
            "hidden_states": torch.randn(batch, config.in_channels, height, width),
            "encoder_hidden_states": torch.randn(batch, tokens, config.joint_attention_dim),
            "timestep": torch.full([batch], 0.875),
        }

    return Graph(
        "transformer/model.onnx",
        Returning(transformer, call),
        inputs(2, 8, 12, 10),
        ["out_sample"],
        {
            "hidden_states": {0: "batch", **size},
            "encoder_hidden_states": {0: "batch", 1: "tokens"},
            "timestep": {0: "batch"},
            "out_sample": {0: "batch", **size},
        },
        inputs(1, 12, 4, 6),
    )


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
            "text": {"encoders": {"umt5": t5_declaration(tokens, "zero")}, "context": [["umt5"]]},
            "denoiser": {
                "file": "transformer",
                "inputs": [
                    {"name": "hidden_states", "role": "latent"},
                    {"name": "encoder_hidden_states", "role": "context"},
                    {"name": "timestep", "role": "timestep", "map": "sigma"},
                ],
                "output": {"name": "out_sample"},
            },
            "prediction": "flow",
            "schedule": {"family": "flow", "shift": pipe.scheduler.config.shift, "grid": "training"},
            "sampler": {"default": SAMPLERS[type(pipe.scheduler).__name__]},
            "guidance": {"mode": "cfg", "scale": 3.5},
            "vae": picture_vae(),
            "defaults": {"width": side, "height": side, "steps": 50},
        },
    )


def tiny():
    tokenizer = tiny_t5_tokenizer()
    tokenizer.model_max_length = 24
    encoder = UMT5EncoderModel(
        UMT5Config(vocab_size=len(tokenizer), d_model=16, d_kv=8, d_ff=32, num_layers=2, num_heads=2, relative_attention_num_buckets=8)
    )
    transformer = AuraFlowTransformer2DModel(
        sample_size=16,
        patch_size=2,
        in_channels=4,
        out_channels=4,
        num_mmdit_layers=1,
        num_single_dit_layers=1,
        attention_head_dim=8,
        num_attention_heads=2,
        joint_attention_dim=16,
        caption_projection_dim=16,
        pos_embed_max_size=256,
    )
    pipe = AuraFlowPipeline(
        tokenizer=tokenizer,
        text_encoder=encoder,
        vae=tiny_vae(),
        transformer=transformer,
        scheduler=FlowMatchEulerDiscreteScheduler(shift=1.73),
    )
    return Case(
        name="tiny-auraflow",
        pipe=pipe,
        workflow="text-to-image.json",
        call={
            "prompt": "a small panda walks",
            "negative_prompt": "blurry",
            "width": 32,
            "height": 48,
            "num_inference_steps": 8,
            "guidance_scale": 3.5,
            "max_sequence_length": 24,
        },
        settings={
            "prompt.text": "a small panda walks",
            "negative.text": "blurry",
            "noise.width": 32,
            "noise.height": 48,
            "sigmas.steps": 8,
        },
    )
