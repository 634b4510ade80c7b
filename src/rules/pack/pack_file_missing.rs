use crate::model::{Pack, PackFileState};
use crate::rules::Sink;

rule! {
    /// ## What it does
    /// Reports a path under `charts` or `kubeManifests` of pack.json that does not exist, is absolute,
    /// or leaves the pack directory.
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
    /// Palette documentation, *Add custom packs*: charts and manifests are paths within the pack.
    id: "pack-file-missing",
    severity: Error,
    summary: "file listed in pack.json that is missing or outside the pack",
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
                "does not exist in the pack",
                format!(
                    "add the file as {}/{path}, or remove it from pack.json",
                    pack.directory
                ),
            ),
            PackFileState::Absolute => (
                "is an absolute path",
                "write the path relative to the pack directory".to_owned(),
            ),
            PackFileState::Outside => (
                "is outside the pack",
                "copy the file into the pack directory; only that directory is pushed".to_owned(),
            ),
            PackFileState::Empty => ("is not a path", "remove it from the list".to_owned()),
        };
        out.report(file.path.place, format!("{}: '{path}' {what}", file.field))
            .label("only files in the pack directory are pushed")
            .help(help);
    }
}
