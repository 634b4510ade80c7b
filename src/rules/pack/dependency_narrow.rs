use crate::aks::packs::{DependencyKind, PackLayer};
use crate::model::{Dependency, Located, Pack};
use crate::rules::Sink;

rule! {
    /// ## What it does
    /// Reports a pack that requires two packs of layer k8s, and a pack for all or several clouds that
    /// requires one particular pack of layer k8s.
    ///
    /// ## Why it is bad
    /// A cluster has one Kubernetes pack, so no cluster can use a pack that requires two. A pack that
    /// requires one excludes clusters of other clouds, although its `cloudTypes` include them: a required
    /// `kubernetes` excludes clusters with `kubernetes-aks`, `kubernetes-eks` or `edge-k3s`.
    ///
    /// ## Example
    /// ```json pack.json
    /// {
    ///   "name": "demo",
    ///   "displayName": "Demo",
    ///   "version": "1.0.0",
    ///   "layer": "addon",
    ///   "addonType": "monitoring",
    ///   "addonType": "monitoring",
    ///   "cloudTypes": ["all"],
    ///   "constraints": {
    ///     "dependencies": [
    ///       {"packName": "kubernetes", "layer": "k8s", "type": "required", "minVersion": "1.28"}
    ///     ]
    ///   }
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
    ///   "addonType": "monitoring",
    ///   "cloudTypes": ["all"],
    ///   "constraints": {
    ///     "dependencies": [
    ///       {"packName": "kubernetes", "layer": "k8s", "type": "optional", "minVersion": "1.28"}
    ///     ]
    ///   }
    /// }
    /// ```
    ///
    /// ## Source
    /// Palette documentation, *Pack constraints*: a required pack must be in the profile; an optional pack
    /// is checked if it is in the profile.
    id: "dependency-narrow",
    severity: Warning,
    summary: "required Kubernetes pack that excludes clusters the pack supports",
    check: Pack(check),
}

fn check(pack: &Pack, out: &mut Sink) {
    let is_required = |dependency: &&Dependency| {
        let layer = dependency.layer.as_ref().and_then(Located::known);
        dependency.kind == DependencyKind::Required
            && layer.is_some_and(|layer| layer == PackLayer::Kubernetes.name())
    };
    let mut required: Vec<(&str, &Dependency)> = Vec::new();
    for dependency in pack.dependencies.iter().filter(is_required) {
        let Some(name) = dependency.pack_name.known() else {
            return;
        };
        if required.iter().all(|(known, _)| known != name) {
            required.push((name, dependency));
        }
    }
    let every = |cloud: &Located<String>| cloud.is(&"all".to_owned());
    let clouds = &pack.cloud_types;
    match required.as_slice() {
        [(first, one), (second, other), ..] => {
            out.report(
                other.pack_name.place,
                format!(
                    "{first} and {second} are both required, but a cluster has one Kubernetes pack"
                ),
            )
            .label("also required")
            .related(one.pack_name.place, "required here")
            .help("make them optional: Palette then checks the one that is in the profile");
        }
        [(name, one)] if clouds.len() > 1 || clouds.iter().any(every) => {
            let finding = out.report(
                one.pack_name.place,
                format!("requiring {name} excludes clusters with another Kubernetes pack"),
            );
            finding
                .label("no other Kubernetes pack is accepted")
                .help(format!(
                    "make it optional, or limit cloudTypes to the clouds of {name}"
                ));
            if let Some(cloud) = clouds.first() {
                finding.related(cloud.place, "the pack supports other clouds");
            }
        }
        _ => {}
    }
}
