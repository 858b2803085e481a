//! The extension module `toeoff._core`: a table of contents.

mod analysis;
mod camera_path;
mod cohort;
mod errors;
mod events;
mod measures;
mod profile;
mod repair;
mod scale;
mod skeleton;
mod smooth;
mod strides;
mod track;
mod view;

use mimalloc::MiMalloc;
use pyo3::prelude::*;

/// glibc's allocator returns what threads kept of their passes to the system, whose pages then fault again, and holds a
/// lock while the caller's thread frees it: on two threads that is a tenth of `analyze_many` (README of the benches).
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// Compiled core of toeoff.
#[pymodule]
mod _core {
    use super::*;

    #[pymodule_export]
    use super::analysis::{PyAnalysis, analyze, analyze_many};
    #[pymodule_export]
    use super::camera_path::{chain_camera_path, check_camera_path};
    #[pymodule_export]
    use super::cohort::{
        between_deviation, clopper_pearson, expected_counts, false_discovery, fisher_exact, haldane, mean_interval,
        newcombe, normal_cdf, percentiles, pooled_deviation, shared_gains, spearman, spearman_interval,
        student_quantile, wilson,
    };
    #[pymodule_export]
    use super::events::{detect_events, event_anchors, event_coefficients, event_inputs, step_repetition};
    #[pymodule_export]
    use super::measures::{foot_strike_probabilities, measure_specs, spring_mass, stride_measures};
    #[pymodule_export]
    use super::profile::{judge_band, profile_target};
    #[pymodule_export]
    use super::repair::{alternate_legs, clear_merged, clear_outliers, exchange_legs, fill_gaps, uniform};
    #[pymodule_export]
    use super::scale::{calibrated_scale, camera_place, ground_scale};
    #[pymodule_export]
    use super::skeleton::{PySkeleton, skeleton_keypoints};
    #[pymodule_export]
    use super::smooth::{butterworth, effective_cutoff_hz, one_euro, residual_cutoff, savitzky_golay, whittaker};
    #[pymodule_export]
    use super::strides::{body_angles, stride_values};
    #[pymodule_export]
    use super::track::Tracker;
    #[pymodule_export]
    use super::view::assess_view;

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        super::analysis::add_names(module)?;
        module.add("ROLL_UNKNOWN_SIGMA_DEG", toeoff_core::roll::UNKNOWN_SIGMA_DEG)?;
        module.add("SHORTEST_PASS_S", toeoff_core::gait::SHORTEST_S)?;
        module.add("SMALLEST_PX", toeoff_core::view::SMALLEST_PX)?;
        module.add("YES_FROM", toeoff_core::profile::YES_FROM)?;
        module.add("SKELETON_NAMES", toeoff_core::Skeleton::NAMES.to_vec())?;
        module.add("__version__", env!("CARGO_PKG_VERSION"))
    }
}
