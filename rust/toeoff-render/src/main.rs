//! `toeoff-render SCENE [--truth FILE] [--keypoints FILE] [--frames FIRST..END] [--every N] [--scale S] [--threads N] [--raw]`
//!
//! `--raw` writes the frames to the standard output as bytes, red, green, blue, row by row, for an encoder to read.

use std::io::Write;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use toeoff_render::error::{Error, Result};
use toeoff_render::picture::frame::Renderer;
use toeoff_render::scene::Scene;
use toeoff_render::{keypoints, truth};

const USAGE: &str = "usage: toeoff-render SCENE [--truth FILE] [--keypoints FILE] [--frames FIRST..END] [--every N] \
[--scale S] [--threads N] [--raw]";

#[derive(Default)]
struct Wanted {
    scene: PathBuf,
    truth: Option<PathBuf>,
    keypoints: Option<PathBuf>,
    frames: Option<Range<usize>>,
    every: Option<usize>,
    scale: Option<f64>,
    threads: Option<usize>,
    raw: bool,
}

fn main() -> ExitCode {
    let Some(wanted) = parse(std::env::args().skip(1)) else {
        eprintln!("{USAGE}");
        return ExitCode::from(2);
    };
    match run(&wanted) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("toeoff-render: {error}");
            ExitCode::FAILURE
        }
    }
}

fn parse(mut arguments: impl Iterator<Item = String>) -> Option<Wanted> {
    let mut wanted = Wanted::default();
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--truth" => wanted.truth = Some(arguments.next()?.into()),
            "--keypoints" => wanted.keypoints = Some(arguments.next()?.into()),
            "--frames" => {
                let text = arguments.next()?;
                let (first, end) = text.split_once("..")?;
                wanted.frames = Some(first.parse().ok()?..end.parse().ok()?);
            }
            "--every" => wanted.every = Some(arguments.next()?.parse().ok().filter(|n| *n > 0)?),
            "--scale" => wanted.scale = Some(arguments.next()?.parse().ok().filter(|s| *s > 0.0 && *s <= 1.0)?),
            "--threads" => wanted.threads = Some(arguments.next()?.parse().ok().filter(|n| *n > 0)?),
            "--raw" => wanted.raw = true,
            flag if flag.starts_with("--") => return None,
            scene if wanted.scene.as_os_str().is_empty() => wanted.scene = scene.into(),
            _ => return None,
        }
    }
    (!wanted.scene.as_os_str().is_empty()).then_some(wanted)
}

fn run(wanted: &Wanted) -> Result<()> {
    let scene = Scene::read(&wanted.scene)?;
    if let Some(path) = &wanted.truth {
        write(path, &truth::json(&scene)?)?;
    }
    if let Some(path) = &wanted.keypoints {
        write(path, &keypoints::csv(&scene))?;
    }
    if wanted.raw {
        let threads =
            wanted.threads.or_else(|| std::thread::available_parallelism().ok().map(usize::from)).unwrap_or(1);
        let mut renderer = Renderer::new(&scene, wanted.scale.unwrap_or(1.0), threads);
        let all = 0..scene.picture.frames;
        let frames = wanted.frames.clone().map_or(all.clone(), |f| f.start.min(all.end)..f.end.min(all.end));
        let mut out = std::io::stdout().lock();
        let failed = |source| Error::File { path: "standard output".into(), source };
        for index in frames.step_by(wanted.every.unwrap_or(1)) {
            out.write_all(&renderer.frame(index)).map_err(failed)?;
        }
        out.flush().map_err(failed)?;
    }
    Ok(())
}

fn write(path: &Path, text: &str) -> Result<()> {
    std::fs::write(path, text).map_err(|source| Error::File { path: path.into(), source })
}
