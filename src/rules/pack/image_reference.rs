//! Image references, by the grammar of github.com/distribution/reference.

use crate::model::ImageReference;

/// Longest name, registry included.
const MAX_NAME: usize = 255;
/// Longest tag.
const MAX_TAG: usize = 128;
/// Fewest hexadecimal digits of a digest.
const MIN_DIGEST: usize = 32;

/// Checks a reference: `[registry[:port]/]name[:tag][@digest]`.
///
/// # Errors
/// Why it is invalid.
pub(crate) fn check(text: &str) -> Result<(), &'static str> {
    if text.is_empty() {
        return Err("it is empty");
    }
    if text.contains(char::is_whitespace) {
        return Err("it contains whitespace");
    }
    if text.contains("://") {
        return Err("it starts with a scheme such as https://");
    }
    let ImageReference {
        host,
        path,
        tag,
        digest,
    } = ImageReference::split(text);
    if host.map_or(0, |host| host.len() + 1) + path.len() > MAX_NAME {
        return Err("its name is longer than 255 characters");
    }
    if host.is_some_and(|host| !is_registry(host)) {
        return Err("its registry must be a host name with an optional port");
    }
    check_path(path)?;
    if tag.is_some_and(|tag| !is_tag(tag)) {
        return Err("its tag must be 1 to 128 letters, digits, '_', '.' or '-'");
    }
    if digest.is_some_and(|digest| !is_digest(digest)) {
        return Err("its digest must be an algorithm and hexadecimal digits, like sha256:…");
    }
    Ok(())
}

fn check_path(path: &str) -> Result<(), &'static str> {
    if path.split('/').any(str::is_empty) {
        return Err("part of its name is empty");
    }
    if has_upper(path) {
        return Err("its name contains capital letters");
    }
    if !path.split('/').all(is_component) {
        return Err("its name contains characters that are not allowed");
    }
    Ok(())
}

fn has_upper(text: &str) -> bool {
    text.bytes().any(|byte| byte.is_ascii_uppercase())
}

fn is_registry(text: &str) -> bool {
    let (host, port) = match text.rsplit_once(':') {
        Some((host, port)) if !text.ends_with(']') => (host, Some(port)),
        _ => (text, None),
    };
    let is_port = |port: &str| !port.is_empty() && port.bytes().all(|b| b.is_ascii_digit());
    let is_label = |label: &str| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    let address = host
        .strip_prefix('[')
        .and_then(|host| host.strip_suffix(']'));
    let is_host = match address {
        Some(address) => address.parse::<std::net::Ipv6Addr>().is_ok(),
        None => host.split('.').all(is_label),
    };
    is_host && port.is_none_or(is_port)
}

/// Lower-case letters and digits, between them `.`, `_`, `__` or any number of `-`.
fn is_component(text: &str) -> bool {
    let is_word = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    let starts_and_ends = text.starts_with(is_word) && text.ends_with(is_word);
    let mut separators = text.split(is_word).filter(|between| !between.is_empty());
    starts_and_ends
        && separators.all(|between| {
            matches!(between, "." | "_" | "__") || between.bytes().all(|byte| byte == b'-')
        })
}

fn is_tag(text: &str) -> bool {
    let is_word = |b: u8| b.is_ascii_alphanumeric() || b == b'_';
    text.len() <= MAX_TAG
        && text.bytes().next().is_some_and(is_word)
        && text.bytes().all(|b| is_word(b) || b == b'.' || b == b'-')
}

fn is_digest(text: &str) -> bool {
    let Some((algorithm, digits)) = text.split_once(':') else {
        return false;
    };
    let is_algorithm = algorithm.starts_with(|c: char| c.is_ascii_alphabetic())
        && algorithm
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'.' | b'-' | b'_'));
    is_algorithm && digits.len() >= MIN_DIGEST && digits.bytes().all(|b| b.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use crate::rules::pack::image_reference::check;

    #[test]
    fn references_by_their_grammar() {
        let digest = "ab".repeat(32);
        for text in [
            "busybox",
            "busybox:1.37",
            "library/busybox",
            "docker.io/library/demo:1.0.0",
            "localhost:5000/a/b_c/d__e/f--g:V1.2_x",
            "registry.k8s.io/sig-storage/csi-attacher:v4.10.0",
            "[::1]:5000/demo",
            "MyRegistry/demo",
            &format!("quay.io/a/b@sha256:{digest}"),
            &format!("quay.io/a/b:1.0@sha256:{digest}"),
        ] {
            assert_eq!(check(text), Ok(()), "{text}");
        }
        for text in [
            "",
            "a b",
            "https://docker.io/library/demo",
            "docker.io/library/Demo:1.0",
            "docker.io//demo",
            "docker.io/demo:",
            "docker.io/demo:-1",
            "demo@sha256:12",
            "demo@latest",
            "docker.io/demo/",
            "-host.io/demo",
            "docker.io:port/demo",
            "a___b",
            "docker.io/demo:1.0:2.0",
        ] {
            assert!(check(text).is_err(), "{text}");
        }
    }
}
