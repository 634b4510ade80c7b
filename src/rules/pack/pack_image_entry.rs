use super::image_reference;
use crate::finding::Applicability;
use crate::model::{ImageEntry, ImageValue, Pack};
use crate::rules::Sink;
use crate::source::Span;
use crate::text::closest;

rule! {
    /// ## What it does
    /// Reports an entry of `pack.content.images` that has no key `image`, or whose image is not a valid
    /// image reference. An image reference is a lower-case name with an optional registry before it and
    /// an optional tag or digest after it.
    ///
    /// ## Why it is bad
    /// Palette does not find the image and does not copy it into the registry of an air-gapped
    /// installation. The deployment then waits for the image forever.
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
    id: "pack-image-entry",
    severity: Error,
    fix: Sometimes,
    supersedes: ["image-unlisted"],
    summary: "invalid entry in pack.content.images",
    check: Pack(check),
}

/// The form of an entry.
const FORM: &str = "write `- image: registry/name:tag`";

fn check(pack: &Pack, out: &mut Sink) {
    let Some(images) = &pack.images else { return };
    if let Some(unknown) = &images.unknown {
        out.unknown(images.place, unknown);
    }
    for entry in &images.entries {
        check_entry(entry, out);
    }
}

fn check_entry(entry: &ImageEntry, out: &mut Sink) {
    match &entry.image {
        ImageValue::Reference(text) => {
            let Some(reference) = out.need(text) else {
                return;
            };
            let Err(why) = image_reference::check(reference) else {
                return;
            };
            let message = format!("'{reference}' is not a valid image reference: {why}");
            out.report(text.place, message).label("invalid reference").help(
                "write registry/name:tag or registry/name@sha256:…; registry and tag are optional",
            )
        }
        ImageValue::NoText(place, what) => out
            .report(
                *place,
                format!("image is {what}; expected an image reference"),
            )
            .label("expected registry/name:tag")
            .help(FORM),
        ImageValue::NoKey(keys) => {
            let near = closest("image", keys.iter().map(|(key, _)| key.as_str()));
            let near = near.and_then(|near| keys.iter().find(|(key, _)| key == near));
            match near {
                Some((key, place)) => out
                    .report(
                        *place,
                        format!("this entry has the key '{key}' instead of 'image'"),
                    )
                    .label("did you mean 'image'?")
                    .help("write image")
                    .fix(Applicability::Safe, *place, "image"),
                None => out
                    .report(entry.place, "this entry has no key 'image'")
                    .label("image is missing")
                    .help(FORM),
            }
        }
        ImageValue::Bare(text) => {
            let start = entry.place.with(Span {
                end: entry.place.span.start,
                ..entry.place.span
            });
            out.report(
                entry.place,
                format!("entry '{text}' is plain text; expected a mapping with the key image"),
            )
            .label("`image:` is missing here")
            .help(format!("write `- image: {text}`"))
            .fix(Applicability::Safe, start, "image: ")
        }
        ImageValue::Shape(what) => out
            .report(
                entry.place,
                format!("this entry is {what}; expected a mapping with the key image"),
            )
            .label("expected `image: registry/name:tag`")
            .help(FORM),
    };
}
