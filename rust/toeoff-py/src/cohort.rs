//! Statistics over runners.

use numpy::{IntoPyArray, PyArray1, PyReadonlyArray1, PyReadonlyArray2};
use pyo3::prelude::*;
use toeoff_core::cohort::{self, Interval};
use toeoff_core::profile::Band;

use crate::errors::{contiguous, invalid};

type Ends = (f64, f64, f64);
type Table = ((u64, u64), (u64, u64));

fn ends(interval: Interval) -> Ends {
    (interval.value, interval.low, interval.high)
}

fn rows(table: Table) -> [[u64; 2]; 2] {
    let ((a, b), (c, d)) = table;
    [[a, b], [c, d]]
}

/// Wilson's interval: proportion, low, high.
#[pyfunction]
pub fn wilson(successes: u64, trials: u64) -> PyResult<Ends> {
    cohort::wilson(successes, trials).map(ends).map_err(invalid)
}

/// Exact interval: proportion, low, high.
#[pyfunction]
pub fn clopper_pearson(successes: u64, trials: u64) -> PyResult<Ends> {
    cohort::clopper_pearson(successes, trials).map(ends).map_err(invalid)
}

/// Two-sided p of Fisher's exact test.
#[pyfunction]
pub fn fisher_exact(py: Python<'_>, table: Table) -> f64 {
    py.detach(|| cohort::fisher_exact(rows(table)))
}

/// Odds ratio with 0.5 added to every cell: value, low, high.
#[pyfunction]
pub fn haldane(table: Table) -> Ends {
    ends(cohort::haldane(rows(table)))
}

/// Difference of two proportions: value, low, high.
#[pyfunction]
pub fn newcombe(first: (u64, u64), second: (u64, u64)) -> PyResult<Ends> {
    cohort::newcombe(first, second).map(ends).map_err(invalid)
}

/// Mean over runners: n, mean, low, high, deviation.
#[pyfunction]
pub fn mean_interval(values: PyReadonlyArray1<'_, f64>) -> PyResult<(usize, f64, f64, f64, f64)> {
    let m = cohort::mean_interval(contiguous("values", &values)?);
    Ok((m.n, m.value, m.low, m.high, m.deviation))
}

/// Deviation within groups with its degrees of freedom.
#[pyfunction]
pub fn pooled_deviation(groups: Vec<Vec<f64>>) -> (f64, usize) {
    cohort::pooled_deviation(groups.iter().map(Vec::as_slice))
}

/// Deviation between runners without the scatter of each mean.
#[pyfunction]
pub fn between_deviation(deviation: f64, within: f64, n_strides: Vec<usize>) -> f64 {
    cohort::between_deviation(deviation, within, &n_strides)
}

/// Rank correlation of two columns, at equal third when there is one, and its two-sided p.
#[pyfunction]
#[pyo3(signature = (x, y, z=None))]
pub fn spearman(
    x: PyReadonlyArray1<'_, f64>,
    y: PyReadonlyArray1<'_, f64>,
    z: Option<PyReadonlyArray1<'_, f64>>,
) -> PyResult<(f64, f64)> {
    let (x, y) = (contiguous("x", &x)?, contiguous("y", &y)?);
    let (r, n_partial) = match &z {
        Some(z) => (cohort::partial_spearman(x, y, contiguous("z", z)?), 1),
        None => (cohort::spearman(x, y), 0),
    };
    Ok((r, cohort::spearman_p(r, x.len(), n_partial)))
}

/// Bootstrap interval of the rank correlation.
#[pyfunction]
pub fn spearman_interval(
    py: Python<'_>,
    x: PyReadonlyArray1<'_, f64>,
    y: PyReadonlyArray1<'_, f64>,
    draws: usize,
    seed: u64,
) -> PyResult<(f64, f64)> {
    let (x, y) = (contiguous("x", &x)?, contiguous("y", &y)?);
    Ok(py.detach(|| cohort::spearman_interval(x, y, draws, seed)))
}

/// Adjusted p of several tests.
#[pyfunction]
pub fn false_discovery<'py>(py: Python<'py>, p: PyReadonlyArray1<'py, f64>) -> PyResult<Bound<'py, PyArray1<f64>>> {
    Ok(cohort::false_discovery(contiguous("p", &p)?).into_pyarray(py))
}

/// Percentile of each value among the others, of what a line over `given` leaves when there is one.
#[pyfunction]
#[pyo3(signature = (values, given=None))]
pub fn percentiles<'py>(
    py: Python<'py>,
    values: PyReadonlyArray1<'py, f64>,
    given: Option<PyReadonlyArray1<'py, f64>>,
) -> PyResult<Bound<'py, PyArray1<f64>>> {
    let values = contiguous("values", &values)?;
    let out = match &given {
        Some(given) => cohort::percentiles(&cohort::residuals(values, contiguous("given", given)?)),
        None => cohort::percentiles(values),
    };
    Ok(out.into_pyarray(py))
}

/// Probability below `x` of the standard normal.
#[pyfunction]
pub fn normal_cdf(x: f64) -> f64 {
    cohort::normal_cdf(x)
}

/// Quantile of Student's t.
#[pyfunction]
pub fn student_quantile(p: f64, degrees_of_freedom: f64) -> f64 {
    cohort::student_quantile(p, degrees_of_freedom)
}

/// What one degree of camera roll, and of error of the trunk's lean, adds to a measure.
#[pyfunction]
pub fn shared_gains(measure: &str) -> (f64, f64) {
    cohort::gains(measure)
}

type Counts = (Vec<Ends>, Vec<Vec<Ends>>);

/// Counts under measurement error; `value`, `sigma`, `low`, `high` are (traits, runners), `gains` (roll, first) per trait.
#[pyfunction]
#[allow(clippy::too_many_arguments, reason = "columns of one table")]
pub fn expected_counts(
    py: Python<'_>,
    value: PyReadonlyArray2<'_, f64>,
    sigma: PyReadonlyArray2<'_, f64>,
    low: PyReadonlyArray2<'_, f64>,
    high: PyReadonlyArray2<'_, f64>,
    gains: Vec<(f64, f64)>,
    recordings: Vec<Vec<usize>>,
    roll_sigma: Vec<f64>,
    draws: usize,
    seed: u64,
) -> PyResult<Counts> {
    let n = recordings.len();
    let [value, sigma] = [contiguous("value", &value)?, contiguous("sigma", &sigma)?];
    let limits = contiguous("low", &low)?.iter().zip(contiguous("high", &high)?);
    let bands = limits.map(|(l, h)| Band::new(*l, *h)).collect::<Result<Vec<_>, _>>().map_err(invalid)?;
    let counts = py.detach(|| {
        let of = |i: usize| i * n..(i + 1) * n;
        let traits: Vec<_> = gains
            .iter()
            .enumerate()
            .map(|(i, (roll_gain, first_gain))| cohort::Trait {
                value: value.get(of(i)).unwrap_or_default(),
                sigma: sigma.get(of(i)).unwrap_or_default(),
                band: bands.get(of(i)).unwrap_or_default(),
                roll_gain: *roll_gain,
                first_gain: *first_gain,
            })
            .collect();
        let errors = cohort::Errors { recordings: &recordings, roll_sigma: &roll_sigma, draws, seed };
        cohort::expected_counts(&traits, &errors)
    });
    let counts = counts.map_err(invalid)?;
    let plain = |c: &cohort::Count| (c.mean, c.low, c.high);
    let tables = counts.tables.iter().map(|t| t.iter().map(plain).collect()).collect();
    Ok((counts.in_band.iter().map(plain).collect(), tables))
}
