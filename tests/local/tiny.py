"""Tiny pipelines with random weights, made here and saved like real ones: nothing is downloaded.

They paint noise, quickly, and go through every line of diffusers that a real model of their shape goes through.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import torch
from diffusers import (
    AutoencoderKL,
    ControlNetModel,
    EulerDiscreteScheduler,
    FlowMatchEulerDiscreteScheduler,
    FluxPipeline,
    FluxTransformer2DModel,
    PNDMScheduler,
    SD3Transformer2DModel,
    StableDiffusion3Pipeline,
    StableDiffusionPipeline,
    StableDiffusionXLPipeline,
    UNet2DConditionModel,
)
from peft import LoraConfig
from peft.utils import get_peft_model_state_dict
from tokenizers import Regex, Tokenizer, models, pre_tokenizers
from transformers import (
    CLIPImageProcessor,
    CLIPTextConfig,
    CLIPTextModel,
    CLIPTextModelWithProjection,
    CLIPTokenizer,
    CLIPVisionConfig,
    CLIPVisionModelWithProjection,
    PreTrainedTokenizerFast,
    T5Config,
    T5EncoderModel,
)

_WIDTH = 32
SIDE = 64
"""Of the pictures for which the tiny networks say to be trained."""


def tiny_sd15(folder: Path, *, seed: int = 0, prediction: str = "epsilon") -> Path:
    """Like Stable Diffusion 1.5: one CLIP text encoder, a U-Net, a VAE that shrinks eightfold."""
    torch.manual_seed(seed)
    pipeline = StableDiffusionPipeline(
        vae=_vae(),
        text_encoder=CLIPTextModel(_text_config()),
        tokenizer=clip_tokenizer(folder.parent),
        unet=_unet(),
        scheduler=PNDMScheduler(
            beta_start=0.00085,
            beta_end=0.012,
            beta_schedule="scaled_linear",
            skip_prk_steps=True,
            steps_offset=1,
            prediction_type=prediction,
        ),
        safety_checker=None,
        feature_extractor=None,
        requires_safety_checker=False,
    )
    return _saved(pipeline, folder)


def tiny_sdxl(folder: Path, *, seed: int = 0) -> Path:
    """Like Stable Diffusion XL: two text encoders, size conditioning."""
    torch.manual_seed(seed)
    tokenizer = clip_tokenizer(folder.parent)
    pipeline = StableDiffusionXLPipeline(
        vae=_vae(),
        text_encoder=CLIPTextModel(_text_config()),
        text_encoder_2=CLIPTextModelWithProjection(_text_config(projection_dim=_WIDTH)),
        tokenizer=tokenizer,
        tokenizer_2=tokenizer,
        unet=_unet(
            cross_attention_dim=2 * _WIDTH,
            addition_embed_type="text_time",
            addition_time_embed_dim=8,
            projection_class_embeddings_input_dim=6 * 8 + _WIDTH,
        ),
        scheduler=EulerDiscreteScheduler(
            beta_start=0.00085,
            beta_end=0.012,
            beta_schedule="scaled_linear",
            timestep_spacing="leading",
            steps_offset=1,
        ),
    )
    return _saved(pipeline, folder)


def tiny_sd3(folder: Path, *, seed: int = 0) -> Path:
    """Like Stable Diffusion 3.5 without its T5 encoder: a transformer with rectified flow, 16 latent channels."""
    torch.manual_seed(seed)
    tokenizer = clip_tokenizer(folder.parent)
    transformer = SD3Transformer2DModel(
        sample_size=8,
        patch_size=1,
        in_channels=16,
        out_channels=16,
        num_layers=2,
        attention_head_dim=8,
        num_attention_heads=4,
        caption_projection_dim=_WIDTH,
        joint_attention_dim=2 * _WIDTH,
        pooled_projection_dim=2 * _WIDTH,
        pos_embed_max_size=64,
    )
    config = _text_config(projection_dim=_WIDTH)
    pipeline = StableDiffusion3Pipeline(
        transformer=transformer,
        scheduler=FlowMatchEulerDiscreteScheduler(shift=3.0),
        vae=_vae(latent_channels=16, shift_factor=0.06, scaling_factor=1.5),
        text_encoder=CLIPTextModelWithProjection(config),
        text_encoder_2=CLIPTextModelWithProjection(config),
        text_encoder_3=None,
        tokenizer=tokenizer,
        tokenizer_2=tokenizer,
        tokenizer_3=None,
    )
    _saved(pipeline, folder)
    index = folder / "model_index.json"
    index.write_text(json.dumps(json.loads(index.read_text()) | {"text_encoder_3": [None, None]}))
    return folder


def tiny_flux(folder: Path, *, seed: int = 0) -> Path:
    """Like FLUX.1: packed latents, CLIP and T5, embedded guidance."""
    torch.manual_seed(seed)
    transformer = FluxTransformer2DModel(
        patch_size=1,
        in_channels=16,
        num_layers=1,
        num_single_layers=1,
        attention_head_dim=16,
        num_attention_heads=2,
        joint_attention_dim=_WIDTH,
        pooled_projection_dim=_WIDTH,
        axes_dims_rope=(4, 4, 8),
        guidance_embeds=True,
    )
    t5 = T5Config(
        vocab_size=300,
        d_model=_WIDTH,
        d_kv=8,
        d_ff=37,
        num_layers=2,
        num_heads=4,
        feed_forward_proj="gated-gelu",
    )
    pipeline = FluxPipeline(
        transformer=transformer,
        scheduler=FlowMatchEulerDiscreteScheduler(shift=1.0),
        vae=_vae(latent_channels=4, shift_factor=0.1, scaling_factor=0.36),
        text_encoder=CLIPTextModel(_text_config()),
        text_encoder_2=T5EncoderModel(t5),
        tokenizer=clip_tokenizer(folder.parent),
        tokenizer_2=_t5_tokenizer(),
    )
    return _saved(pipeline, folder)


def tiny_controlnet(folder: Path, *, seed: int = 0) -> Path:
    """For `tiny_sd15`, with weights that are not zero, so that it really leads."""
    torch.manual_seed(seed)
    network = ControlNetModel.from_unet(_unet(), conditioning_embedding_out_channels=(8, 8, 16, 16))
    for name, weight in network.named_parameters():
        if name.startswith(("controlnet_", "controlnet_cond_embedding.conv_out")):
            torch.nn.init.normal_(weight, std=0.5)
    network.save_pretrained(folder)
    return folder


def tiny_lora(pipeline: Path, file: Path, *, seed: int = 0, rank: int = 4) -> Path:
    """A LoRA for the U-Net of a tiny pipeline, strong enough to be seen."""
    from diffusers.utils import convert_state_dict_to_diffusers

    torch.manual_seed(seed)
    unet = UNet2DConditionModel.from_pretrained(pipeline, subfolder="unet")
    unet.add_adapter(LoraConfig(r=rank, lora_alpha=rank, target_modules=["to_k", "to_q", "to_v", "to_out.0"]))
    for name, weight in unet.named_parameters():
        if "lora_" in name:
            torch.nn.init.normal_(weight, std=0.5)
    layers = convert_state_dict_to_diffusers(get_peft_model_state_dict(unet))
    StableDiffusionPipeline.save_lora_weights(
        file.parent, unet_lora_layers=layers, weight_name=file.name, safe_serialization=True
    )
    return file


def tiny_ip_adapter(folder: Path, *, seed: int = 0) -> Path:
    """For `tiny_sd15`: the adapter's file and the picture encoder that it reads, in the layout of h94/IP-Adapter."""
    from safetensors.torch import save_file

    torch.manual_seed(seed)
    vision = CLIPVisionConfig(
        hidden_size=_WIDTH,
        intermediate_size=37,
        projection_dim=_WIDTH,
        num_hidden_layers=2,
        num_attention_heads=4,
        image_size=32,
        patch_size=8,
    )
    CLIPVisionModelWithProjection(vision).save_pretrained(folder / "image_encoder")
    CLIPImageProcessor(crop_size=32, size=32).save_pretrained(folder / "image_encoder")
    state: dict[str, Any] = {
        "image_proj.proj.weight": torch.randn(4 * _WIDTH, _WIDTH),
        "image_proj.proj.bias": torch.randn(4 * _WIDTH),
        "image_proj.norm.weight": torch.ones(_WIDTH),
        "image_proj.norm.bias": torch.zeros(_WIDTH),
    }
    number = 1
    unet = _unet()
    for name in unet.attn_processors:
        if name.endswith("attn1.processor"):
            continue
        block = name.split(".")
        channels = unet.config.block_out_channels
        if block[0] == "mid_block":
            size = channels[-1]
        elif block[0] == "up_blocks":
            size = list(reversed(channels))[int(block[1])]
        else:
            size = channels[int(block[1])]
        for key in ("to_k_ip", "to_v_ip"):
            state[f"ip_adapter.{number}.{key}.weight"] = torch.randn(size, _WIDTH)
        number += 2
    save_file(state, folder / "ip-adapter.safetensors")
    return folder


