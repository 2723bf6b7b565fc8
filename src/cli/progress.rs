//! A progress bar on standard error, for scans that take long and people who watch.

use std::io::IsTerminal;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::scan::Progress;

/// A scan shorter than this shows nothing.
const PATIENCE: Duration = Duration::from_millis(600);
const TICK: Duration = Duration::from_millis(100);

/// Runs `scan` and shows how far it is, when standard error is a terminal and nobody asked for quiet.
pub fn watch<T>(unit: &'static str, scan: impl FnOnce(&Progress) -> T) -> T {
    let progress = Arc::new(Progress::default());
    let stop = Arc::new(AtomicBool::new(false));
    let shown = std::io::stderr().is_terminal() && std::env::var_os("CI").is_none();
    let watcher = shown.then(|| spawn(unit, progress.clone(), stop.clone()));
    let result = scan(&progress);
    stop.store(true, Ordering::Relaxed);
    if let Some(watcher) = watcher {
        watcher.thread().unpark();
        // A watcher that panicked has nothing to say about the scan.
        let _ = watcher.join();
    }
    result
}

fn spawn(unit: &'static str, progress: Arc<Progress>, stop: Arc<AtomicBool>) -> JoinHandle<()> {
    thread::spawn(move || {
        thread::park_timeout(PATIENCE);
        if stop.load(Ordering::Relaxed) {
            return;
        }
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
        let style = ProgressStyle::with_template("{bar:32} {pos}/{len} {msg} {elapsed}");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        bar.set_message(unit);
        while !stop.load(Ordering::Relaxed) {
            bar.set_length(progress.total.load(Ordering::Relaxed));
            bar.set_position(progress.done.load(Ordering::Relaxed));
            thread::park_timeout(TICK);
        }
        bar.finish_and_clear();
    })
}
