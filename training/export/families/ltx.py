"""LTX-Video: tokens that are packed outside the model, a noise level for each of them, T5 with its mask."""

import torch
from diffusers import AutoencoderKLLTXVideo, FlowMatchEulerDiscreteScheduler, LTXPipeline, LTXVideoTransformer3DModel
from transformers import T5Config, T5EncoderModel

from ..graph import Graph
from ..parts import SAMPLERS, Returning, manifest, t5_declaration, t5_encoder
from ..tiny import Case, tiny_t5_tokenizer

PIPELINE = LTXPipeline
LONGEST_TEXT = 128


class Rotation(torch.nn.Module):
    """The model's own rotation by place, without `repeat_interleave`, whose export spoils every other −1 in the graph."""

    def __init__(self, rope):
        super().__init__()
        self.dim = rope.dim
        base = torch.tensor([rope.base_num_frames, rope.base_height, rope.base_width], dtype=torch.float32)
        self.register_buffer("base", base)
        self.register_buffer("frequencies", rope.theta ** torch.linspace(0, 1, rope.dim // 6) * torch.pi / 2)

    def forward(self, _states, _frames, _height, _width, _scale, video_coords):
        place = video_coords.transpose(1, 2) / self.base
        angles = (place.unsqueeze(3) * 2 - 1) * self.frequencies
        angles = angles.transpose(2, 3).flatten(2)
        cosines, sines = (torch.stack([wave, wave], dim=3).flatten(2) for wave in (angles.cos(), angles.sin()))
        rest = self.dim % 6
        if rest == 0:
            return cosines, sines
        ones = torch.ones_like(cosines[:, :, :rest])
        return torch.cat([ones, cosines], dim=2), torch.cat([ones * 0, sines], dim=2)


def transformer_graph(transformer):
    config = transformer.config
    transformer.rope = Rotation(transformer.rope)

    def call(module, latents, context, mask, timestep, coordinates):
        return module(latents, context, timestep, mask, video_coords=coordinates, return_dict=False)[0]

    def inputs(batch, tokens, words):
        mask = torch.ones(batch, words)
        mask[0, words // 2 :] = 0
        return {
            "hidden_states": torch.randn(batch, tokens, config.in_channels),
            "encoder_hidden_states": torch.randn(batch, words, config.caption_channels),
            "encoder_attention_mask": mask,
            "timestep": torch.linspace(0, 1000, batch * tokens).reshape(batch, tokens),
            "video_coords": torch.rand(batch, 3, tokens) * 32,
        }

    names = inputs(2, 12, 6)
    return Graph(
        "transformer/model.onnx",
        Returning(transformer, call),
        names,
        ["out_sample"],
        {
            "hidden_states": {0: "batch", 1: "tokens"},
            "encoder_hidden_states": {0: "batch", 1: "words"},
            "encoder_attention_mask": {0: "batch", 1: "words"},
            "timestep": {0: "batch", 1: "tokens"},
            "video_coords": {0: "batch", 2: "tokens"},
            "out_sample": {0: "batch", 1: "tokens"},
        },
        inputs(1, 18, 4),
    )


def decoder_graph(vae):
    channels = vae.config.latent_channels
    axes = {2: "frames", 3: "height", 4: "width"}
    return Graph(
        "vae_decoder/model.onnx",
        Returning(vae, lambda module, latent: module.decode(latent, return_dict=False)[0]),
        {"latent_sample": torch.randn(1, channels, 3, 2, 3)},
        ["sample"],
        {"latent_sample": axes, "sample": axes},
        {"latent_sample": torch.randn(1, channels, 2, 3, 2)},
    )


def graphs(pipe):
    if pipe.vae.config.timestep_conditioning:
        raise SystemExit("Decoders that are told a noise level are not exported yet")
    return [t5_encoder(pipe.text_encoder, 16, masked=False), transformer_graph(pipe.transformer), decoder_graph(pipe.vae)]


def describe(pipe, identity, files):
    config, scheduler = pipe.transformer.config, pipe.scheduler.config
    spatial, temporal = pipe.vae_spatial_compression_ratio, pipe.vae_temporal_compression_ratio
    tokens = min(pipe.tokenizer.model_max_length, LONGEST_TEXT)
    shift = scheduler.shift
    if scheduler.use_dynamic_shifting:
        shift = {
            "base": scheduler.base_shift,
            "max": scheduler.max_shift,
            "minTokens": scheduler.base_image_seq_len,
            "maxTokens": scheduler.max_image_seq_len,
            "kind": scheduler.time_shift_type,
        }
    return manifest(
        identity,
        "video",
        files,
        {
            "latent": {
                "channels": config.in_channels,
                "layout": "tokens",
                "spatialStride": spatial,
                "temporalStride": temporal,
                "pixelMultiple": spatial,
                "patch": {"size": [config.patch_size_t, config.patch_size, config.patch_size]},
                "normalisation": {
                    "by": "runner",
                    "mean": pipe.vae.latents_mean.tolist(),
                    "std": pipe.vae.latents_std.tolist(),
                    "scale": pipe.vae.config.scaling_factor,
                },
            },
            "text": {"encoders": {"t5": t5_declaration(tokens, "pass", masked=False)}, "context": [["t5"]]},
            "denoiser": {
                "file": "transformer",
                "inputs": [
                    {"name": "hidden_states", "role": "latent"},
                    {"name": "encoder_hidden_states", "role": "context"},
                    {"name": "encoder_attention_mask", "role": "context_mask"},
                    {"name": "timestep", "role": "timestep", "map": "1000*sigma", "shape": "tokens"},
                    {"name": "video_coords", "role": "video_coordinates"},
                ],
                "output": {"name": "out_sample"},
            },
            "prediction": "flow",
            "schedule": {
                "family": "flow",
                "shift": shift,
                **({"terminal": scheduler.shift_terminal} if scheduler.shift_terminal else {}),
            },
            "sampler": {"default": SAMPLERS[type(pipe.scheduler).__name__]},
            "guidance": {"mode": "cfg", "scale": 3},
            "vae": {"decoder": {"file": "vae_decoder", "input": "latent_sample", "output": "sample"}},
            "defaults": {"width": 704, "height": 512, "frames": 161, "framesPerSecond": 25, "steps": 50},
        },
    )


def tiny():
    tokenizer = tiny_t5_tokenizer()
    tokenizer.model_max_length = 24
    encoder = T5EncoderModel(T5Config(vocab_size=len(tokenizer), d_model=16, d_kv=8, d_ff=32, num_layers=2, num_heads=2))
    transformer = LTXVideoTransformer3DModel(
        in_channels=8,
        out_channels=8,
        num_attention_heads=2,
        attention_head_dim=8,
        cross_attention_dim=16,
        num_layers=2,
        caption_channels=16,
    )
    vae = AutoencoderKLLTXVideo(
        latent_channels=8,
        block_out_channels=(8, 8, 8, 8),
        decoder_block_out_channels=(8, 8, 8, 8),
        layers_per_block=(1, 1, 1, 1, 1),
        decoder_layers_per_block=(1, 1, 1, 1, 1),
        spatio_temporal_scaling=(True, True, False, False),
        decoder_spatio_temporal_scaling=(True, True, False, False),
        decoder_inject_noise=(False, False, False, False, False),
        upsample_residual=(False, False, False, False),
        upsample_factor=(1, 1, 1, 1),
        timestep_conditioning=False,
        patch_size=1,
        patch_size_t=1,
        encoder_causal=True,
        decoder_causal=False,
    )
    vae.latents_mean.copy_(torch.linspace(-0.5, 0.5, 8))
    vae.latents_std.copy_(torch.linspace(0.5, 1.5, 8))
    scheduler = FlowMatchEulerDiscreteScheduler(
        use_dynamic_shifting=True, base_shift=0.95, max_shift=2.05, base_image_seq_len=1024, max_image_seq_len=4096, shift_terminal=0.1
    )
    pipe = LTXPipeline(transformer=transformer, vae=vae, scheduler=scheduler, text_encoder=encoder, tokenizer=tokenizer)
    frames, height, width = 9, 32, 64
    spatial, temporal = pipe.vae_spatial_compression_ratio, pipe.vae_temporal_compression_ratio
    grid = (-1, (frames - 1) // temporal + 1, height // spatial, width // spatial, 8)
    return Case(
        name="tiny-ltx",
        pipe=pipe,
        workflow="text-to-video-any-pack.json",
        call={
            "prompt": "a small panda walks",
            "negative_prompt": "blurry",
            "width": width,
            "height": height,
            "num_frames": frames,
            "frame_rate": 25,
            "num_inference_steps": 8,
            "guidance_scale": 3.0,
            "max_sequence_length": 24,
        },
        settings={
            "prompt.text": "a small panda walks",
            "negative.text": "blurry",
            "noise.width": width,
            "noise.height": height,
            "noise.frames": frames,
            "sigmas.steps": 8,
        },
        to_latent=lambda latents: latents.reshape(grid).permute(0, 4, 1, 2, 3),
        to_frames=lambda videos: videos[0],
    )
