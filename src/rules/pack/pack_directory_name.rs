use crate::model::Pack;
use crate::rules::Sink;

rule! {
    /// ## What it does
    /// Reports a pack whose directory does not begin with the name in its pack.json, as in
    /// `<name>-<version>`. A directory with another version is the matter of `pack-version-directory`.
    ///
    /// ## Why it is bad
    /// Nothing fails: Palette reads pack.json only. People who look for a version of a pack by its
    /// directory find the wrong one, and the public pack repository asks for this name.
    ///
    /// ## Example
    /// ```json pack.json
    /// {
    ///   "name": "demon",
    ///   "displayName": "Demo",
    ///   "version": "1.0.0",
    ///   "layer": "addon",
    ///   "addonType": "monitoring",
    ///   "cloudTypes": ["all"]
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
    ///   "cloudTypes": ["all"]
    /// }
    /// ```
    ///
    /// ## Source
    /// spectrocloud/pack-central, README.md: the directory is named `<name>-x.y.z`. The examples above
    /// stand in a directory `demo-1.0.0`.
    id: "pack-directory-name",
    severity: Info,
    summary: "a pack's directory is not named after the pack",
    check: Pack(check),
}

fn check(pack: &Pack, out: &mut Sink) {
    let (Some(directory), Some(name), Some(version)) =
        (&pack.directory_name, &pack.name, &pack.version)
    else {
        return;
    };
    let (Some(named), Some(versioned)) = (name.known(), version.known()) else {
        return;
    };
    if version_in(directory, named).is_none() {
        let message = format!("the directory is named '{directory}', the pack '{named}'");
        out.report(name.place, message)
            .label(format!("the pack's name is {named}"))
            .help(format!(
                "rename the directory to {named}-{versioned}, or correct pack.json"
            ));
    }
}

/// The version in the name of a pack's directory; empty where there is none, `None` where the name is
/// not that of the pack.
pub(super) fn version_in<'d>(directory: &'d str, name: &str) -> Option<&'d str> {
    let rest = directory.strip_prefix(name)?;
    match rest.strip_prefix('-') {
        Some(version) if is_version(version) => Some(version),
        Some(_) => None,
        None => rest.is_empty().then_some(rest),
    }
}

fn is_version(text: &str) -> bool {
    let text = text.strip_prefix(['v', 'V']).unwrap_or(text);
    text.starts_with(|first: char| first.is_ascii_digit())
}
