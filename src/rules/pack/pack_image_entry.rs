use super::image_reference;
use crate::finding::{Applicability, Finding, Sink};
use crate::model::{ImageEntry, ImageValue};
use crate::rules::Context;
use crate::text::closest;

rule! {
    /// ## What it does
    /// Reports an entry of `pack.content.images` that has no key `image`, or whose image is not an image
    /// reference: a name in lower case, with an optional registry before it, and an optional tag or
    /// digest behind it.
    ///
    /// ## Why it is bad
    /// Palette does not find the image, and does not fetch it into the registry of an air-gapped
    /// installation. The deployment waits for an image that never comes.
    ///
    /// ## Example
    /// ```yaml pack/values.yaml
    /// pack:
    ///   content:
    ///     images:
    ///       - iamge: docker.io/library/demo:1.0.0
    /// ```
    ///
    /// ## Use instead
    /// ```yaml pack/values.yaml
    /// pack:
    ///   content:
    ///     images:
    ///       - image: docker.io/library/demo:1.0.0
    /// ```
    ///
    /// ## Source
    /// Palette documentation, *Add custom packs*; github.com/distribution/reference, grammar of
    /// references.
    PackImageEntry {
        id: "pack-image-entry",
        group: Pack,
        severity: Error,
        fix: Sometimes,
        supersedes: [],
        summary: "an entry of pack.content.images is not an image",
    }
}

/// What an entry has to be.
const FORM: &str = "write `- image: registry/name:tag`";

fn check(cx: &Context<'_>, sink: &mut Sink) {
    let images = cx.pack.and_then(|pack| pack.images.as_ref());
    let Some(images) = images else { return };
    if let Some(unknown) = &images.unknown {
        sink.unresolved(META.id, images.place, unknown);
    }
    for entry in &images.entries {
        if let ImageValue::Reference(text) = &entry.image
            && let Err(unknown) = &text.value
        {
            sink.unresolved(META.id, text.place, unknown);
        }
        if let Some(finding) = finding(entry) {
            sink.emit(finding);
        }
    }
}

fn finding(entry: &ImageEntry) -> Option<Finding> {
    Some(match &entry.image {
        ImageValue::Reference(text) => {
            let reference = text.known()?;
            let why = image_reference::check(reference).err()?;
            META.finding(
                text.place,
                format!("'{reference}' is not an image reference: {why}"),
            )
            .label(why)
            .help("an image is registry/name:tag or registry/name@sha256:…; registry and tag may be absent")
        }
        ImageValue::NoText(place, what) => META
            .finding(
                *place,
                format!("image is {what}; it must be an image reference"),
            )
            .label(*what)
            .help(FORM),
        ImageValue::NoKey(keys) => {
            let near = closest("image", keys.iter().map(|(key, _)| key.as_str()));
            let near = near.and_then(|near| keys.iter().find(|(key, _)| key == near));
            match near {
                Some((key, place)) => META
                    .finding(*place, format!("this entry has no image, but '{key}'"))
                    .label("did you mean 'image'?")
                    .help("write image")
                    .fix(Applicability::Safe, *place, "image"),
                None => META
                    .finding(entry.place, "this entry has no image")
                    .label("image is absent")
                    .help(FORM),
            }
        }
        ImageValue::Bare(text) => META
            .finding(
                entry.place,
                format!("the entry '{text}' is a text; expected a mapping with image"),
            )
            .label("image: is absent before it")
            .help(format!("write `- image: {text}`")),
        ImageValue::Shape(what) => META
            .finding(
                entry.place,
                format!("this entry is {what}; expected a mapping with image"),
            )
            .label(*what)
            .help(FORM),
    })
}
