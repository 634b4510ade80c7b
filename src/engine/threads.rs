//! The threads of a run.

/// Most threads, whatever RAYON_NUM_THREADS says: each takes memory.
const MOST_THREADS: usize = 64;
/// The stack of a thread, in bytes: enough for whatever nests as deep as the limits allow.
const STACK: usize = 4 * 1024 * 1024;

/// Makes the threads, unless they are made already.
pub(super) fn start() {
    let asked = std::env::var("RAYON_NUM_THREADS").ok();
    let asked = asked.and_then(|number| number.parse().ok());
    let available = || std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let number = asked.filter(|number| *number > 0).unwrap_or_else(available);
    let threads = rayon::ThreadPoolBuilder::new()
        .num_threads(number.min(MOST_THREADS))
        .stack_size(STACK);
    // Tests and fuzz targets bring their own.
    let _ = threads.build_global();
}
