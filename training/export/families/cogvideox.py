"""CogVideoX-2B: a transformer over text and video together, frames before channels, places in a table."""

import torch
from diffusers import AutoencoderKLCogVideoX, CogVideoXDDIMScheduler, CogVideoXPipeline, CogVideoXTransformer3DModel
from transformers import T5Config, T5EncoderModel

from ..graph import Graph
from ..parts import Returning, discrete_schedule, manifest, t5_declaration, t5_encoder
from ..tiny import Case, tiny_t5_tokenizer

PIPELINE = CogVideoXPipeline


def latent_size(pipe):
    """Latent frames, height and width: the graphs are of this size alone."""
    config = pipe.transformer.config
    return (config.sample_frames - 1) // config.temporal_compression_ratio + 1, config.sample_height, config.sample_width


def transformer_graph(pipe):
    config = pipe.transformer.config
    if config.use_rotary_positional_embeddings:
        raise SystemExit("CogVideoX with rotations made outside is not exported yet")
    frames, height, width = latent_size(pipe)

    def call(module, latents, context, timestep):
        return module(latents, context, timestep, return_dict=False)[0]

    def inputs(batch):
        return {
            "hidden_states": torch.randn(batch, frames, config.in_channels, height, width),
            "encoder_hidden_states": torch.randn(batch, config.max_text_seq_length, config.text_embed_dim),
            "timestep": torch.full([batch], 321),
        }

    names = inputs(2)
    axes = {name: {0: "batch"} for name in [*names, "out_sample"]}
    return Graph("transformer/model.onnx", Returning(pipe.transformer, call), names, ["out_sample"], axes, inputs(1))


def decoder_graph(pipe):
    frames, height, width = latent_size(pipe)
    channels = pipe.vae.config.latent_channels
    return Graph(
        "vae_decoder/model.onnx",
        Returning(pipe.vae, lambda module, latent: module.decode(latent, return_dict=False)[0]),
        {"latent_sample": torch.randn(1, channels, frames, height, width)},
        ["sample"],
        {},
    )


def graphs(pipe):
    tokens = pipe.transformer.config.max_text_seq_length
    return [t5_encoder(pipe.text_encoder, tokens, masked=False), transformer_graph(pipe), decoder_graph(pipe)]


def describe(pipe, identity, files):
    config = pipe.transformer.config
    spatial, temporal = pipe.vae_scale_factor_spatial, pipe.vae_scale_factor_temporal
    width, height = config.sample_width * spatial, config.sample_height * spatial
    return manifest(
        identity,
        "video",
        files,
        {
            "latent": {
                "channels": config.in_channels,
                "layout": "BFCHW",
                "spatialStride": spatial,
                "temporalStride": temporal,
                "pixelMultiple": spatial * config.patch_size,
                "patch": {"size": [1, config.patch_size, config.patch_size]},
                "normalisation": {"by": "runner", "scale": pipe.vae.config.scaling_factor},
            },
            "text": {
                "encoders": {"t5": t5_declaration(config.max_text_seq_length, "ignore", masked=False)},
                "context": [["t5"]],
            },
            "denoiser": {
                "file": "transformer",
                "inputs": [
                    {"name": "hidden_states", "role": "latent"},
                    {"name": "encoder_hidden_states", "role": "context"},
                    {"name": "timestep", "role": "timestep", "map": "index", "round": "nearest"},
                ],
                "output": {"name": "out_sample"},
            },
            **discrete_schedule(pipe.scheduler),
            "guidance": {"mode": "cfg", "scale": 6},
            "vae": {"decoder": {"file": "vae_decoder", "input": "latent_sample", "output": "sample"}},
            "capabilities": {"variableSize": False},
            "defaults": {"width": width, "height": height, "frames": config.sample_frames, "framesPerSecond": 8, "steps": 50},
            "limits": {"sizes": [[width, height]], "maxFrames": config.sample_frames},
        },
    )


def tiny():
    tokenizer = tiny_t5_tokenizer()
    tokenizer.model_max_length = 24
    encoder = T5EncoderModel(T5Config(vocab_size=len(tokenizer), d_model=16, d_kv=8, d_ff=32, num_layers=2, num_heads=2))
    transformer = CogVideoXTransformer3DModel(
        num_attention_heads=2,
        attention_head_dim=8,
        in_channels=4,
        out_channels=4,
        time_embed_dim=8,
        text_embed_dim=16,
        num_layers=1,
        sample_width=8,
        sample_height=8,
        sample_frames=9,
        patch_size=2,
        temporal_compression_ratio=4,
        max_text_seq_length=24,
    )
    vae = AutoencoderKLCogVideoX(
        down_block_types=("CogVideoXDownBlock3D",) * 4,
        up_block_types=("CogVideoXUpBlock3D",) * 4,
        block_out_channels=(8, 8, 8, 8),
        latent_channels=4,
        layers_per_block=1,
        norm_num_groups=2,
        temporal_compression_ratio=4,
    )
    scheduler = CogVideoXDDIMScheduler(
        beta_start=0.00085,
        beta_end=0.012,
        beta_schedule="scaled_linear",
        prediction_type="v_prediction",
        rescale_betas_zero_snr=True,
        snr_shift_scale=3.0,
        timestep_spacing="trailing",
        clip_sample=False,
    )
    pipe = CogVideoXPipeline(transformer=transformer, vae=vae, scheduler=scheduler, text_encoder=encoder, tokenizer=tokenizer)
    return Case(
        name="tiny-cogvideox",
        pipe=pipe,
        workflow="text-to-video-any-pack.json",
        call={
            "prompt": "a small panda walks",
            "negative_prompt": "blurry",
            "width": 64,
            "height": 64,
            "num_frames": 9,
            # A divisor of 1000: the scheduler steps by ⌊1000/n⌋ whatever levels it asks the model at.
            "num_inference_steps": 5,
            "guidance_scale": 6.0,
            "max_sequence_length": 24,
        },
        settings={
            "prompt.text": "a small panda walks",
            "negative.text": "blurry",
            "noise.width": 64,
            "noise.height": 64,
            "noise.frames": 9,
            "sigmas.steps": 5,
        },
        to_latent=lambda latents: latents.permute(0, 2, 1, 3, 4),
        to_frames=lambda videos: videos[0],
    )
