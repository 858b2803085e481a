//! What measurement error does to counts: how many runners are in a band, and who is in two at once.
//!
//! Each runner's true values are drawn around the measured ones. The camera's roll is drawn once per recording and
//! shared by its runners: a turned picture adds the same angle to the trunk's lean and to a leg's extension behind the
//! vertical, so that roll that differs between recordings makes both look related. What is measured against the trunk
//! takes no roll, but the trunk's own error, with the opposite sign.

use super::random::Random;
use crate::profile::Band;
use crate::stats::quantile;
use crate::{Error, Result};

/// One measure of all runners.
#[derive(Debug, Clone)]
pub struct Trait<'a> {
    /// Value of each runner; NaN when withheld.
    pub value: &'a [f64],
    /// Standard uncertainty of each, camera roll contained.
    pub sigma: &'a [f64],
    /// Band of each runner.
    pub band: &'a [Band],
    /// What one degree of roll adds: 1 for angles against the vertical, 0 for others.
    pub roll_gain: f64,
    /// What the own error of the first trait adds: -1 for extension against the trunk, 0 for others.
    pub first_gain: f64,
}

/// What the errors of several runners share.
#[derive(Debug, Clone, Copy)]
pub struct Errors<'a> {
    /// Recordings of each runner; the roll of a runner seen in several is their mean.
    pub recordings: &'a [Vec<usize>],
    /// Standard uncertainty of the roll of each recording, deg.
    pub roll_sigma: &'a [f64],
    /// Number of draws.
    pub draws: usize,
    /// Seed of the draws.
    pub seed: u64,
}

/// Mean of a count over the draws with its central 95 %.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Count {
    /// Expected count.
    pub mean: f64,
    /// 2.5 % quantile.
    pub low: f64,
    /// 97.5 % quantile.
    pub high: f64,
}

/// Counts under measurement error.
#[derive(Debug, Clone, PartialEq)]
pub struct Counts {
    /// Runners in the band of each trait.
    pub in_band: Vec<Count>,
    /// For each trait after the first, the table of the first (in band, not) against it (in band, not), row by row,
    /// over runners that have both.
    pub tables: Vec<[Count; 4]>,
}

