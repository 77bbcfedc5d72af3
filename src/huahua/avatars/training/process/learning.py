"""A LoRA of a diffusion network, learned from pictures with captions: peft's layers on diffusers' U-Net.

All chance of a step comes from the plan's seed and the step's number, so a training that goes on from a checkpoint
walks exactly the way it would have walked without the break.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from diffusers import AutoPipelineForText2Image, DDPMScheduler
from diffusers.utils import convert_state_dict_to_diffusers
from peft import LoraConfig
from peft.utils import get_peft_model_state_dict, set_peft_model_state_dict
from PIL import Image, ImageOps

from huahua.avatars.training.domain.plan import TrainingPlan
from huahua.avatars.training.process.job import Example

TARGETS = ["to_k", "to_q", "to_v", "to_out.0"]
STATE = "state.pt"
LORA = "style.safetensors"
GRADIENT_BOUND = 1.0


class NotTrainable(Exception):
    """The message is for the user."""

    code = "not_trainable"


class Learner:
    """The pipeline in memory, with what was computed once: latents of pictures and embeddings of captions."""

    def __init__(self, base: str, plan: TrainingPlan) -> None:
        self._plan = plan
        self._device = "cuda" if torch.cuda.is_available() else "cpu"
        self._pipeline = _opened(base)
        self._unet = self._pipeline.unet
        self._noise = DDPMScheduler.from_config(self._pipeline.scheduler.config)
        torch.manual_seed(plan.seed)
        for part in self._pipeline.components.values():
            if isinstance(part, torch.nn.Module):
                part.requires_grad_(False).to(self._device)
        self._unet.add_adapter(
            LoraConfig(
                r=plan.rank, lora_alpha=plan.alpha, init_lora_weights="gaussian", target_modules=TARGETS
            )
        )
        self._weights = [weight for weight in self._unet.parameters() if weight.requires_grad]
        self._optimizer = torch.optim.AdamW(self._weights, lr=plan.learning_rate)
        self._latents: list[tuple[Any, ...]] = []
        self._words: list[tuple[Any, Any]] = []

    @property
    def side(self) -> int:
        """Of the squares that are learned from, in pixels."""
        scale = int(self._pipeline.vae_scale_factor)
        side = self._plan.resolution or int(self._unet.config.sample_size) * scale
        multiple: int = scale * 2 ** (len(self._unet.config.block_out_channels) - 1)
        return max(multiple, side // multiple * multiple)

    def prepare(self, folder: Path, examples: Sequence[Example]) -> None:
        """Compute once what every step needs of the pictures and of their captions."""
        with torch.no_grad():
            self._prepare(folder, examples)

    def _prepare(self, folder: Path, examples: Sequence[Example]) -> None:
        known: dict[str, tuple[Any, Any]] = {}
        for example in examples:
            square = _square(folder / example.file, self.side)
            forms = (square, ImageOps.mirror(square)) if self._plan.flip else (square,)
            self._latents.append(tuple(self._encoded(form) for form in forms))
            if example.caption not in known:
                known[example.caption] = self._said(example.caption)
            self._words.append(known[example.caption])

    def _encoded(self, picture: Image.Image) -> Any:
        pixels = torch.from_numpy(np.asarray(picture, dtype=np.float32) / 127.5 - 1)
        latent = self._pipeline.vae.encode(pixels.permute(2, 0, 1)[None].to(self._device)).latent_dist
        return latent.mode() * self._pipeline.vae.config.scaling_factor

    def _said(self, caption: str) -> tuple[Any, Any]:
        """Embeddings of the words, and for Stable Diffusion XL the pooled ones."""
        said = self._pipeline.encode_prompt(
            caption, device=self._device, num_images_per_prompt=1, do_classifier_free_guidance=False
        )
        return said[0], said[2] if len(said) > 2 else None

    def step(self, number: int) -> float:
        """One step of the optimiser, counted from 1; the mean loss of its batch."""
        plan = self._plan
        chance = torch.Generator().manual_seed(plan.seed * 1_000_003 + number)
        chosen = torch.randint(len(self._latents), (plan.batch,), generator=chance).tolist()
        total = 0.0
        self._unet.train()
        self._optimizer.zero_grad(set_to_none=True)
        draws = [self._draw(index, chance) for index in chosen]
        for start in range(0, plan.batch, plan.at_once):
            part = draws[start : start + plan.at_once]
            loss = self._loss(part) * (len(part) / plan.batch)
            loss.backward()
            total += float(loss.detach())
        if not math.isfinite(total):
            raise NotTrainable(
                "The training ran away (its loss is no number any more); use a lower learning rate."
            )
        torch.nn.utils.clip_grad_norm_(self._weights, GRADIENT_BOUND)
        self._optimizer.step()
        return total

    def _draw(self, index: int, chance: torch.Generator) -> tuple[Any, Any, Any, tuple[Any, Any]]:
        forms = self._latents[index]
        latent = forms[int(torch.randint(len(forms), (1,), generator=chance))]
        noise = torch.randn(latent.shape, generator=chance).to(self._device)
        moment = torch.randint(self._noise.config.num_train_timesteps, (1,), generator=chance).to(
            self._device
        )
        return latent, noise, moment, self._words[index]

    def _loss(self, part: Sequence[tuple[Any, Any, Any, tuple[Any, Any]]]) -> Any:
        latents, noises, moments = (torch.cat([draw[place] for draw in part]) for place in range(3))
        words = torch.cat([draw[3][0] for draw in part])
        more: dict[str, Any] = {}
        if part[0][3][1] is not None:
            sizes = torch.tensor([[self.side, self.side, 0, 0, self.side, self.side]] * len(part))
            pooled = torch.cat([draw[3][1] for draw in part])
            more["added_cond_kwargs"] = {
                "text_embeds": pooled,
                "time_ids": sizes.to(self._device, words.dtype),
            }
        noisy = self._noise.add_noise(latents, noises, moments)
        said = self._unet(noisy, moments, encoder_hidden_states=words, return_dict=False, **more)[0]
        wanted = noises
        if self._noise.config.prediction_type == "v_prediction":
            wanted = self._noise.get_velocity(latents, noises, moments)
        return torch.nn.functional.mse_loss(said.float(), wanted.float())

    def sample(self, prompt: str, seed: int) -> Image.Image:
        """What the style makes of a prompt by now."""
        self._unet.eval()
        self._pipeline.set_progress_bar_config(disable=True)
        generator = torch.Generator().manual_seed(seed)
        steps, side = self._plan.sample_steps, self.side
        made = self._pipeline(prompt, num_inference_steps=steps, generator=generator, width=side, height=side)
        picture: Image.Image = made.images[0]
        return picture

    def save(self, folder: Path) -> None:
        """Everything that is needed to go on, and the style as it is by now."""
        state = get_peft_model_state_dict(self._unet)
        torch.save({"lora": state, "optimizer": self._optimizer.state_dict()}, folder / STATE)
        scaled = convert_state_dict_to_diffusers(state)
        type(self._pipeline).save_lora_weights(
            folder, unet_lora_layers=scaled, weight_name=LORA, safe_serialization=True,
            unet_lora_adapter_metadata=self._unet.peft_config["default"].to_dict(),
        )  # fmt: skip

    def load(self, folder: Path) -> None:
        state = torch.load(folder / STATE, map_location=self._device, weights_only=True)
        set_peft_model_state_dict(self._unet, state["lora"])
        self._optimizer.load_state_dict(state["optimizer"])


def _opened(base: str) -> Any:
    pipeline = AutoPipelineForText2Image.from_pretrained(base, use_safetensors=True, local_files_only=True)
    if getattr(pipeline, "unet", None) is None or not hasattr(pipeline, "vae"):
        raise NotTrainable(
            "This base model has no U-Net; styles are trained for Stable Diffusion 1.5, 2 and XL."
        )
    return pipeline


def _square(file: Path, side: int) -> Image.Image:
    with Image.open(file) as picture:
        return ImageOps.fit(picture.convert("RGB"), (side, side), Image.Resampling.LANCZOS)
