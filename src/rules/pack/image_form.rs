use std::collections::HashMap;

use super::image_reference;
use crate::finding::{Applicability, Severity};
use crate::model::{ImageReference, ImageValue, Located, Pack};
use crate::rules::Sink;

rule! {
    /// ## What it does
    /// Reports images under `pack.content.images` that are valid references but probably mistakes: without
    /// a tag or digest, listed twice, or in a registry that differs by one letter from a well-known one
    /// (`uay.io`). The tag `latest` is an info.
    ///
    /// ## Why it is bad
    /// Without a tag, `latest` is fetched, so an air-gapped copy may differ from what the chart pulls. A
    /// misspelt registry does not exist, or has a different image.
    ///
    /// ## Example
    /// ```yaml pack/values.yaml
    /// pack:
    ///   content:
    ///     images:
    ///       - image: uay.io/demo/demo:1.0.0
    /// ```
    ///
    /// ## Use instead
    /// ```yaml pack/values.yaml
    /// pack:
    ///   content:
    ///     images:
    ///       - image: quay.io/demo/demo:1.0.0
    /// ```
    ///
    /// ## Source
    /// Docker documentation: a reference without a tag means the tag latest; the registries of the public
    /// packs.
    id: "image-form",
    severity: Warning,
    fix: Sometimes,
    supersedes: ["image-unlisted"],
    summary: "image without a tag, listed twice, or in a misspelt registry",
    check: Pack(check),
}

/// Registries of public packs, and those whose names are one letter off theirs.
const REGISTRIES: [&str; 30] = [
    "asia.gcr.io",
    "cgr.dev",
    "cr.fluentbit.io",
    "cr.io",
    "docker.elastic.co",
    "docker.io",
    "docker.n8n.io",
    "eu.gcr.io",
    "gcr.io",
    "ghcr.io",
    "gke.gcr.io",
    "icr.io",
    "index.docker.io",
    "k8s.gcr.io",
    "lscr.io",
    "mcr.microsoft.com",
    "nvcr.io",
    "ocir.io",
    "public.ecr.aws",
    "quay.io",
    "registry-1.docker.io",
    "registry.access.redhat.com",
    "registry.gitlab.com",
    "registry.k8s.io",
    "registry.redhat.io",
    "us-docker.pkg.dev",
    "us.gcr.io",
    "us.icr.io",
    "xpkg.crossplane.io",
    "xpkg.upbound.io",
];

/// Shortest registry that is compared: shorter names are one letter off many others.
const SHORTEST: usize = 6;

fn check(pack: &Pack, out: &mut Sink) {
    let mut seen: HashMap<&str, &Located<String>> = HashMap::new();
    for entry in pack.images.iter().flat_map(|images| &images.entries) {
        let ImageValue::Reference(text) = &entry.image else {
            continue;
        };
        let Some(reference) = text.known() else {
            continue;
        };
        if image_reference::check(reference).is_err() {
            continue;
        }
        match seen.get(reference.as_str()) {
            Some(first) => {
                out.report(text.place, format!("'{reference}' is listed twice"))
                    .label("second entry")
                    .related(first.place, "first entry")
                    .help("remove one of the two");
            }
            None => {
                seen.insert(reference, text);
                check_form(text, reference, out);
            }
        }
    }
}

fn check_form(text: &Located<String>, reference: &str, out: &mut Sink) {
    let image = ImageReference::split(reference);
    if let Some((host, meant)) = image.host.and_then(|host| Some((host, misspelt(host)?))) {
        out.report(
            text.place,
            format!("the registry '{host}' is not well known"),
        )
        .label(format!("did you mean '{meant}'?"))
        .help(format!(
            "write {meant}, or ignore this if {host} is your registry"
        ))
        .fix(
            Applicability::Unsafe,
            text.place,
            reference.replacen(host, meant, 1),
        );
        return;
    }
    match (image.tag, image.digest) {
        (None, None) => out
            .report(text.place, format!("'{reference}' has no tag"))
            .label("latest is fetched")
            .help("add the tag that the pack uses, or a digest"),
        (Some("latest"), None) => out
            .report(text.place, format!("'{reference}' is not a fixed version"))
            .severity(Severity::Info)
            .label("latest may be another image tomorrow")
            .help("use a version tag or a digest"),
        _ => return,
    };
}

/// The registry that a host is one letter off.
fn misspelt(host: &str) -> Option<&'static str> {
    let is_candidate = host.len() >= SHORTEST && !REGISTRIES.contains(&host);
    let known = REGISTRIES
        .into_iter()
        .filter(|known| known.len() >= SHORTEST);
    let is_near = |known: &&str| {
        known.len().abs_diff(host.len()) <= 1 && strsim::damerau_levenshtein(host, known) == 1
    };
    known.filter(|_| is_candidate).find(is_near)
}

#[cfg(test)]
mod tests {
    use super::misspelt;

    #[test]
    fn registries_one_letter_off() {
        for (host, meant) in [
            ("uay.io", Some("quay.io")),
            ("qauy.io", Some("quay.io")),
            ("ghrc.io", Some("ghcr.io")),
            ("docker.oi", Some("docker.io")),
            ("registry.k8s.com", None),
            ("quay.io", None),
            ("gcr.io", None),
            ("my.registry.example", None),
            ("localhost:5000", None),
        ] {
            assert_eq!(misspelt(host), meant, "{host}");
        }
    }
}
