//! The parts of an image reference.

/// `[host/]path[:tag][@digest]`, as it is written; whether the parts are valid is another question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ImageReference<'t> {
    /// The registry, with its port.
    pub(crate) host: Option<&'t str>,
    pub(crate) path: &'t str,
    pub(crate) tag: Option<&'t str>,
    pub(crate) digest: Option<&'t str>,
}

impl<'t> ImageReference<'t> {
    /// Takes a reference apart. As in Docker, the first part is a registry only if it looks like one.
    pub(crate) fn split(text: &'t str) -> Self {
        let (rest, digest) = match text.split_once('@') {
            Some((rest, digest)) => (rest, Some(digest)),
            None => (text, None),
        };
        let slash = rest.rfind('/').map_or(0, |at| at + 1);
        let colon = rest.get(slash..).and_then(|last| last.find(':'));
        let (name, tag) = match colon {
            Some(at) => (
                rest.get(..slash + at).unwrap_or_default(),
                rest.get(slash + at + 1..),
            ),
            None => (rest, None),
        };
        let (host, path) = match name.split_once('/') {
            Some((first, path)) if is_host(first) => (Some(first), path),
            _ => (None, name),
        };
        ImageReference {
            host,
            path,
            tag,
            digest,
        }
    }
}

fn is_host(first: &str) -> bool {
    let has_upper = first.bytes().any(|byte| byte.is_ascii_uppercase());
    first.contains(['.', ':']) || first == "localhost" || has_upper
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_come_apart() {
        let split = |text| {
            let image = ImageReference::split(text);
            (image.host, image.path, image.tag, image.digest)
        };
        assert_eq!(split("redis"), (None, "redis", None, None));
        assert_eq!(
            split("docker.io/a/b:1@sha256:ab"),
            (Some("docker.io"), "a/b", Some("1"), Some("sha256:ab"))
        );
        assert_eq!(
            split("localhost:5000/a:1.0"),
            (Some("localhost:5000"), "a", Some("1.0"), None)
        );
        assert_eq!(split("team/a"), (None, "team/a", None, None));
    }
}
