use std::collections::HashMap;

use crate::aks::packs::{DependencyKind, PackLayer};
use crate::finding::Finding;
use crate::model::{Cluster, Dependency, Located, ProfilePack, Unknown};
use crate::rules::Sink;
use crate::version::{Version, VersionRange};

rule! {
    /// ## What it does
    /// Checks the packs of a cluster against each other's `constraints.dependencies`. Reports a
    /// `required` pack that is missing, a `required` or `optional` pack whose version is not between
    /// `minVersion` and `maxVersion`, and a `notSupported` pack whose version is in the range.
    ///
    /// Bounds are inclusive, and `""` means no bound. Versions are compared number by number as far as
    /// both have numbers: 1.21.14 is not above 1.21. Suffixes such as `-rev2` are not compared.
    /// Dependencies of type `upgrade` do not affect a profile.
    ///
    /// ## Why it is bad
    /// Palette makes the same check when a profile or a cluster is saved, and rejects it.
    ///
    /// ## Example
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// packs:
    ///   - ./demo-1.0.0
    ///   - {name: kubernetes-aks, version: "1.34"}
    /// nodePools:
    ///   - {name: system, mode: System, count: 3}
    /// ```
    /// ```json demo-1.0.0/pack.json
    /// {"name": "demo", "displayName": "Demo", "version": "1.0.0", "layer": "addon", "cloudTypes": ["all"],
    ///  "constraints": {"dependencies": [{"packName": "kubernetes-aks", "layer": "k8s", "type": "optional", "minVersion": "1.28", "maxVersion": "1.31"}]}}
    /// ```
    ///
    /// ## Use instead
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// packs:
    ///   - ./demo-1.0.0
    ///   - {name: kubernetes-aks, version: "1.34"}
    /// nodePools:
    ///   - {name: system, mode: System, count: 3}
    /// ```
    /// ```json demo-1.0.0/pack.json
    /// {"name": "demo", "displayName": "Demo", "version": "1.0.0", "layer": "addon", "cloudTypes": ["all"],
    ///  "constraints": {"dependencies": [{"packName": "kubernetes-aks", "layer": "k8s", "type": "optional", "minVersion": "1.28", "maxVersion": "1.34"}]}}
    /// ```
    ///
    /// ## Source
    /// Palette documentation, *Pack Constraints*: dependency constraints. Comparing versions of two
    /// parts as prefixes is packlint's interpretation, because the packs of AKS have such versions.
    id: "dependency-unsatisfied",
    severity: Error,
    summary: "pack dependency that is missing or has an unsupported version",
    check: Profile(check),
}

/// The packs of a profile.
struct Packs<'m> {
    by_name: HashMap<&'m str, Vec<&'m ProfilePack>>,
    by_layer: HashMap<&'m str, &'m ProfilePack>,
    /// Whether the name of one is not known, so that it may be any.
    is_any_unnamed: bool,
}

/// How many packs of one name are compared with a range: a profile has one of each name.
const COMPARED_PACKS: usize = 16;

impl<'m> Packs<'m> {
    fn new(packs: &'m [ProfilePack]) -> Self {
        let mut by_name: HashMap<&str, Vec<&ProfilePack>> = HashMap::new();
        let mut by_layer = HashMap::new();
        for pack in packs {
            if let Some(name) = pack.name.known() {
                let same = by_name.entry(name.as_str()).or_default();
                if same.len() < COMPARED_PACKS {
                    same.push(pack);
                }
            }
            if let Some(layer) = pack.layer.as_ref().and_then(Located::known) {
                by_layer.entry(layer.as_str()).or_insert(pack);
            }
        }
        Packs {
            by_name,
            by_layer,
            is_any_unnamed: packs.iter().any(|pack| pack.name.known().is_none()),
        }
    }
}

fn check(cluster: &Cluster, out: &mut Sink) {
    let packs = Packs::new(&cluster.packs);
    for pack in &cluster.packs {
        let Some(manifest) = &pack.manifest else {
            out.unknown(pack.place, &pack.why_unknown());
            continue;
        };
        for dependency in &manifest.dependencies {
            if dependency.kind != DependencyKind::Upgrade {
                check_dependency(pack, dependency, &packs, out);
            }
        }
    }
}

