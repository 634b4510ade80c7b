use crate::model::Pack;
use crate::rules::Sink;

rule! {
    /// ## What it does
    /// Reports a pack whose directory is not named `<name>-<version>` after its pack.json. A directory
    /// with the pack's name and another version is reported by `pack-version-directory`.
    ///
    /// ## Why it is bad
    /// Palette reads only pack.json, so nothing fails. But people who look for a version of a pack by
    /// its directory find the wrong one, and the public pack repository requires this name.
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
    /// are in a directory `demo-1.0.0`.
    id: "pack-directory-name",
    severity: Info,
    summary: "pack directory not named after the pack's name and version",
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
    // A directory of another version is the matter of another rule.
    if version_in(directory, named, versioned).is_none_or(str::is_empty) {
        let expected = format!("{named}-{versioned}");
        let message =
            format!("directory '{directory}' should be named '{expected}' after its pack");
        out.report(name.place, message)
            .label("the pack's name")
            .related(version.place, "the pack's version")
            .help(format!(
                "rename the directory to {expected}, or correct name and version in pack.json"
            ));
    }
}

/// The version in the name of a pack's directory; empty where there is none, `None` where the name is
/// not that of the pack, or has more behind the pack's own version.
pub(super) fn version_in<'d>(directory: &'d str, name: &str, version: &str) -> Option<&'d str> {
    let rest = directory.strip_prefix(name)?;
    let Some(own) = rest.strip_prefix('-') else {
        return rest.is_empty().then_some(rest);
    };
    let behind = own.strip_prefix(version);
    let is_longer = behind.is_some_and(|behind| behind.starts_with('-'));
    (is_version(own) && !is_longer).then_some(own)
}

fn is_version(text: &str) -> bool {
    let text = text.strip_prefix(['v', 'V']).unwrap_or(text);
    text.starts_with(|first: char| first.is_ascii_digit())
}
