//! Files that every pack needs.

use crate::model::Pack;
use crate::rules::Sink;

/// Reports a file that is not in the pack directory; `help` says what to add.
pub(super) fn required(pack: &Pack, file: &str, help: &str, out: &mut Sink) {
    if !pack.absent.contains(&file) {
        return;
    }
    let name = pack.name.as_ref().and_then(|name| name.known());
    let owner = name.map_or_else(|| "the pack".to_owned(), |name| format!("pack {name}"));
    out.report(pack.place, format!("{owner} has no {file}"))
        .label(format!("no {file} in {}", pack.directory))
        .help(help);
}
