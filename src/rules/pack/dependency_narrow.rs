use crate::aks::packs::{DependencyKind, PackLayer};
use crate::model::{Dependency, Located, Pack};
use crate::rules::Sink;

rule! {
    /// ## What it does
    /// Reports a pack that requires two packs of the layer k8s, and one that is for all or several clouds
    /// and requires one particular pack of the layer k8s.
    ///
    /// ## Why it is bad
    /// A cluster has one Kubernetes pack. With two required ones the pack fits no cluster. With one, the
    /// clusters of other clouds are ruled out although the pack says that it is for them: a required
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
    /// Palette documentation, *Pack constraints*: a required pack must be in the profile; an optional one
    /// is checked if it is there.
    id: "dependency-narrow",
    severity: Warning,
    summary: "required Kubernetes packs rule out clusters that the pack is for",
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
                format!("{first} and {second} are both required, and no cluster has both"),
            )
            .label("required too")
            .related(one.pack_name.place, "required here")
            .help("make them optional: each is then checked where it is in the profile");
        }
        [(name, one)] if clouds.len() > 1 || clouds.iter().any(every) => {
            let finding = out.report(
                one.pack_name.place,
                format!("{name} is required, so that clusters with another Kubernetes pack are ruled out"),
            );
            finding
                .label("the only Kubernetes pack that is accepted")
                .help(format!(
                    "make it optional, or limit cloudTypes to the clouds of {name}"
                ));
            if let Some(cloud) = clouds.first() {
                finding.related(cloud.place, "the pack is for more clouds");
            }
        }
        _ => {}
    }
}
