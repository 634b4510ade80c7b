//! Addresses of resources, and the references of a plan's configuration.

/// A name in an address, with its index: `this` and `["a"]`.
pub(super) type Step = (String, Option<String>);

/// The names between the dots of an address or reference, each with its index.
pub(super) fn steps(text: &str) -> Vec<Step> {
    let mut steps = vec![(String::new(), None)];
    let (mut depth, mut is_quoted) = (0_usize, false);
    let mut characters = text.chars();
    while let Some(c) = characters.next() {
        if c == '.' && depth == 0 {
            steps.push((String::new(), None));
            continue;
        }
        let Some((name, index)) = steps.last_mut() else {
            return steps;
        };
        let into = if depth > 0 || c == '[' {
            index.get_or_insert_with(String::new)
        } else {
            name
        };
        into.push(c);
        match c {
            '\\' if is_quoted => into.extend(characters.next()),
            '"' if depth > 0 => is_quoted = !is_quoted,
            '[' if !is_quoted => depth += 1,
            ']' if !is_quoted => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    steps
}

/// The module names and the resource of an address, each with its index:
/// `module.a["x"].spectrocloud_cluster_aks.this[0]` is `a` and `spectrocloud_cluster_aks.this`.
pub(super) fn split(address: &str) -> Vec<Step> {
    let mut rest = steps(address).into_iter().peekable();
    let mut found = Vec::new();
    while rest.next_if(|(name, _)| name == "module").is_some() {
        found.extend(rest.next());
    }
    let (names, mut indexes): (Vec<_>, Vec<_>) = rest.unzip();
    found.push((names.join("."), indexes.pop().flatten()));
    found
}

/// The module names and the resource of an address, without indexes.
pub(super) fn without_indexes(address: &str) -> (Vec<String>, String) {
    let mut names: Vec<_> = split(address).into_iter().map(|(name, _)| name).collect();
    let own = names.pop().unwrap_or_default();
    (names, own)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_come_apart() {
        for (address, expected) in [
            ("a.b", [("a.b", None)].as_slice()),
            ("module.x.a.b[0]", &[("x", None), ("a.b", Some("[0]"))]),
            (
                r#"module.x["k.[\"]"].module.y[1].data.a.b"#,
                &[
                    ("x", Some(r#"["k.[\"]"]"#)),
                    ("y", Some("[1]")),
                    ("data.a.b", None),
                ],
            ),
        ] {
            let found = split(address);
            let found: Vec<_> = found
                .iter()
                .map(|(name, index)| (name.as_str(), index.as_deref()))
                .collect();
            assert_eq!(found, expected);
        }
    }
}
