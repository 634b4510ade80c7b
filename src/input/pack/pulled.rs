//! The images that charts and manifests pull, compared with those that the values list.

use std::collections::HashSet;

use super::chart::{Contents, literal_images};
use super::charts::{PackContents, for_chart};
use crate::model::{ImageReference, ImageValue, Pack, UnlistedImage};
use crate::problem::{Problem, ProblemKind};
use crate::source::{Budget, Place, Span};
use crate::syntax::{Kind, Node, Tree, Typed};

/// Deepest values that are looked at.
const MAX_DEPTH: usize = 32;

/// A reference that is listed.
struct ListedImage<'p> {
    text: &'p str,
    place: Place,
    image: ImageReference<'p>,
}

/// An image that is pulled, and what pulls it.
struct PulledImage {
    text: String,
    /// In words: `templates/a.yaml of chart demo`.
    by: String,
    /// Where the pack's values name it.
    place: Option<Place>,
    /// Whether only a listed image of the same path says that it is pulled: whether a value is used
    /// is not known.
    is_value: bool,
}

/// The registry and path of an image, written out.
fn full_name(image: ImageReference<'_>) -> (String, String) {
    let host = match image.host {
        None | Some("index.docker.io" | "registry-1.docker.io") => "docker.io",
        Some(host) => host,
    };
    let path = match (host, image.path) {
        ("docker.io", path) if !path.contains('/') => format!("library/{path}"),
        (_, path) => path.to_owned(),
    };
    (host.to_owned(), path)
}

/// Compares the images that a pack pulls with those that it lists.
pub(super) fn check_images(
    pack: &Pack,
    values: &Tree,
    parts: &PackContents,
    budget: &Budget,
    known: &[Problem],
) -> Vec<Problem> {
    let Some(listed) = listed(pack) else {
        return Vec::new();
    };
    let place = pack.place;
    let mut pulled = Vec::new();
    for manifest in &parts.manifests {
        for text in literal_images(&manifest.source.text, budget, place) {
            pulled.push(PulledImage {
                text,
                by: format!("manifest {}", manifest.path),
                place: None,
                is_value: false,
            });
        }
    }
    for (_, contents) in &parts.charts {
        add_literals(contents, budget, place, &mut pulled);
        add_values(contents, values, known, &mut pulled);
    }
    let mut seen = HashSet::new();
    let new = pulled
        .into_iter()
        .filter(|image| seen.insert(image.text.clone()));
    new.filter_map(|image| problem(&image, &listed, values))
        .collect()
}

/// The images that are listed; `None` if these are not all known, or none are.
fn listed(pack: &Pack) -> Option<Vec<ListedImage<'_>>> {
    let images = pack.images.as_ref()?;
    let mut listed = Vec::new();
    for entry in &images.entries {
        let ImageValue::Reference(reference) = &entry.image else {
            return None;
        };
        // An entry that is no image has a finding of its own.
        let text = reference.known().filter(|text| is_plain(text))?;
        listed.push(ListedImage {
            text,
            place: reference.place,
            image: ImageReference::split(text),
        });
    }
    (images.unknown.is_none() && !listed.is_empty()).then_some(listed)
}

fn is_plain(text: &str) -> bool {
    let is_of_image = |c: char| c.is_ascii_alphanumeric() || "._-/:@".contains(c);
    text.chars().all(is_of_image) && !text.contains("//") && !text.ends_with([':', '@', '/'])
}

/// The images that the templates of the chart itself name: charts within it can be off.
fn add_literals(contents: &Contents, budget: &Budget, place: Place, pulled: &mut Vec<PulledImage>) {
    for (path, text) in &contents.templates {
        let name = path.rsplit('/').next().unwrap_or_default();
        let is_test = path.contains("/tests/") || text.contains("helm.sh/hook: test");
        let is_rendered = !name.starts_with('_') && name.ends_with("ml");
        if is_test || !is_rendered || contents.is_library || text.contains("\"helm.sh/hook\": test")
        {
            continue;
        }
        for text in literal_images(text, budget, place) {
            pulled.push(PulledImage {
                text,
                by: format!("{path} of chart {}", contents.name),
                place: None,
                is_value: false,
            });
        }
    }
}

