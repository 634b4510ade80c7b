use super::versions::is_shortened;
use crate::model::{Located, Pack};
use crate::rules::Sink;
use crate::source::Place;

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
    /// spectrocloud/pack-central, README.md: the directory is named `<name>-x.y.z`. In the examples
    /// above, pack.json is in a directory `demo-1.0.0`.
    id: "pack-directory-name",
    severity: Info,
    summary: "pack directory not named after the pack's name and version",
    check: Pack(check),
}

fn check(pack: &Pack, out: &mut Sink) {
    let Some((directory, name, version)) = named_directory(pack) else {
        return;
    };
    let (named, versioned) = (name.0, version.0);
    // A directory of another version is the matter of another rule.
    let in_name = version_in(directory, named, versioned);
    if in_name.is_none_or(|own| own.is_empty() || is_shortened(own, versioned)) {
        let expected = format!("{named}-{versioned}");
        let message =
            format!("directory '{directory}' should be named '{expected}' after its pack");
        out.report(name.1, message)
            .label("the pack's name")
            .related(version.1, "the pack's version")
            .help(format!(
                "rename the directory to {expected}, or correct name and version in pack.json"
            ));
    }
}

/// A field of pack.json that is known, and its place.
type PackField<'p> = (&'p str, Place);

/// The name of a pack's directory, and the name and version in pack.json, if all are known.
pub(super) fn named_directory(pack: &Pack) -> Option<(&str, PackField<'_>, PackField<'_>)> {
    let directory = pack.directory_name.as_deref()?;
    Some((directory, written(&pack.name)?, written(&pack.version)?))
}

fn written(field: &Option<Located<String>>) -> Option<PackField<'_>> {
    let field = field.as_ref()?;
    Some((field.known()?, field.place))
}

/// The version in the name of a pack's directory; empty if it names no version. `None` if it does not
/// begin with the pack's name, or continues after the pack's own version.
pub(super) fn version_in<'d>(directory: &'d str, name: &str, version: &str) -> Option<&'d str> {
    let rest = directory.strip_prefix(name)?;
    let Some(own) = rest.strip_prefix('-') else {
        return rest.is_empty().then_some(rest);
    };
    let short = version.trim_end_matches(".0");
    let behind = own.strip_prefix(version).or(own.strip_prefix(short));
    let is_longer = behind.is_some_and(|behind| behind.starts_with('-'));
    (is_version(own) && !is_longer).then_some(own)
}

fn is_version(text: &str) -> bool {
    let text = text.strip_prefix(['v', 'V']).unwrap_or(text);
    text.starts_with(|first: char| first.is_ascii_digit())
}
