"""Arithmetic of uncertainty that several rooms share; pure, and nothing in it knows what a creator is."""

from __future__ import annotations

from shoal.stats.draws import generator_of, interval_of_draws, log_normal_draws, stored
from shoal.stats.intervals import (
    Interval,
    central_z,
    count_interval,
    count_upper_bound,
    log_normal_interval,
    log_normal_of,
    log_normal_quantile,
    log_sd_of,
    normal_quantile,
    rounding_log_sd,
    share_interval,
)
from shoal.stats.local_level import (
    LevelForecast,
    LevelModel,
    Levels,
    filter_levels,
    forecast_levels,
    forecast_z,
    smoothing_count,
    steady_ratio,
)

__all__ = [
    "Interval",
    "LevelForecast",
    "LevelModel",
    "Levels",
    "central_z",
    "count_interval",
    "count_upper_bound",
    "filter_levels",
    "forecast_levels",
    "forecast_z",
    "generator_of",
    "interval_of_draws",
    "log_normal_draws",
    "log_normal_interval",
    "log_normal_of",
    "log_normal_quantile",
    "log_sd_of",
    "normal_quantile",
    "rounding_log_sd",
    "share_interval",
    "smoothing_count",
    "steady_ratio",
    "stored",
]
