"""How alike two sets of pictures are, from their features: KID and FID. Pure.

Both as `clean-fid` computes them (Parmar, Zhang and Zhu, CVPR 2022, https://github.com/GaParmar/clean-fid), so that
figures of the same features are the same: FID by Heusel et al. (NeurIPS 2017), KID by Bińkowski et al. (ICLR 2018).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Features = NDArray[np.float64]
"""One row a picture."""

MIN_FOR_KID, MAX_FOR_KID = 50, 2_000
MIN_FOR_FID = 2_048
"""Below this the covariance of 2,048 features has no full rank, and FID tells the number rather than the pictures."""
SUBSETS, SUBSET_SIZE = 100, 1_000
_Z_95 = 1.959963984540054


class TooFewPictures(ValueError):
    """The message says how many there are and how many it takes."""


class OtherFeatures(ValueError):
    """The two sets were not described by the same features."""


@dataclass(frozen=True, slots=True)
class Distance:
    """`low` and `high` hold the true value in 95 of 100 such measurements; KID can be a little below 0."""

    value: float
    low: float
    high: float
    pictures: tuple[int, int]


def kid(first: Features, second: Features, random: np.random.Generator) -> Distance:
    """Of 50 to 2,000 pictures each. `value` is the mean of 100 random subsets; the interval is the jackknife's
    (Efron and Stein, 1981), which counts every picture's influence.

    Raises TooFewPictures, OtherFeatures.
    """
    _check(first, second, MIN_FOR_KID, "KID")
    first, second = first[:MAX_FOR_KID], second[:MAX_FOR_KID]
    value = kid_of_subsets(first, second, random)
    spread = _Z_95 * _jackknife_error(first, second)
    return Distance(value, value - spread, value + spread, (len(first), len(second)))


def kid_of_subsets(
    first: Features,
    second: Features,
    random: np.random.Generator,
    subsets: int = SUBSETS,
    subset_size: int = SUBSET_SIZE,
) -> float:
    """The mean of the unbiased squared MMD with the kernel (x·y / n + 1)³ over random subsets."""
    size = min(len(first), len(second), subset_size)
    if size == len(first) == len(second):
        return _mmd2(first, second)  # every subset would be the whole
    total = 0.0
    for _ in range(subsets):
        x = second[random.choice(len(second), size, replace=False)]
        y = first[random.choice(len(first), size, replace=False)]
        total += _mmd2(y, x)
    return total / subsets


def fid(first: Features, second: Features) -> float:
    """Between normal distributions of the same means and covariances. Raises TooFewPictures, OtherFeatures."""
    _check(first, second, MIN_FOR_FID, "FID")
    return frechet(
        first.mean(axis=0), np.cov(first, rowvar=False), second.mean(axis=0), np.cov(second, rowvar=False)
    )


def frechet(first_mean: Features, first_cov: Features, second_mean: Features, second_cov: Features) -> float:
    """|m₁ − m₂|² + tr(C₁ + C₂ − 2·√(C₁C₂)). The trace of the root is the sum of the roots of the eigenvalues of
    √C₁·C₂·√C₁, which is symmetric, so that no complex numbers come in."""
    values, vectors = np.linalg.eigh(first_cov)
    root = (vectors * np.sqrt(np.clip(values, 0, None))) @ vectors.T
    inner = np.linalg.eigvalsh(root @ second_cov @ root)
    trace = np.sqrt(np.clip(inner, 0, None)).sum()
    apart = first_mean - second_mean
    return float(apart @ apart + np.trace(first_cov) + np.trace(second_cov) - 2 * trace)


def _check(first: Features, second: Features, least: int, name: str) -> None:
    if first.ndim != 2 or second.ndim != 2 or first.shape[1] != second.shape[1]:
        raise OtherFeatures("the two sets were described by different features")
    fewest = min(len(first), len(second))
    if fewest < least:
        raise TooFewPictures(f"{name} takes at least {least} pictures on each side; one side has {fewest}.")


def _kernel(x: Features, y: Features) -> Features:
    kernel: Features = (x @ y.T / x.shape[1] + 1) ** 3
    return kernel


def _mmd2(first: Features, second: Features) -> float:
    """Unbiased: no picture is compared with itself. For sets of one size this is `clean-fid`'s term by term."""
    m, n = len(first), len(second)
    within = _kernel(first, first)
    others = _kernel(second, second)
    own = (within.sum() - np.trace(within)) / (m * (m - 1)) + (others.sum() - np.trace(others)) / (
        n * (n - 1)
    )
    return float(own - 2 * _kernel(first, second).mean())


def _jackknife_error(first: Features, second: Features) -> float:
    """The standard error of `_mmd2`, from leaving each picture out in turn; sums of rows make that cheap."""
    within, others, between = _kernel(first, first), _kernel(second, second), _kernel(first, second)
    np.fill_diagonal(within, 0)
    np.fill_diagonal(others, 0)
    m, n = len(first), len(second)
    a, b, c = within.sum(), others.sum(), between.sum()
    without_first = (
        (a - 2 * within.sum(axis=1)) / ((m - 1) * (m - 2))
        + b / (n * (n - 1))
        - 2 * (c - between.sum(axis=1)) / ((m - 1) * n)
    )
    without_second = (
        a / (m * (m - 1))
        + (b - 2 * others.sum(axis=1)) / ((n - 1) * (n - 2))
        - 2 * (c - between.sum(axis=0)) / (m * (n - 1))
    )
    variance = _variance(without_first) + _variance(without_second)
    return float(np.sqrt(variance))


def _variance(left_out: Features) -> float:
    count = len(left_out)
    return float((count - 1) / count * ((left_out - left_out.mean()) ** 2).sum())
