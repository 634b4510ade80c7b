use crate::finding::Applicability;
use crate::model::UnlistedImage;
use crate::problem::ProblemKind;
use crate::rules::Sink;
use crate::source::Place;

rule! {
    /// ## What it does
    /// Reports an image that the pack pulls and `pack.content.images` does not list, in four cases that are
    /// certain enough:
    /// - a manifest, or a template of a chart of the pack itself, names it literally and outside of any
    ///   block, and the list has no image of that name;
    /// - the same, and the list has the image with other tags only;
    /// - the values of a chart name it in a registry, and the list has an image of the same path in another
    ///   registry only;
    /// - the values of a chart give it a tag or digest, and the list has the image with others only.
    ///
    /// Nothing is reported if an entry of the list is not known, for charts within charts, tests, names
    /// without `/`, the tag `latest`, values that nothing reads, and tags that follow from the chart's
    /// appVersion. A listed image that nothing pulls is not a mistake: operators pull at run time.
    ///
    /// ## Why it is bad
    /// Palette copies the listed images to the registries of air-gapped clusters. There an image that is
    /// not listed cannot be pulled.
    ///
    /// ## Use instead
    /// List what is pulled, with the same tag.
    ///
    /// ## Source
    /// Palette documentation, *Add custom packs*: `pack.content.images`.
    id: "image-unlisted",
    severity: Warning,
    fix: Sometimes,
    reads: [Charts, ChartTemplates, Manifests],
    summary: "an image is pulled that the pack does not list",
    check: Problem(|problem, out| {
        if let ProblemKind::UnlistedImage(image) = &problem.kind {
            report(image, problem.place, out);
        }
    }),
}

fn report(unlisted: &UnlistedImage, place: Place, out: &mut Sink) {
    let UnlistedImage {
        image,
        by,
        near,
        fix,
    } = unlisted;
    let message = match near.as_slice() {
        [] => format!("{by} pulls {image}, which is not listed"),
        [(listed, _), ..] => format!("{by} pulls {image}, but {listed} is listed"),
    };
    let finding = out.report(place, message);
    finding.help(format!("list {image} under pack.content.images"));
    let is_at = |at: &Place| *at == place;
    match near.first() {
        Some((_, at)) if is_at(at) => finding.label("listed"),
        Some(_) => finding.label("pulled"),
        None => finding.label("the list ends here"),
    };
    for (listed, at) in near.iter().filter(|(_, at)| !is_at(at)) {
        finding.related(*at, format!("{listed} is listed"));
    }
    if let Some((place, text)) = fix {
        finding.fix(Applicability::Unsafe, *place, text);
    }
}
