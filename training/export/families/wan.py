"""Wan 2.1: a video transformer under UMT5, and an autoencoder that decodes frame by frame with what it remembers."""

import torch
from diffusers import AutoencoderKLWan, UniPCMultistepScheduler, WanPipeline, WanTransformer3DModel
from transformers import UMT5Config, UMT5EncoderModel

from ..graph import Graph
from ..parts import SAMPLERS, Returning, manifest, t5_declaration, t5_encoder
from ..tiny import Case, tiny_t5_tokenizer

PIPELINE = WanPipeline
LONGEST_TEXT = 512
# diffusers' names of layers, and those of Wan's authors, which most LoRAs have.
ALIASES = {
    "attn1": "self_attn",
    "attn2": "cross_attn",
    "to_q": "q",
    "to_k": "k",
    "to_v": "v",
    "to_out.0": "o",
    "ffn.net.0.proj": "ffn.0",
    "ffn.net.2": "ffn.2",
    "condition_embedder.time_embedder.linear_1": "time_embedding.0",
    "condition_embedder.time_embedder.linear_2": "time_embedding.2",
    "condition_embedder.time_proj": "time_projection.1",
    "condition_embedder.text_embedder.linear_1": "text_embedding.0",
    "condition_embedder.text_embedder.linear_2": "text_embedding.2",
    "proj_out": "head.head",
}


class RotatingAttention:
    """The model's attention with its rotation written as a stack: assigning to every other element is traced with fixed sizes."""

    def __call__(self, attention, values, context=None, mask=None, rotation=None):
        source = values if context is None else context
        query = attention.norm_q(attention.to_q(values)).unflatten(2, (attention.heads, -1))
        key = attention.norm_k(attention.to_k(source)).unflatten(2, (attention.heads, -1))
        value = attention.to_v(source).unflatten(2, (attention.heads, -1))
        if rotation is not None:
            query, key = rotate(query, *rotation), rotate(key, *rotation)
        mixed = torch.nn.functional.scaled_dot_product_attention(*(each.transpose(1, 2) for each in (query, key, value)))
        return attention.to_out[0](mixed.transpose(1, 2).flatten(2, 3))


def rotate(values, cosines, sines):
    even, odd = values.unflatten(-1, (-1, 2)).unbind(-1)
    cosines, sines = cosines[..., 0::2], sines[..., 1::2]
    return torch.stack([even * cosines - odd * sines, even * sines + odd * cosines], dim=-1).flatten(-2)


class FirstFrame(torch.nn.Module):
    """The first latent frame → one frame of video, and what each convolution over time has to remember: its last two frames."""

    def __init__(self, vae):
        super().__init__()
        self.vae = vae

    def forward(self, latent):
        seen = []
        # A hook that returned something would replace the inputs.
        hooks = [
            module.register_forward_pre_hook(lambda module, inputs: seen.append(inputs[0]))
            for module in self.vae.decoder.modules()
            if getattr(module, "mode", "") == "upsample3d"
        ]
        memory = [None] * self.vae._cached_conv_counts["decoder"]
        frame = self.vae.decoder(self.vae.post_quant_conv(latent), feat_cache=memory, feat_idx=[0], first_chunk=True)
        for hook in hooks:
            hook.remove()
        inputs = iter(seen)
        # Doubling in time begins with the second latent frame, as if two frames of zeros had gone before.
        states = [torch.zeros_like(pair(next(inputs))) if isinstance(entry, str) else pair(entry) for entry in memory if entry is not None]
        return frame.clamp(-1, 1), *states


class NextFrame(torch.nn.Module):
    """Each further latent frame → four frames of video."""

    def __init__(self, vae, used):
        super().__init__()
        self.vae = vae
        self.used = used

    def forward(self, latent, *states):
        memory = [None] * self.vae._cached_conv_counts["decoder"]
        for index, state in zip(self.used, states):
            memory[index] = state
        frames = self.vae.decoder(self.vae.post_quant_conv(latent), feat_cache=memory, feat_idx=[0])
        return frames.clamp(-1, 1), *[memory[index] for index in self.used]


def pair(frames):
    """The last two frames, with a frame of zeros before a single one: what a causal convolution pads with."""
    return torch.cat([torch.zeros_like(frames[:, :, :1]), frames], dim=2)[:, :, -2:]


def decoder_graphs(vae):
    for module in vae.decoder.modules():
        # Twice the size is the same by either rule, and only one has an operator.
        if isinstance(module, torch.nn.Upsample):
            module.mode = "nearest"
    channels = vae.config.z_dim
    latent = torch.randn(1, channels, 1, 4, 6)
    with torch.no_grad():
        memory = [None] * vae._cached_conv_counts["decoder"]
        vae.decoder(vae.post_quant_conv(latent), feat_cache=memory, feat_idx=[0], first_chunk=True)
        used = [index for index, entry in enumerate(memory) if entry is not None]
        first = FirstFrame(vae)
        _, *states = first(latent)
    names = [f"state_{number}" for number in range(len(used))]
    given = [f"new_{name}" for name in names]
    size = {3: "height", 4: "width"}
    other = torch.randn(1, channels, 1, 6, 2)
    with torch.no_grad():
        _, *other_states = first(other)
    return [
        Graph(
            "vae_decoder_first/model.onnx",
            first,
            {"latent_sample": latent},
            ["sample", *given],
            {name: size for name in ["latent_sample", "sample", *given]},
            {"latent_sample": other},
        ),
        Graph(
            "vae_decoder/model.onnx",
            NextFrame(vae, used),
            {"latent_sample": latent, **dict(zip(names, states))},
            ["sample", *given],
            {name: size for name in ["latent_sample", "sample", *names, *given]},
            {"latent_sample": other, **dict(zip(names, other_states))},
        ),
    ]


