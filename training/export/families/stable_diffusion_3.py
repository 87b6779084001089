"""Stable Diffusion 3: a transformer of text and picture together, under two CLIPs and T5."""

import torch
from diffusers import AutoencoderKL, FlowMatchEulerDiscreteScheduler, SD3Transformer2DModel, StableDiffusion3Pipeline
from transformers import CLIPTextConfig, CLIPTextModelWithProjection, T5Config, T5EncoderModel

from ..graph import Graph
from ..parts import (
    SAMPLERS,
    Returning,
    clip_declaration,
    manifest,
    picture_decoder,
    picture_encoder,
    picture_vae,
    stride_of,
    t5_declaration,
    t5_encoder,
)
from ..tiny import Case, tiny_clip, tiny_t5_tokenizer

PIPELINE = StableDiffusion3Pipeline
LONGEST_TEXT = 256


def clip_graph(encoder, component):
    """The layer before the last, and the whole text as one vector."""
    ids = torch.arange(2 * 77).reshape(2, 77) % encoder.config.vocab_size

    def call(module, ids):
        output = module(ids, output_hidden_states=True)
        return output.hidden_states[-2], output.text_embeds

    axes = {name: {0: "batch"} for name in ["input_ids", "hidden_states", "text_embeds"]}
    return Graph(
        f"{component}/model.onnx", Returning(encoder, call), {"input_ids": ids}, ["hidden_states", "text_embeds"], axes, {"input_ids": ids[:1]}
    )


def transformer_graph(transformer):
    config = transformer.config
    axes = {0: "batch", 2: "height", 3: "width"}

    def call(module, latents, context, pooled, timestep):
        return module(latents, context, pooled, timestep, return_dict=False)[0]

    def inputs(batch, height, width):
        return {
            "hidden_states": torch.randn(batch, config.in_channels, height, width),
            "encoder_hidden_states": torch.randn(batch, 9, config.joint_attention_dim),
            "pooled_projections": torch.randn(batch, config.pooled_projection_dim),
            "timestep": torch.full([batch], 321.5),
        }

    return Graph(
        "transformer/model.onnx",
        Returning(transformer, call),
        inputs(2, 8, 8),
        ["out_sample"],
        {
            "hidden_states": axes,
            "encoder_hidden_states": {0: "batch", 1: "tokens"},
            "pooled_projections": {0: "batch"},
            "timestep": {0: "batch"},
            "out_sample": axes,
        },
        inputs(1, 4, 12),
    )


def graphs(pipe):
    t5 = t5_encoder(pipe.text_encoder_3, 16, masked=False)
    t5.path = "text_encoder_3/model.onnx"
    return [
        clip_graph(pipe.text_encoder, "text_encoder"),
        clip_graph(pipe.text_encoder_2, "text_encoder_2"),
        t5,
        transformer_graph(pipe.transformer),
        picture_decoder(pipe.vae),
        picture_encoder(pipe.vae),
    ]


