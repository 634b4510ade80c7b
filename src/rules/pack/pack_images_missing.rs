use crate::aks::packs::PackLayer;
use crate::model::Pack;
use crate::rules::Sink;

rule! {
    /// ## What it does
    /// Reports a pack of a layer other than os and k8s whose values have no list
    /// `pack.content.images`. An empty list, `images: []`, means that the pack runs no containers. It is
    /// accepted if the pack has no charts.
    ///
    /// ## Why it is bad
    /// Palette copies the listed images into the registry of an air-gapped installation. Images that
    /// are not listed cannot be pulled there, and the deployment waits for them forever.
    ///
    /// ## Example
    /// ```yaml pack/values.yaml
    /// pack:
    ///   namespace: demo
    /// ```
    ///
    /// ## Use instead
    /// ```yaml pack/values.yaml
    /// pack:
    ///   namespace: demo
    ///   content:
    ///     images:
    ///       - image: docker.io/library/demo:1.0.0
    /// ```
    ///
    /// ## Source
    /// Palette documentation, *Add custom packs*; spectrocloud/pack-central, README.md: the images of
    /// the pack are listed under `pack.content.images`.
    id: "pack-images-missing",
    severity: Warning,
    summary: "pack without a list of its images",
    check: Pack(check),
}

/// Layers whose packs have no images.
const WITHOUT_IMAGES: [PackLayer; 2] = [PackLayer::Os, PackLayer::Kubernetes];

fn check(pack: &Pack, out: &mut Sink) {
    let (Some(layer), Some(images)) = (&pack.layer, &pack.images) else {
        return;
    };
    let Some(name) = layer.known() else { return };
    let has_charts = pack.files.iter().any(|file| file.field == "charts");
    // Charts run containers; of a pack without charts, its author knows whether there are any.
    let is_listed = images.is_list && !(images.entries.is_empty() && has_charts);
    if WITHOUT_IMAGES.iter().any(|layer| layer.name() == name) || is_listed {
        return;
    }
    if let Some(unknown) = &images.unknown {
        out.unknown(images.place, unknown);
        return;
    }
    let message = match images.is_list {
        true => "pack.content.images is empty, but the pack has charts",
        false => "the values have no list pack.content.images",
    };
    let help = "list every image that the pack pulls under pack.content.images, each as \
                `- image: registry/name:tag`";
    let without_charts = "; write `images: []` if it pulls none";
    out.report(images.place, message)
        .label("the images belong here")
        .related(layer.place, format!("the pack is of the layer {name}"))
        .help(match has_charts {
            true => help.to_owned(),
            false => format!("{help}{without_charts}"),
        });
}
