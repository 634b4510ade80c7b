use crate::aks::packs::PackLayer;
use crate::model::Pack;
use crate::rules::Sink;

rule! {
    /// ## What it does
    /// Reports an addon pack without `addonType` in its pack.json, and a pack of another layer with an
    /// `addonType`.
    ///
    /// ## Why it is bad
    /// Palette groups addon packs by this type, so a pack without it is hard to find. On another layer the
    /// type has no effect; probably the layer is wrong.
    ///
    /// ## Example
    /// ```json pack.json
    /// {
    ///   "name": "demo",
    ///   "displayName": "Demo",
    ///   "version": "1.0.0",
    ///   "layer": "csi",
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
    /// Palette documentation, *Add custom packs*: `addonType` is set for packs of the layer addon.
    id: "pack-addon-type",
    severity: Warning,
    summary: "addon pack without addonType, or another pack with one",
    check: Pack(check),
}

fn check(pack: &Pack, out: &mut Sink) {
    let Some(layer) = &pack.layer else { return };
    let Some(known) = layer.known() else { return };
    let is_addon = known == PackLayer::Addon.name();
    match &pack.addon_type {
        None if is_addon => out
            .report(layer.place, "this addon has no addonType")
            .label("addonType is missing")
            .help("add \"addonType\", such as \"monitoring\", \"security\" or \"system app\""),
        Some(kind) if !is_addon && PackLayer::parse(known).is_some() => out
            .report(
                kind.place,
                format!("addonType has no effect on a pack of layer {known}"),
            )
            .label("only for layer addon")
            .related(layer.place, format!("the layer is {known}"))
            .help("remove addonType, or correct the layer"),
        _ => return,
    };
}
