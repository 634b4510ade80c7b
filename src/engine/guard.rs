//! A panic is a defect of packlint: one failure of the tool, and everything else goes on.

use std::any::Any;
use std::backtrace::Backtrace;
use std::cell::RefCell;
use std::io;
use std::io::Write as _;
use std::panic;
use std::panic::{AssertUnwindSafe, Location};

use crate::text::log_line;

thread_local! {
    /// Where this thread panicked last; only the hook is told.
    static PLACE: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Keeps panics that [`guarded`] catches from writing to standard error by themselves: what they say
/// becomes part of the report. RUST_BACKTRACE brings the message and a trace back.
pub fn quieten_panics() {
    let is_traced = std::env::var_os("RUST_BACKTRACE").is_some_and(|value| value != "0");
    panic::set_hook(Box::new(move |info| {
        PLACE.set(info.location().map(Location::to_string));
        if is_traced {
            // As Rust would print it, without the parts of the input that a panic's message may repeat.
            let trace = Backtrace::force_capture();
            let _ = writeln!(io::stderr(), "{}\n{trace}", log_line(&info.to_string()));
        }
    }));
}

/// Runs something that may have a defect.
///
/// # Errors
/// What it panicked with, in words for people, with the place in packlint's sources if that is known.
pub fn guarded<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    // What it was about to change is dropped with it.
    panic::catch_unwind(AssertUnwindSafe(work)).map_err(|cause| {
        let place = PLACE.take();
        let place = place.map_or(String::new(), |place| format!(" ({place})"));
        format!(
            "crashed here; please report this bug: {}{place}",
            message(&*cause)
        )
    })
}

fn message(cause: &(dyn Any + Send)) -> &str {
    let owned = cause.downcast_ref::<String>().map(String::as_str);
    let text = owned.or(cause.downcast_ref::<&str>().copied());
    text.unwrap_or("no message")
}
