use crate::model::Pack;
use crate::rules::Sink;
use crate::text::{all_of_many, count};

rule! {
    /// ## What it does
    /// Reports files of a pack that nothing needs: leftovers of a desktop or an editor (`.DS_Store`,
    /// `*.orig`, `*.rej`, `*.swp`, `*.bak`, `*~`) beside pack.json, in `charts/` and in `manifests/`, and
    /// any other file directly in `charts/` that pack.json does not list. Directories in `charts/`, which
    /// are unpacked charts, are not reported.
    ///
    /// ## Why it is bad
    /// The files are published with the pack. An archive that pack.json does not list is often one that
    /// should be listed instead of another one.
    ///
    /// ## Use instead
    /// Delete the files, or list the archive under `charts` of pack.json.
    ///
    /// ## Source
    /// Palette documentation, *Add custom packs*: `charts` of pack.json lists the charts of a pack.
    id: "pack-junk",
    severity: Info,
    summary: "files in a pack that nothing needs",
    check: Pack(check),
}

fn check(pack: &Pack, out: &mut Sink) {
    if pack.stray.is_empty() {
        return;
    }
    let number = pack.stray.len() as u64;
    let is_charts = |path: &&String| path.ends_with(".tgz");
    let help = match pack.stray.iter().find(is_charts) {
        Some(chart) => format!("delete them; if the pack needs {chart}, list it under charts"),
        None => "delete them".to_owned(),
    };
    out.report(
        pack.place,
        format!(
            "the pack has {} that nothing needs: {}",
            count(number, "file"),
            all_of_many(&pack.stray)
        ),
    )
    .label("not listed in this pack.json")
    .help(help);
}
