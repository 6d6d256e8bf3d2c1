//! Logs to stderr, for targets of mediasnap only: HTTP and TLS libraries log headers and bodies at their trace level.

use std::io::IsTerminal as _;

use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::{FilterExt as _, Targets, filter_fn};
use tracing_subscriber::fmt::format::FmtSpan;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{Layer as _, Registry, fmt};

/// Enables logging according to `RUST_LOG`, or else to the number of `-v`. Warnings of the emulator are always shown.
pub(crate) fn start(verbose: u8) {
    let level = match verbose {
        0 => LevelFilter::OFF,
        1 => LevelFilter::INFO,
        2 => LevelFilter::DEBUG,
        _ => LevelFilter::TRACE,
    };
    let filter = std::env::var("RUST_LOG")
        .ok()
        .filter(|text| !text.trim().is_empty())
        .and_then(|text| text.parse::<Targets>().ok())
        .unwrap_or_else(|| {
            Targets::new()
                .with_default(level)
                .with_target("mediasnap_emulator", level.max(LevelFilter::WARN))
        });
    // Applies to `RUST_LOG` too.
    let own_targets = filter_fn(|metadata| metadata.target().starts_with("mediasnap"));
    let layer = fmt::layer()
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none())
        .with_span_events(FmtSpan::CLOSE)
        .with_filter(filter.and(own_targets));
    // Fails only if there is a subscriber already; this is the only call, at the start of main.
    let _ = Registry::default().with(layer).try_init();
}