/// Draws true values and counts.
///
/// # Errors
/// When slices differ in length, or a recording is not in `roll_sigma`.
pub fn expected_counts(traits: &[Trait<'_>], errors: &Errors<'_>) -> Result<Counts> {
    let n = errors.recordings.len();
    for t in traits {
        for (what, actual) in [("value", t.value.len()), ("sigma", t.sigma.len()), ("band", t.band.len())] {
            if actual != n {
                let why = format!("{n} runners have recordings");
                return Err(Error::ShapeMismatch { what, expected: n, actual, why });
            }
        }
    }
    let n_rolls = errors.roll_sigma.len();
    if let Some(index) = errors.recordings.iter().flatten().find(|r| **r >= n_rolls) {
        return Err(Error::OutOfRange {
            what: "recording",
            value: *index as f64,
            allowed: "an index of roll_sigma",
            remedy: "give each recording its roll",
        });
    }
    let own: Vec<Vec<Own>> = traits.iter().map(|t| (0..n).map(|i| Own::new(traits, t, i, errors)).collect()).collect();
    let mut random = Random::new(errors.seed);
    let mut in_band = vec![Vec::with_capacity(errors.draws); traits.len()];
    let mut tables = vec![[(); 4].map(|()| Vec::with_capacity(errors.draws)); traits.len().saturating_sub(1)];
    let mut rolls = vec![0.0; n_rolls];
    let mut inside = vec![None; traits.len()];
    for _ in 0..errors.draws {
        rolls.iter_mut().zip(errors.roll_sigma).for_each(|(roll, sigma)| *roll = sigma * random.normal());
        let mut counts = vec![0.0; traits.len()];
        let mut cells = vec![[0.0; 4]; tables.len()];
        for (i, recordings) in errors.recordings.iter().enumerate() {
            let roll = recordings.iter().map(|r| rolls[*r]).sum::<f64>() / recordings.len().max(1) as f64;
            let first = random.normal();
            for (k, t) in traits.iter().enumerate() {
                let own = own[k][i];
                let error = if k == 0 { own.sigma * first } else { own.shared * first + own.sigma * random.normal() };
                let value = t.value[i] + error + own.roll_gain * roll;
                inside[k] = value.is_finite().then(|| t.band[i].contains(value));
                counts[k] += f64::from(u8::from(inside[k] == Some(true)));
                if let (Some(a), Some(b), true) = (inside[0], inside[k], k > 0) {
                    cells[k - 1][2 * usize::from(!a) + usize::from(!b)] += 1.0;
                }
            }
        }
        in_band.iter_mut().zip(counts).for_each(|(all, count)| all.push(count));
        for (all, table) in tables.iter_mut().zip(cells) {
            all.iter_mut().zip(table).for_each(|(all, count)| all.push(count));
        }
    }
    Ok(Counts {
        in_band: in_band.iter().map(|c| Count::of(c)).collect(),
        tables: tables.iter().map(|t| [0, 1, 2, 3].map(|cell| Count::of(&t[cell]))).collect(),
    })
}

/// How the error of one value splits.
#[derive(Debug, Clone, Copy)]
struct Own {
    /// What is this value's alone.
    sigma: f64,
    /// What it takes of the first trait's own error.
    shared: f64,
    roll_gain: f64,
}

impl Own {
    fn new(traits: &[Trait<'_>], t: &Trait<'_>, i: usize, errors: &Errors<'_>) -> Self {
        let (rest, roll_gain) = without_roll(t, i, errors);
        // No more than its whole error can come from elsewhere.
        let first = without_roll(&traits[0], i, errors).0;
        let first = if first.is_finite() { first } else { 0.0 };
        let shared = (t.first_gain.abs() * first).min(rest).copysign(t.first_gain);
        if std::ptr::eq(t, &traits[0]) {
            return Self { sigma: rest, shared: 0.0, roll_gain };
        }
        let shared = if t.first_gain == 0.0 { 0.0 } else { shared };
        Self { sigma: (rest * rest - shared * shared).max(0.0).sqrt(), shared, roll_gain }
    }
}

/// Uncertainty of a value without the roll in it, and what one degree of roll adds: no more than its whole error.
fn without_roll(t: &Trait<'_>, i: usize, errors: &Errors<'_>) -> (f64, f64) {
    let recordings = &errors.recordings[i];
    let squares: f64 = recordings.iter().map(|r| errors.roll_sigma[*r].powi(2)).sum();
    let roll = squares.sqrt() / recordings.len().max(1) as f64;
    let from_roll = (t.roll_gain.abs() * roll).min(t.sigma[i]);
    let gain = if roll > 0.0 { (from_roll / roll).copysign(t.roll_gain) } else { 0.0 };
    ((t.sigma[i] * t.sigma[i] - from_roll * from_roll).max(0.0).sqrt(), gain)
}

impl Count {
    fn of(counts: &[f64]) -> Self {
        let at = |q| quantile(counts.iter().copied(), q);
        Self { mean: crate::stats::mean(counts.iter().copied()), low: at(0.025), high: at(0.975) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn band(low: f64, high: f64) -> Band {
        Band::new(low, high).expect("a band")
    }

    /// Association of two counts in a table: above 0 when both tend to be in band together.
    fn excess(t: &[Count; 4]) -> f64 {
        let n: f64 = t.iter().map(|c| c.mean).sum();
        t[0].mean - (t[0].mean + t[1].mean) * (t[0].mean + t[2].mean) / n
    }

    #[test]
    fn expected_counts_are_the_sum_of_probabilities() {
        let (value, sigma) = ([7.5, 9.9, f64::NAN, 20.0], [2.0; 4]);
        let bands = [band(5.0, 10.0); 4];
        let lean = Trait { value: &value, sigma: &sigma, band: &bands, roll_gain: 1.0, first_gain: 0.0 };
        let recordings = [vec![0], vec![0], vec![1], vec![0, 1]];
        let errors = Errors { recordings: &recordings, roll_sigma: &[1.5, 0.5], draws: 40_000, seed: 1 };
        let counts = expected_counts(&[lean], &errors).expect("counts");
        let exact: f64 = [0, 1, 3].iter().map(|i| bands[*i].probability(value[*i], 2.0)).sum();
        assert!((counts.in_band[0].mean - exact).abs() < 0.01, "{} {exact}", counts.in_band[0].mean);
        assert!(counts.tables.is_empty());
    }

    #[test]
    fn shared_roll_makes_an_association_and_extension_against_the_trunk_does_not_see_it() {
        // Everybody sits on both limits: without shared errors the traits are independent.
        let n = 400;
        let (lean, extension, sigma) = (vec![7.5; n], vec![18.0; n], vec![3.0; n]);
        let leaning = vec![band(7.5, f64::INFINITY); n];
        let extended = vec![band(18.0, f64::INFINITY); n];
        let (recordings, roll_sigma) = ((0..n).map(|i| vec![i]).collect::<Vec<_>>(), vec![2.0; n]);
        let errors = Errors { recordings: &recordings, roll_sigma: &roll_sigma, draws: 400, seed: 1 };
        let of =
            |roll_gain, first_gain| Trait { value: &extension, sigma: &sigma, band: &extended, roll_gain, first_gain };
        let first = Trait { value: &lean, sigma: &sigma, band: &leaning, roll_gain: 1.0, first_gain: 0.0 };
        // Against the vertical, against nothing shared, against the trunk.
        let traits = [first, of(1.0, 0.0), of(0.0, 0.0), of(0.0, -1.0)];
        let counts = expected_counts(&traits, &errors).expect("counts");
        assert!(excess(&counts.tables[0]) > 15.0);
        assert!(excess(&counts.tables[1]).abs() < 3.0);
        assert!(excess(&counts.tables[2]) < -15.0);
    }

    #[test]
    fn one_recording_moves_all_its_runners_together() {
        let n = 50;
        let (value, sigma, bands) = (vec![5.0; n], vec![2.0; n], vec![band(5.0, 100.0); n]);
        let t = Trait { value: &value, sigma: &sigma, band: &bands, roll_gain: 1.0, first_gain: 0.0 };
        let spread = |recordings: Vec<Vec<usize>>| {
            let roll_sigma = vec![1.9; n];
            let errors = Errors { recordings: &recordings, roll_sigma: &roll_sigma, draws: 2000, seed: 3 };
            let count = expected_counts(std::slice::from_ref(&t), &errors).expect("counts").in_band[0];
            count.high - count.low
        };
        assert!(spread(vec![vec![0]; n]) > 2.0 * spread((0..n).map(|i| vec![i]).collect()));
    }

    #[test]
    fn lengths_and_indices_are_checked() {
        let t = Trait { value: &[1.0], sigma: &[1.0], band: &[], roll_gain: 0.0, first_gain: 0.0 };
        let errors = Errors { recordings: &[vec![0]], roll_sigma: &[1.0], draws: 1, seed: 1 };
        assert!(expected_counts(&[t], &errors).is_err());
        let bands = [band(0.0, 1.0)];
        let t = Trait { value: &[1.0], sigma: &[1.0], band: &bands, roll_gain: 0.0, first_gain: 0.0 };
        assert!(expected_counts(&[t], &Errors { roll_sigma: &[], ..errors }).is_err());
    }
}
