"""KID and FID: the same as clean-fid's formulae, zero for alike sets, larger the further apart they are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huahua.avatars.domain import distances
from huahua.avatars.domain.distances import OtherFeatures, TooFewPictures, fid, frechet, kid, kid_of_subsets


def drawn(count: int, width: int, seed: int, shift: float = 0.0, scale: float = 1.0) -> Any:
    return np.random.default_rng(seed).normal(shift, scale, (count, width))


def clean_fids_kernel_distance(
    first: Any, second: Any, subsets: int, most: int, choice: Callable[..., Any]
) -> float:
    """`cleanfid.fid.kernel_distance`, word for word."""
    n = first.shape[1]
    m = min(min(first.shape[0], second.shape[0]), most)
    t = 0
    for _ in range(subsets):
        x = second[choice(second.shape[0], m, replace=False)]
        y = first[choice(first.shape[0], m, replace=False)]
        a = (x @ x.T / n + 1) ** 3 + (y @ y.T / n + 1) ** 3
        b = (x @ y.T / n + 1) ** 3
        t += (a.sum() - np.diag(a).sum()) / (m - 1) - b.sum() * 2 / m
    return float(t / subsets / m)


def square_root_by_newton(matrix: Any) -> Any:
    """Denman and Beavers' iteration, an independent way to the root of a matrix."""
    y, z = matrix, np.eye(len(matrix))
    for _ in range(60):
        y, z = (y + np.linalg.inv(z)) / 2, (z + np.linalg.inv(y)) / 2
    return y


@given(st.integers(0, 10_000), st.integers(60, 130), st.integers(60, 130), st.integers(2, 20))
@settings(max_examples=25, deadline=None)
def test_kid_is_clean_fids(seed: int, first: int, second: int, width: int) -> None:
    one, other = drawn(first, width, seed), drawn(second, width, seed + 1, 0.3)
    ours = kid_of_subsets(one, other, np.random.default_rng(seed), subsets=7, subset_size=40)
    choice = np.random.default_rng(seed).choice
    assert ours == pytest.approx(clean_fids_kernel_distance(one, other, 7, 40, choice), rel=1e-9, abs=1e-12)


@given(st.integers(0, 10_000), st.integers(2, 12))
@settings(max_examples=25, deadline=None)
def test_fid_is_the_formula_with_the_root_of_the_product(seed: int, width: int) -> None:
    one, other = drawn(200, width, seed), drawn(200, width, seed + 1, 0.5, 1.7)
    means, covs = [x.mean(axis=0) for x in (one, other)], [np.cov(x, rowvar=False) for x in (one, other)]
    root = square_root_by_newton(covs[0] @ covs[1])
    apart = means[0] - means[1]
    wanted = apart @ apart + np.trace(covs[0]) + np.trace(covs[1]) - 2 * np.trace(root)
    assert frechet(means[0], covs[0], means[1], covs[1]) == pytest.approx(wanted, rel=1e-6)


def test_a_set_is_no_distance_from_itself_and_singular_covariances_do_no_harm() -> None:
    few = np.repeat(drawn(30, 40, 1), 80, axis=0)  # rank 29 of 40
    assert fid(few, few.copy()) == pytest.approx(0, abs=1e-6)
    assert abs(kid(drawn(500, 8, 1), drawn(500, 8, 2), np.random.default_rng(0)).value) < 0.02


@pytest.mark.parametrize("shift", [0.2, 0.5, 1.0])
def test_both_grow_with_the_distance(shift: float) -> None:
    here = drawn(2_100, 8, 1)
    near, far = drawn(2_100, 8, 2, shift / 2), drawn(2_100, 8, 3, shift)
    assert fid(here, near) < fid(here, far)
    random = np.random.default_rng(0)
    assert kid(here[:300], near[:300], random).value < kid(here[:300], far[:300], random).value


def test_the_interval_holds_the_truth_about_as_often_as_it_says() -> None:
    truth = np.mean([_value(seed + 5_000) for seed in range(150)])
    held = [(found := _distance(seed)).low <= truth <= found.high for seed in range(120)]
    assert 0.88 <= np.mean(held) <= 1.0


def test_the_interval_is_narrower_with_more_pictures() -> None:
    widths = []
    for count in (50, 200, 800):
        found = kid(drawn(count, 6, 1), drawn(count, 6, 2, 0.4), np.random.default_rng(0))
        widths.append(found.high - found.low)
        assert found.low < found.value < found.high and found.pictures == (count, count)
    assert widths == sorted(widths, reverse=True)


def test_too_few_pictures_and_other_features_are_refused() -> None:
    random = np.random.default_rng(0)
    with pytest.raises(TooFewPictures, match=r"at least 50 .* has 49"):
        kid(drawn(49, 4, 1), drawn(60, 4, 2), random)
    with pytest.raises(TooFewPictures, match="at least 2048"):
        fid(drawn(2_047, 4, 1), drawn(4_000, 4, 2))
    with pytest.raises(OtherFeatures):
        kid(drawn(60, 4, 1), drawn(60, 5, 2), random)


def test_no_more_pictures_are_taken_than_make_a_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(distances, "MAX_FOR_KID", 80)
    assert kid(drawn(200, 4, 1), drawn(90, 4, 2), np.random.default_rng(0)).pictures == (80, 80)


def _distance(seed: int) -> distances.Distance:
    return kid(drawn(60, 4, seed), drawn(60, 4, seed + 10_000, 0.5), np.random.default_rng(0))


def _value(seed: int) -> float:
    return _distance(seed).value