/// The images that the values of the chart itself name by a repository and a tag.
fn add_values(
    contents: &Contents,
    values: &Tree,
    known: &[Problem],
    pulled: &mut Vec<PulledImage>,
) {
    let own = for_chart(values, &contents.name);
    let mut walk = ValueWalk {
        contents,
        unread: unread(known),
        pulled,
    };
    walk.go(contents.values(), own, &mut Vec::new());
}

/// The paths of values that no chart reads.
fn unread(known: &[Problem]) -> HashSet<&str> {
    let unread = known.iter().filter_map(|problem| match &problem.kind {
        ProblemKind::UnreadOverride(unread) => Some(unread.path.as_str()),
        _ => None,
    });
    unread.collect()
}

/// Goes through the values of a chart, those of the pack over its own.
struct ValueWalk<'w> {
    contents: &'w Contents,
    unread: HashSet<&'w str>,
    pulled: &'w mut Vec<PulledImage>,
}

impl<'w> ValueWalk<'w> {
    fn go<'t>(
        &mut self,
        default: Option<Node<'t>>,
        own: Option<Node<'t>>,
        path: &mut Vec<&'t str>,
    ) {
        let written = format!("charts.{}.{}", self.contents.name, path.join("."));
        let is_off = path
            .first()
            .is_some_and(|key| self.contents.subchart(key).is_some());
        if path.len() > MAX_DEPTH || is_off || self.unread.contains(written.as_str()) {
            return;
        }
        if own.is_some_and(|own| own.is_alias() || own.kind() != Kind::Mapping) {
            return;
        }
        self.image(default, own, &written);
        let mut keys: Vec<&'t str> = Vec::new();
        let mappings = own
            .into_iter()
            .chain(default.filter(|node| !node.is_alias()));
        for (key, _) in mappings.flat_map(Node::entries) {
            keys.extend(key.text().filter(|key| !keys.contains(key)));
        }
        for key in keys {
            let of = |node: Option<Node<'t>>| node.and_then(|node| node.get(key));
            let (default, own) = (of(default), of(own));
            let is_mapping = |node: Node<'_>| node.kind() == Kind::Mapping;
            if own.or(default).is_some_and(is_mapping) {
                path.push(key);
                self.go(default.filter(|node| is_mapping(*node)), own, path);
                path.pop();
            }
        }
    }

    /// The image that a mapping with a repository is.
    fn image(&mut self, default: Option<Node<'_>>, own: Option<Node<'_>>, written: &str) {
        let field = |key: &str| {
            let own = own.and_then(|own| own.get(key)).map(|node| (node, true));
            let node = own.or_else(|| Some((default?.get(key)?, false)));
            let (node, is_own) =
                node.filter(|(node, _)| node.kind() != Kind::Scalar(Typed::Null))?;
            let text = node.text().filter(|text| !text.is_empty())?;
            Some((text, is_own.then(|| node.place())))
        };
        let Some((repository, place)) = field("repository") else {
            return;
        };
        // A number is not what is meant, and has a finding.
        let is_number =
            |node: Node<'_>| matches!(node.kind(), Kind::Scalar(Typed::Int(_) | Typed::Float(_)));
        if own.and_then(|own| own.get("tag")).is_some_and(is_number) {
            return;
        }
        let (tag, tag_place) = field("tag").unwrap_or(("", None));
        let registry = field("registry").map_or("", |(registry, _)| registry);
        let digest = field("digest").map_or("", |(digest, _)| digest);
        let all = [repository, tag, registry, digest];
        if all
            .iter()
            .any(|text| text.contains("{{") || text.contains(char::is_whitespace))
        {
            return;
        }
        let mut text = match registry {
            "" => repository.to_owned(),
            registry => format!("{registry}/{repository}"),
        };
        if !tag.is_empty() {
            text.push_str(&format!(":{tag}"));
        }
        if digest.starts_with("sha256:") {
            text.push_str(&format!("@{digest}"));
        }
        self.pulled.push(PulledImage {
            text,
            by: written.to_owned(),
            place: tag_place.or(place),
            is_value: true,
        });
    }
}

