use crate::model::{Pack, PackFileState};
use crate::rules::Sink;

rule! {
    /// ## What it does
    /// Reports a path under `charts` or `kubeManifests` of pack.json that is not there, is
    /// absolute, or leaves the pack directory.
    ///
    /// ## Why it is bad
    /// The pack is pushed without the chart or manifest, and its deployment fails.
    ///
    /// ## Example
    /// ```json pack.json
    /// {
    ///   "name": "demo",
    ///   "displayName": "Demo",
    ///   "version": "1.0.0",
    ///   "layer": "addon",
    ///   "cloudTypes": ["all"],
    ///   "charts": ["charts/demo-1.0.0.tgz"]
    /// }
    /// ```
    ///
    /// ## Use instead
    /// ```json pack.json
    /// {
    ///   "name": "demo",
    ///   "displayName": "Demo",
    ///   "version": "1.0.0",
    ///   "layer": "addon",
    ///   "cloudTypes": ["all"],
    ///   "charts": []
    /// }
    /// ```
    ///
    /// ## Source
    /// Palette documentation, *Add custom packs*: charts and manifests are paths in the pack.
    id: "pack-file-missing",
    severity: Error,
    summary: "a file that pack.json lists is absent, or lies outside the pack",
    check: Pack(check),
}

fn check(pack: &Pack, out: &mut Sink) {
    for file in &pack.files {
        let Some(path) = file.path.known() else {
            continue;
        };
        let (what, help) = match file.state {
            PackFileState::Present => continue,
            PackFileState::Missing => (
                "is not in the pack",
                format!(
                    "add it as {}/{path}, or take it off the list",
                    pack.directory
                ),
            ),
            PackFileState::Absolute => (
                "is an absolute path",
                "give the path relative to the pack directory".to_owned(),
            ),
            PackFileState::Outside => (
                "lies outside the pack",
                "copy the file into the pack directory: only that is pushed".to_owned(),
            ),
            PackFileState::Empty => ("is not a path", "take it off the list".to_owned()),
        };
        out.report(file.path.place, format!("{}: '{path}' {what}", file.field))
            .label(what)
            .help(help);
    }
}
