use crate::finding::Applicability;
use crate::model::{NearFile, Pack, PackFile, PackFileState};
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
    /// Palette documentation, *Add custom packs*: charts and manifests are paths within the pack.
    id: "pack-file-missing",
    severity: Error,
    fix: Sometimes,
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
            PackFileState::Missing => ("does not exist in the pack", instead(file, path, pack)),
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
            "{directory}/{near} is an unpacked chart: run `helm package {near} -d charts` in the pack \
             directory, and list the archive"
        ),
        Some(near) => format!("{directory}/{} exists: list it, or add {path}", near.path),
        None => format!("add it as {directory}/{path}, or remove it from pack.json"),
    }
}
