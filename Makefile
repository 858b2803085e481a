# Two commands on a fresh machine: `make demo` and `make test`. They need Python >= 3.11, a Rust toolchain, a C compiler and a package index.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin

.PHONY: setup demo test lint clean

setup: $(VENV)/.ready

# Built once; a change of the dependency list builds it again.
$(VENV)/.ready: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade pip
	$(BIN)/python -m pip install --quiet --disable-pip-version-check "maturin>=1.16,<2"
	VIRTUAL_ENV=$(abspath $(VENV)) $(BIN)/maturin develop --quiet --release --locked --extras dev,convert
	touch $@

# Always asks cargo, which knows what changed.
develop: setup
	VIRTUAL_ENV=$(abspath $(VENV)) $(BIN)/maturin develop --quiet --release --locked --skip-install
.PHONY: develop

# Gets a model, measures the sample clip and prints measured beside true.
demo: develop
	$(BIN)/toeoff demo --yes --out demo-out

test: develop
	cargo test --quiet --locked --workspace --exclude toeoff-py
	$(BIN)/python -m pytest

lint: develop
	cargo fmt --all --check
	cargo clippy --quiet --locked --workspace --all-targets -- -D warnings
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m mypy.stubtest toeoff._core

TRUTH ?= ../shared/truth
RECORD ?= benches/record/$(shell date +%F)-validation

# Scores events and measures against force plates (TRUTH, third-party data beside the checkout) and keeps the report.
validation: develop
	$(BIN)/toeoff validate $(TRUTH) -o $(RECORD)
.PHONY: validation

SAMPLE := tests/data/sample

# Renders the sample clip and writes its truth again: minutes on two cores. Needs ffmpeg with libx264 (apt install ffmpeg).
sample:
	cargo build --quiet --locked --release -p toeoff-render
	target/release/toeoff-render $(SAMPLE)/scene.toml --truth $(SAMPLE)/truth.json --keypoints $(SAMPLE)/keypoints.csv
	gzip -9nf $(SAMPLE)/keypoints.csv
	set -o pipefail; target/release/toeoff-render $(SAMPLE)/scene.toml --raw | ffmpeg -loglevel error -y \
		-f rawvideo -pixel_format rgb24 -video_size 1280x720 -framerate 60 -i - \
		-vf scale=out_color_matrix=bt709:out_range=tv -c:v libx264 -preset slow -crf 20 -pix_fmt yuv420p \
		-colorspace bt709 -color_primaries bt709 -color_trc bt709 -movflags +faststart -fflags +bitexact \
		-flags:v +bitexact $(SAMPLE)/sample.mp4
.PHONY: sample
sample: SHELL := /bin/bash

clean:
	rm -rf $(VENV) target