fn check_dependency(
    pack: &ProfilePack,
    dependency: &Dependency,
    packs: &Packs<'_>,
    out: &mut Sink,
) {
    let Some(name) = dependency.pack_name.known() else {
        return;
    };
    let others = packs.by_name.get(name.as_str());
    for other in others.into_iter().flatten() {
        check_version(pack, dependency, other, out);
    }
    let may_be_there = others.is_some() || packs.is_any_unnamed;
    if may_be_there || dependency.kind != DependencyKind::Required {
        return;
    }
    let message = format!(
        "{pack} requires pack '{name}'{}, which is not listed",
        range_words(dependency)
    );
    let finding = report(pack, dependency, message, out);
    let layer = dependency.layer.as_ref().and_then(Located::known);
    if let Some(layer) = layer.filter(|layer| PackLayer::is_infrastructure(layer))
        && let Some(other) = packs.by_layer.get(layer.as_str())
    {
        let text = format!("another pack of layer {layer}");
        finding
            .related(other.place, text)
            .help(format!("use a version of {pack} that supports {other}"));
    }
    finding.help_if_none(|| format!("add pack '{name}' to the packs"));
}

/// Checks another pack's version against the range.
fn check_version(pack: &ProfilePack, dependency: &Dependency, other: &ProfilePack, out: &mut Sink) {
    let is_bounded = dependency.min_version.is_some() || dependency.max_version.is_some();
    let is_excluded = dependency.kind == DependencyKind::NotSupported;
    if !is_bounded && !is_excluded {
        return;
    }
    let Some(range) = range(dependency) else {
        return;
    };
    let (written, text) = match &other.version {
        // Without bounds every version is excluded.
        None if is_bounded => {
            let unknown = match other.manifest {
                Some(_) => Unknown::Invalid,
                None => Unknown::NotGiven {
                    what: "the version of a pack",
                    flag: None,
                },
            };
            return out.unknown(other.place, &unknown);
        }
        None => (None, String::new()),
        Some(written) => match out.need(written) {
            Some(text) => (Some(written), format!(" {text}")),
            None => return,
        },
    };
    let is_in = match Version::parse(&text) {
        Some(version) => range.place(&version).is_eq(),
        None if is_bounded => return,
        None => true,
    };
    if is_in != is_excluded {
        return;
    }
    let (own, title, range) = (pack.to_string(), other.to_string(), range_words(dependency));
    let verb = match dependency.kind {
        DependencyKind::Required => "requires",
        _ => "supports",
    };
    let (message, help) = match is_excluded {
        true => (
            format!(
                "{own} does not support {title}{text}{}",
                excluded_words(dependency)
            ),
            format!("remove one of the two, or use another version of {title}"),
        ),
        false => (
            format!("{own} {verb} {title}{range}, not{text}"),
            format!("use {title}{range}, or another version of {own}"),
        ),
    };
    let finding = report(pack, dependency, message, out);
    if let Some(written) = written {
        finding.related(written.place, format!("version{text}"));
    }
    finding.help(help);
}

fn report<'s>(
    pack: &ProfilePack,
    dependency: &Dependency,
    message: String,
    out: &'s mut Sink,
) -> &'s mut Finding {
    let version = pack.version.as_ref().and_then(Located::known);
    let version = version.map_or(String::new(), |version| format!(" {version}"));
    let finding = out
        .report(pack.place, message)
        .label(format!("{pack}{version}"))
        .related(dependency.pack_name.place, format!("dependency of {pack}"));
    let bounds = [
        (&dependency.min_version, "minimum version"),
        (&dependency.max_version, "maximum version"),
    ];
    for (bound, text) in bounds {
        if let Some(bound) = bound {
            finding.related(bound.place, text);
        }
    }
    finding
}

/// The range; `None` if it is invalid, which has a finding of its own.
fn range(dependency: &Dependency) -> Option<VersionRange> {
    let bound = |bound: &Option<Located<String>>| match bound {
        None => Some(None),
        Some(text) => Version::parse(text.known()?).map(Some),
    };
    let range = VersionRange {
        min: bound(&dependency.min_version)?,
        max: bound(&dependency.max_version)?,
    };
    (!range.is_empty()).then_some(range)
}

/// The range for a message: ` 1.28 to 1.31`, ` 1.28 or later`, or empty.
fn range_words(dependency: &Dependency) -> String {
    let text = |bound: &Option<Located<String>>| bound.as_ref()?.known().cloned();
    match (text(&dependency.min_version), text(&dependency.max_version)) {
        (Some(min), Some(max)) if min == max => format!(" {min}"),
        (Some(min), Some(max)) => format!(" {min} to {max}"),
        (Some(min), None) => format!(" {min} or later"),
        (None, Some(max)) => format!(" up to {max}"),
        (None, None) => String::new(),
    }
}

fn excluded_words(dependency: &Dependency) -> String {
    match range_words(dependency) {
        words if words.is_empty() => words,
        words => format!(" (excluded:{words})"),
    }
}