def transformer_graph(transformer):
    config = transformer.config
    transformer.set_attn_processor(RotatingAttention())
    axes = {0: "batch", 2: "frames", 3: "height", 4: "width"}

    def call(module, latents, timestep, context):
        return module(latents, timestep, context, return_dict=False)[0]

    def inputs(batch, frames, height, width):
        return {
            "hidden_states": torch.randn(batch, config.in_channels, frames, height, width),
            "timestep": torch.full([batch], 875.0),
            "encoder_hidden_states": torch.randn(batch, 7, config.text_dim),
        }

    return Graph(
        "transformer/model.onnx",
        Returning(transformer, call),
        inputs(2, 3, 4, 6),
        ["out_sample"],
        {
            "hidden_states": axes,
            "timestep": {0: "batch"},
            "encoder_hidden_states": {0: "batch", 1: "tokens"},
            "out_sample": axes,
        },
        inputs(1, 2, 6, 4),
        ALIASES,
    )


def graphs(pipe):
    return [t5_encoder(pipe.text_encoder, 16), transformer_graph(pipe.transformer), *decoder_graphs(pipe.vae)]


def describe(pipe, identity, files):
    config, vae, scheduler = pipe.transformer.config, pipe.vae.config, pipe.scheduler.config
    spatial, temporal = pipe.vae_scale_factor_spatial, pipe.vae_scale_factor_temporal
    states = [{"input": name, "output": f"new_{name}"} for name in files[-1].inputs if name.startswith("state_")]
    tokens = min(pipe.tokenizer.model_max_length, LONGEST_TEXT)
    return manifest(
        identity,
        "video",
        files,
        {
            "latent": {
                "channels": config.in_channels,
                "layout": "BCFHW",
                "spatialStride": spatial,
                "temporalStride": temporal,
                "pixelMultiple": spatial * config.patch_size[1],
                "patch": {"size": list(config.patch_size)},
                "normalisation": {"by": "runner", "mean": vae.latents_mean, "std": vae.latents_std},
            },
            "text": {"encoders": {"umt5": t5_declaration(tokens, "zero", clean=["repair", "unescape", "spaces"])}, "context": [["umt5"]]},
            "denoiser": {
                "file": "transformer",
                "inputs": [
                    {"name": "hidden_states", "role": "latent"},
                    {"name": "timestep", "role": "timestep", "map": "1000*sigma", "round": "floor"},
                    {"name": "encoder_hidden_states", "role": "context"},
                ],
                "output": {"name": "out_sample"},
            },
            "prediction": "flow",
            "schedule": {"family": "flow", "shift": scheduler.get("flow_shift", scheduler.get("shift", 1)), "grid": "training"},
            "sampler": {"default": SAMPLERS[type(pipe.scheduler).__name__]},
            "guidance": {"mode": "cfg", "scale": 5},
            "vae": {
                "decoder": {
                    "file": "vae_decoder",
                    "input": "latent_sample",
                    "output": "sample",
                    "extent": {
                        "kind": "stream",
                        "init": "vae_decoder_first",
                        "states": states,
                        "framesPerStep": temporal,
                    },
                }
            },
            "defaults": {"width": 832, "height": 480, "frames": 81, "framesPerSecond": 16, "steps": 50},
        },
    )


def tiny():
    tokenizer = tiny_t5_tokenizer()
    tokenizer.model_max_length = 24
    encoder = UMT5EncoderModel(
        UMT5Config(vocab_size=len(tokenizer), d_model=16, d_kv=8, d_ff=32, num_layers=2, num_heads=2, relative_attention_num_buckets=8)
    )
    transformer = WanTransformer3DModel(
        patch_size=(1, 2, 2),
        num_attention_heads=2,
        attention_head_dim=12,
        in_channels=16,
        out_channels=16,
        text_dim=16,
        freq_dim=16,
        ffn_dim=32,
        num_layers=2,
        cross_attn_norm=True,
        qk_norm="rms_norm_across_heads",
        rope_max_seq_len=32,
    )
    vae = AutoencoderKLWan(base_dim=4, z_dim=16, dim_mult=[1, 1, 1, 1], num_res_blocks=1, temperal_downsample=[False, True, True])
    scheduler = UniPCMultistepScheduler(prediction_type="flow_prediction", use_flow_sigmas=True, flow_shift=3.0)
    pipe = WanPipeline(transformer=transformer, vae=vae, scheduler=scheduler, text_encoder=encoder, tokenizer=tokenizer)
    return Case(
        name="tiny-wan",
        pipe=pipe,
        workflow="text-to-video-any-pack.json",
        call={
            "prompt": "a small panda walks",
            "negative_prompt": "blurry",
            "width": 32,
            "height": 48,
            "num_frames": 9,
            "num_inference_steps": 8,
            "guidance_scale": 5.0,
            "max_sequence_length": 24,
        },
        settings={
            "prompt.text": "a small panda walks",
            "negative.text": "blurry",
            "noise.width": 32,
            "noise.height": 48,
            "noise.frames": 9,
            "sigmas.steps": 8,
        },
        to_latent=lambda latents: latents,
        to_frames=lambda videos: videos[0],
    )