/// What is wrong with an image that is pulled.
fn problem(pulled: &PulledImage, listed: &[ListedImage<'_>], values: &Tree) -> Option<Problem> {
    let image = ImageReference::split(&pulled.text);
    let (host, path) = full_name(image);
    let names: Vec<_> = listed
        .iter()
        .map(|listed| (listed, full_name(listed.image)))
        .collect();
    let same = names
        .iter()
        .filter(|(_, name)| *name == (host.clone(), path.clone()));
    let same: Vec<&ListedImage<'_>> = same.map(|(listed, _)| *listed).collect();
    let elsewhere = names.iter().filter(|(_, name)| name.1 == path);
    let elsewhere: Vec<&ListedImage<'_>> = elsewhere.map(|(listed, _)| *listed).collect();
    let near = match (same.is_empty(), pulled.is_value) {
        (false, _) => {
            let is_free = matches!(image.tag, None | Some("latest")) && image.digest.is_none();
            let is_listed = same
                .iter()
                .any(|listed| is_same_version(image, listed.image));
            if is_free || is_listed {
                return None;
            }
            same
        }
        (true, true) if image.host.is_none() || elsewhere.is_empty() => return None,
        (true, _) => elsewhere,
    };
    let place = pulled
        .place
        .or_else(|| near.first().map(|listed| listed.place));
    let place = place.or_else(|| listed.last().map(|listed| listed.place))?;
    // Where no tag is said, the one that is listed is the best guess.
    let tag = near.first().and_then(|listed| listed.image.tag);
    let tag = tag.filter(|_| image.tag.is_none() && image.digest.is_none());
    let entry = pulled.text.clone() + &tag.map_or_else(String::new, |tag| format!(":{tag}"));
    let image = pulled.text.clone();
    let kind = ProblemKind::UnlistedImage(Box::new(UnlistedImage {
        by: pulled.by.clone(),
        near: near
            .iter()
            .map(|listed| (listed.text.to_owned(), listed.place))
            .collect(),
        fix: listed
            .last()
            .and_then(|last| added(last.place, &entry, values)),
        image,
    }));
    Some(Problem { place, kind })
}

/// Whether two references name the same version, as far as both say it in the same way.
fn is_same_version(pulled: ImageReference<'_>, listed: ImageReference<'_>) -> bool {
    let tag = listed.tag.filter(|tag| *tag != "latest");
    let tags = pulled.tag.zip(tag).map(|(a, b)| a == b);
    let digests = pulled.digest.zip(listed.digest).map(|(a, b)| a == b);
    digests.or(tags).unwrap_or(true)
}

/// The entry behind the last one of the list, where that is on a line of its own.
fn added(last: Place, image: &str, values: &Tree) -> Option<(Place, String)> {
    let source = values.source();
    let before = source.text.get(..last.span.start as usize)?;
    let line = before.rfind('\n').map_or(0, |at| at + 1);
    let indent = before.get(line..)?.strip_suffix("- image: ");
    let indent = indent.or_else(|| before.get(line..)?.strip_suffix("- image: \""));
    let indent = indent.filter(|indent| indent.bytes().all(|byte| byte == b' '))?;
    let rest = source.text.get(last.span.end as usize..)?;
    let end = last.span.end as usize + rest.find('\n')?;
    let end = end - usize::from(source.text.get(..end)?.ends_with('\r'));
    let place = source.place(Span::empty(end));
    Some((place, format!("\n{indent}- image: {image}")))
}
