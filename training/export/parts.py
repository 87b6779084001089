"""Pieces that several families share: text encoders, autoencoders of pictures, schedules."""

import torch

from .graph import Graph


class Returning(torch.nn.Module):
    """A function of a module as a module: what is traced."""

    def __init__(self, module, function):
        super().__init__()
        self.module = module
        self.function = function

    def forward(self, *inputs):
        return self.function(self.module, *inputs)


def clip_encoder(encoder, tokens=77):
    ids = torch.arange(2 * tokens).reshape(2, tokens) % encoder.config.vocab_size
    return Graph(
        "text_encoder/model.onnx",
        Returning(encoder, lambda module, ids: module(ids).last_hidden_state),
        {"input_ids": ids},
        ["last_hidden_state"],
        {"input_ids": {0: "batch"}, "last_hidden_state": {0: "batch"}},
        {"input_ids": ids[:1]},
    )


def clip_declaration(encoder, tokenizer, long_text="chunk"):
    return {
        "file": "text_encoder",
        "tokenizer": {"kind": "clip", "vocabulary": "tokenizer/vocab.json", "merges": "tokenizer/merges.txt"},
        "maxTokens": tokenizer.model_max_length,
        "padTokenId": tokenizer.pad_token_id,
        "longText": long_text,
        "inputs": {"ids": "input_ids"},
        "outputs": {"context": "last_hidden_state"},
    }


def t5_encoder(encoder, tokens, masked=True):
    """T5 and UMT5, with the mask that hides padding or, as some pipelines call them, without."""
    ids = torch.arange(2 * tokens).reshape(2, tokens) % encoder.config.vocab_size
    mask = torch.ones_like(ids)
    mask[1, tokens // 2 :] = 0
    names = {"input_ids": ids, **({"attention_mask": mask} if masked else {})}
    return Graph(
        "text_encoder/model.onnx",
        Returning(encoder, lambda module, *inputs: module(*inputs).last_hidden_state),
        names,
        ["last_hidden_state"],
        {name: {0: "batch", 1: "tokens"} for name in [*names, "last_hidden_state"]},
        {name: values[:1, : tokens // 2] for name, values in names.items()},
    )


def t5_declaration(tokens, mask, masked=True, clean=()):
    return {
        "file": "text_encoder",
        "tokenizer": {"kind": "json", "path": "tokenizer/tokenizer.json"},
        "maxTokens": tokens,
        **({"clean": list(clean)} if clean else {}),
        "inputs": {"ids": "input_ids", **({"mask": "attention_mask"} if masked else {})},
        "outputs": {"context": "last_hidden_state"},
        "mask": mask,
    }


def picture_decoder(vae):
    channels = vae.config.latent_channels
    axes = {0: "frames", 2: "height", 3: "width"}
    return Graph(
        "vae_decoder/model.onnx",
        Returning(vae, lambda module, latent: module.decode(latent).sample),
        {"latent_sample": torch.randn(1, channels, 8, 8)},
        ["sample"],
        {"latent_sample": axes, "sample": axes},
        {"latent_sample": torch.randn(2, channels, 6, 10)},
    )


def picture_encoder(vae):
    axes = {0: "frames", 2: "height", 3: "width"}
    return Graph(
        "vae_encoder/model.onnx",
        Returning(vae, lambda module, pixels: module.encode(pixels).latent_dist.parameters),
        {"sample": torch.randn(1, 3, 32, 32)},
        ["latent_parameters"],
        {"sample": axes, "latent_parameters": axes},
        {"sample": torch.randn(2, 3, 16, 32)},
    )


def picture_vae(per_call=1):
    extent = {"kind": "frames", "perCall": per_call}
    return {
        "decoder": {"file": "vae_decoder", "input": "latent_sample", "output": "sample", "extent": extent},
        "encoder": {
            "file": "vae_encoder",
            "input": "sample",
            "output": "latent_parameters",
            "extent": extent,
            "gives": "sample",
        },
    }


def stride_of(vae):
    return 2 ** (len(vae.config.block_out_channels) - 1)


SAMPLERS = {
    "PNDMScheduler": "plms",
    "DDIMScheduler": "ddim",
    "CogVideoXDDIMScheduler": "ddim",
    "DDPMScheduler": "ddpm",
    "EulerDiscreteScheduler": "euler",
    "EulerAncestralDiscreteScheduler": "euler_ancestral",
    "DPMSolverMultistepScheduler": "dpmpp_2m",
    "UniPCMultistepScheduler": "uni_pc_bh2",
    "FlowMatchEulerDiscreteScheduler": "euler",
}
PREDICTIONS = {"epsilon": "epsilon", "v_prediction": "v", "sample": "sample", "flow_prediction": "flow"}


def discrete_schedule(scheduler):
    """Prediction, schedule and sampler of a scheduler with betas."""
    config = scheduler.config
    name = type(scheduler).__name__
    schedule = {
        "family": "discrete",
        "trainSteps": config.num_train_timesteps,
        "betas": {"kind": config.beta_schedule, "start": config.beta_start, "end": config.beta_end},
        "zeroTerminalSnr": config.get("rescale_betas_zero_snr", False),
        "snrShift": config.get("snr_shift_scale", 1),
        "spacing": config.timestep_spacing,
        "offset": config.get("steps_offset", 0),
        "finalAlphaOne": config.get("set_alpha_to_one", True),
    }
    if str(config.get("variance_type", "")).startswith("learned"):
        schedule["variance"] = "learned_range"
    if config.get("clip_sample", False):
        schedule["clip"] = config.get("clip_sample_range", 1)
    return {
        "prediction": PREDICTIONS[config.prediction_type],
        "schedule": schedule,
        "sampler": {"default": SAMPLERS[name]},
    }


def manifest(identity, media, graphs, parts):
    """A whole manifest; the keys of its files are the folders that they lie in."""
    files = {graph.path.split("/")[0]: {"path": graph.path} for graph in graphs}
    return {"format": "modelpack/2", **identity, "media": media, "files": files, **parts}