def _saved(pipeline: Any, folder: Path) -> Path:
    pipeline.set_progress_bar_config(disable=True)
    pipeline.save_pretrained(folder, safe_serialization=True)
    return folder


def _vae(**more: Any) -> AutoencoderKL:
    return AutoencoderKL(
        **{
            "block_out_channels": (8, 16, 16, 16),
            "norm_num_groups": 4,
            "down_block_types": ("DownEncoderBlock2D",) * 4,
            "up_block_types": ("UpDecoderBlock2D",) * 4,
            "latent_channels": 4,
            "sample_size": SIDE,
            **more,
        }
    )


def _unet(**more: Any) -> UNet2DConditionModel:
    return UNet2DConditionModel(
        **{
            "sample_size": SIDE // 8,
            "block_out_channels": (16, 32),
            "layers_per_block": 1,
            "norm_num_groups": 8,
            "down_block_types": ("DownBlock2D", "CrossAttnDownBlock2D"),
            "up_block_types": ("CrossAttnUpBlock2D", "UpBlock2D"),
            "cross_attention_dim": _WIDTH,
            "attention_head_dim": 8,
            **more,
        }
    )


def _text_config(**more: Any) -> CLIPTextConfig:
    return CLIPTextConfig(
        hidden_size=_WIDTH, intermediate_size=37, num_hidden_layers=2, num_attention_heads=4, vocab_size=1000,
        eos_token_id=1, bos_token_id=0, pad_token_id=1, **more,
    )  # fmt: skip


def clip_tokenizer(folder: Path) -> CLIPTokenizer:
    """One token for each byte: enough for words to differ."""
    letters = list(pre_tokenizers.ByteLevel.alphabet())
    words = ["<|startoftext|>", "<|endoftext|>", *letters, *(f"{letter}</w>" for letter in letters)]
    folder.mkdir(parents=True, exist_ok=True)
    vocab, merges = folder / "tiny-vocab.json", folder / "tiny-merges.txt"
    vocab.write_text(json.dumps({word: number for number, word in enumerate(words)}))
    merges.write_text("#version: 0.2\n")
    return CLIPTokenizer(str(vocab), str(merges), model_max_length=77)


def _t5_tokenizer() -> PreTrainedTokenizerFast:
    words = ["<pad>", "</s>", "<unk>", *(chr(code) for code in range(33, 127))]
    tokenizer = Tokenizer(
        models.WordLevel({word: number for number, word in enumerate(words)}, unk_token="<unk>")
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Split(Regex("."), "isolated")
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        pad_token="<pad>",
        eos_token="</s>",
        unk_token="<unk>",
        model_max_length=64,
    )
