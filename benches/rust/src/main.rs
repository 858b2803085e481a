//! Times the core on a runner as filmed. `toeoff-bench help` tells how to use it.

mod check;
mod footage;
mod stages;
mod timing;

use std::error::Error;
use std::path::Path;
use std::time::{Duration, Instant};

use mimalloc::MiMalloc;

use footage::{Footage, Quality};
use toeoff_core::{Analysis, Options, Sequence, analyze, analyze_many};

/// As in the wheel.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

const HELP: &str = "\
toeoff-bench                  times every case
toeoff-bench once CASE        runs one case once, for an instruction counter
toeoff-bench again CASE S     runs one case again and again for S seconds, for a sampling profiler
toeoff-bench many PASSES      times analyze_many on passes of 120 frames, on one thread and on all
toeoff-bench write FOLDER     writes the cases: per frame the time, 26 scores, 26 (x, y), as little-endian f64
cases: analyze/FRAMES/QUALITY, FRAMES 60, 120, 600, QUALITY clean, filmed";

/// Lengths of a pass: one second is a runner crossing the picture, two the usual, ten a treadmill.
const FRAMES: [usize; 3] = [60, 120, 600];

/// A picture in memory, bytes: 1280 by 720 in 24 bits.
const PICTURE: usize = 1280 * 720 * 3;

fn main() -> Result<(), Box<dyn Error>> {
    // Whoever has keypoints has held a picture. Before a block of its size has been given back, glibc returns the memory
    // of every pass of 600 frames to the system, whose pages then fault 100 times a pass.
    drop(std::hint::black_box(vec![1u8; PICTURE]));
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => all(),
        ["once", case] => once(case, Duration::ZERO),
        ["again", case, seconds] => once(case, Duration::try_from_secs_f64(seconds.parse()?)?),
        ["many", passes] => many(passes.parse()?),
        ["write", folder] => write(Path::new(folder)),
        _ => {
            println!("{HELP}");
            Ok(())
        }
    }
}

fn cases() -> impl Iterator<Item = (usize, Quality)> {
    FRAMES.into_iter().flat_map(|frames| [(frames, Quality::Clean), (frames, Quality::Filmed)])
}

fn name(frames: usize, quality: Quality) -> String {
    format!("analyze/{frames}/{}", quality.name())
}

/// What is timed and counted; a name of its own, so that a profiler finds it.
#[inline(never)]
fn measured(sequence: &Sequence<'_>, options: &Options) -> Analysis {
    analyze(sequence, options).expect("the options are the defaults")
}

fn all() -> Result<(), Box<dyn Error>> {
    println!("{:<24}{:>12}{:>12}{:>9}{:>13}", "case", "median µs", "fastest µs", "spread", "ns per frame");
    for (frames, quality) in cases() {
        let footage = Footage::new(frames, quality)?;
        let sequence = Sequence::new(&footage.xy, &footage.score, &footage.time_s, &footage.skeleton)?;
        let options = Options::default();
        let first = measured(&sequence, &options);
        check::against_truth(&first, &footage, quality)?;
        let digits = check::digits(&first);
        let times = timing::time(
            || measured(std::hint::black_box(&sequence), &options),
            |again| assert_eq!(check::digits(again), digits, "the answer changes from run to run"),
        );
        row(&name(frames, quality), times, frames);
        stages::all(&sequence, frames, quality);
    }
    Ok(())
}

/// A line of the table.
fn row(name: &str, times: timing::Times, frames: usize) {
    let timing::Times { median_us, fastest_us, spread } = times;
    let per_frame_ns = 1e3 * median_us / frames as f64;
    println!("{name:<24}{median_us:>12.1}{fastest_us:>12.1}{:>8.1}%{per_frame_ns:>13.0}", 100.0 * spread);
}

/// Runs a case once, and again until `lasting` is over.
fn once(case: &str, lasting: Duration) -> Result<(), Box<dyn Error>> {
    let (frames, quality) = cases().find(|&(frames, quality)| name(frames, quality) == case).ok_or(HELP)?;
    let footage = Footage::new(frames, quality)?;
    let sequence = Sequence::new(&footage.xy, &footage.score, &footage.time_s, &footage.skeleton)?;
    let start = Instant::now();
    let analysis = measured(&sequence, &Options::default());
    check::against_truth(&analysis, &footage, quality)?;
    while start.elapsed() < lasting {
        std::hint::black_box(measured(std::hint::black_box(&sequence), &Options::default()));
    }
    Ok(())
}

fn many(passes: usize) -> Result<(), Box<dyn Error>> {
    let footage = Footage::new(120, Quality::Filmed)?;
    let sequence = Sequence::new(&footage.xy, &footage.score, &footage.time_s, &footage.skeleton)?;
    let sequences = vec![sequence; passes];
    let options = Options::default();
    let digits = check::digits(&measured(&sequence, &options));
    let cores = std::thread::available_parallelism()?.get();
    let run = |threads: usize| {
        timing::time(
            || analyze_many(&sequences, &options, Some(threads)).expect("the options are the defaults"),
            |all| assert!(all.iter().all(|one| check::digits(one) == digits), "threads change the answer"),
        )
    };
    // Both in turn, since the machine is shared: what slows one slows the other.
    let rounds: Vec<[f64; 2]> = (0..5).map(|_| [1, cores].map(|threads| run(threads).median_us)).collect();
    let mut ratios: Vec<f64> = rounds.iter().map(|[one, all]| one / all / cores as f64).collect();
    ratios.sort_by(f64::total_cmp);
    println!("analyze_many, {passes} passes of 120 frames, filmed: {cores} threads over 1, per thread");
    println!("median {:.3}, lowest {:.3}, highest {:.3}", ratios[2], ratios[0], ratios[4]);
    Ok(())
}

fn write(folder: &Path) -> Result<(), Box<dyn Error>> {
    std::fs::create_dir_all(folder)?;
    for (frames, quality) in cases() {
        let Footage { xy, score, time_s, .. } = Footage::new(frames, quality)?;
        let rows =
            time_s.iter().zip(score.chunks_exact(footage::KEYPOINTS)).zip(xy.chunks_exact(2 * footage::KEYPOINTS));
        let numbers = rows.flat_map(|((t, score), xy)| [*t].into_iter().chain(score.to_vec()).chain(xy.to_vec()));
        let bytes: Vec<u8> = numbers.flat_map(f64::to_le_bytes).collect();
        std::fs::write(folder.join(format!("{frames}_{}.f64", quality.name())), bytes)?;
    }
    Ok(())
}
