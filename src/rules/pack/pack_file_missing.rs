use crate::finding::Applicability;
use crate::model::{NearFile, Pack, PackFile, PackFileState};
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
    ///   "addonType": "monitoring",
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
    ///   "addonType": "monitoring",
    ///   "cloudTypes": ["all"],
    ///   "charts": []
    /// }
    /// ```
    ///
    /// ## Source
    /// Palette documentation, *Add custom packs*: charts and manifests are paths in the pack.
    id: "pack-file-missing",
    severity: Error,
    fix: Sometimes,
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
            PackFileState::Missing => ("is not in the pack", instead(file, path, pack)),
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
        let message = format!("{}: '{path}' {what}", file.field);
        let finding = out.report(file.path.place, message);
        finding.label(what).help(help);
        if let Some(near) = file.near.as_ref().filter(|near| !near.is_directory) {
            let quoted = serde_json::Value::from(near.path.as_str()).to_string();
            finding.label(format!("did you mean '{}'?", near.path)).fix(
                Applicability::Unsafe,
                file.path.place,
                quoted,
            );
        }
    }
}

/// What to do about a missing file.
fn instead(file: &PackFile, path: &str, pack: &Pack) -> String {
    let directory = &pack.directory;
    match &file.near {
        Some(NearFile {
            path: near,
            is_directory: true,
        }) => format!(
            "{directory}/{near} is a chart that is not packed: run `helm package {near} -d charts` in \
             the pack, and list the archive that it makes"
        ),
        Some(near) => format!("{directory}/{} exists: list it, or add {path}", near.path),
        None => format!("add it as {directory}/{path}, or take it off the list"),
    }
}