def describe(pipe, identity, files):
    stride = stride_of(pipe.vae)
    side = pipe.transformer.config.sample_size * stride

    def clip(number):
        component = "text_encoder" if number == 1 else "text_encoder_2"
        tokenizer = pipe.tokenizer if number == 1 else pipe.tokenizer_2
        folder = "tokenizer" if number == 1 else "tokenizer_2"
        return {
            **clip_declaration(pipe.text_encoder, tokenizer),
            "file": component,
            "tokenizer": {"kind": "clip", "vocabulary": f"{folder}/vocab.json", "merges": f"{folder}/merges.txt"},
            "outputs": {"context": "hidden_states", "pooled": "text_embeds"},
        }

    tokens = min(pipe.tokenizer_3.model_max_length, LONGEST_TEXT)
    t5 = {
        **t5_declaration(tokens, "ignore", masked=False),
        "file": "text_encoder_3",
        "tokenizer": {"kind": "json", "path": "tokenizer_3/tokenizer.json"},
    }
    return manifest(
        identity,
        "image",
        files,
        {
            "latent": {
                "channels": pipe.transformer.config.in_channels,
                "layout": "BCHW",
                "spatialStride": stride,
                "frames": "single",
                "pixelMultiple": stride * pipe.transformer.config.patch_size,
                "patch": {"size": [1, pipe.transformer.config.patch_size, pipe.transformer.config.patch_size]},
                "normalisation": {"by": "runner", "scale": pipe.vae.config.scaling_factor, "shift": pipe.vae.config.shift_factor},
            },
            "text": {
                "encoders": {"clip_l": clip(1), "clip_g": clip(2), "t5": t5},
                "context": [["clip_l", "clip_g"], ["t5"]],
                "pooled": ["clip_l", "clip_g"],
            },
            "denoiser": {
                "file": "transformer",
                "inputs": [
                    {"name": "hidden_states", "role": "latent"},
                    {"name": "encoder_hidden_states", "role": "context"},
                    {"name": "pooled_projections", "role": "pooled"},
                    {"name": "timestep", "role": "timestep", "map": "1000*sigma"},
                ],
                "output": {"name": "out_sample"},
            },
            "prediction": "flow",
            "schedule": {"family": "flow", "shift": pipe.scheduler.config.shift, "grid": "training"},
            "sampler": {"default": SAMPLERS[type(pipe.scheduler).__name__]},
            "guidance": {"mode": "cfg", "scale": 7},
            "vae": picture_vae(),
            "defaults": {"width": side, "height": side, "steps": 28},
        },
    )


def tiny():
    _, tokenizer = tiny_clip()
    t5_tokenizer = tiny_t5_tokenizer()
    t5_tokenizer.model_max_length = 24

    def clip():
        return CLIPTextModelWithProjection(
            CLIPTextConfig(
                vocab_size=len(tokenizer),
                hidden_size=16,
                intermediate_size=32,
                num_attention_heads=2,
                num_hidden_layers=2,
                projection_dim=16,
                bos_token_id=tokenizer.bos_token_id,
                eos_token_id=tokenizer.eos_token_id,
                pad_token_id=tokenizer.pad_token_id,
            )
        )

    transformer = SD3Transformer2DModel(
        sample_size=16,
        patch_size=2,
        in_channels=4,
        num_layers=2,
        attention_head_dim=8,
        num_attention_heads=2,
        joint_attention_dim=32,
        caption_projection_dim=16,
        pooled_projection_dim=32,
        out_channels=4,
        pos_embed_max_size=16,
    )
    vae = AutoencoderKL(
        block_out_channels=(8, 16),
        down_block_types=("DownEncoderBlock2D",) * 2,
        up_block_types=("UpDecoderBlock2D",) * 2,
        latent_channels=4,
        norm_num_groups=4,
        use_quant_conv=False,
        use_post_quant_conv=False,
        shift_factor=0.0609,
        scaling_factor=1.5305,
    )
    pipe = StableDiffusion3Pipeline(
        transformer=transformer,
        scheduler=FlowMatchEulerDiscreteScheduler(shift=3.0),
        vae=vae,
        text_encoder=clip(),
        tokenizer=tokenizer,
        text_encoder_2=clip(),
        tokenizer_2=tokenizer,
        text_encoder_3=T5EncoderModel(T5Config(vocab_size=len(t5_tokenizer), d_model=32, d_kv=8, d_ff=32, num_layers=1, num_heads=2)),
        tokenizer_3=t5_tokenizer,
    )
    return Case(
        name="tiny-stable-diffusion-3",
        pipe=pipe,
        workflow="text-to-image.json",
        call={
            "prompt": "a small panda walks",
            "negative_prompt": "blurry",
            "width": 32,
            "height": 16,
            "num_inference_steps": 7,
            "guidance_scale": 7.0,
            "max_sequence_length": 24,
        },
        settings={
            "prompt.text": "a small panda walks",
            "negative.text": "blurry",
            "noise.width": 32,
            "noise.height": 16,
            "sigmas.steps": 7,
        },
    )
