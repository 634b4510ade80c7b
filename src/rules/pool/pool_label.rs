use crate::model::{Cluster, Located};
use crate::rules::Sink;
use crate::text::{any_of, closest};

rule! {
    /// ## What it does
    /// Reports a key of `nodeLabels` or `nodeTaints` that is not a valid Kubernetes label key, or that
    /// starts with `kubernetes.azure.com/`, which AKS reserves. The one exception is
    /// `kubernetes.azure.com/scalesetpriority`, which spot pools need.
    ///
    /// A label key is a name of 1 to 63 letters, digits, `-`, `_` and `.` with a letter or digit at
    /// both ends, optionally after a domain name and a slash. The effect of a taint is NoSchedule,
    /// PreferNoSchedule or NoExecute.
    ///
    /// ## Why it is bad
    /// AKS rejects the pool when it is deployed.
    ///
    /// ## Example
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// nodePools:
    ///   - {name: system, mode: System, count: 3, nodeLabels: {kubernetes.azure.com/team: web}}
    /// ```
    ///
    /// ## Use instead
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// nodePools:
    ///   - {name: system, mode: System, count: 3, nodeLabels: {example.com/team: web}}
    /// ```
    ///
    /// ## Source
    /// kubernetes.io, *Labels and Selectors*, syntax and character set;
    /// learn.microsoft.com/azure/aks/use-labels (reserved prefix) and spot-node-pool.
    id: "pool-label",
    severity: Error,
    summary: "invalid or reserved label or taint key, or unknown taint effect",
    check: Cluster(check),
}

/// The prefix that AKS reserves.
const RESERVED: &str = "kubernetes.azure.com/";
/// The key under it that users write: spot pools have to carry it as a label and a taint.
const SPOT: &str = "kubernetes.azure.com/scalesetpriority";

/// Longest name of a label key (Kubernetes).
const LONGEST_NAME: usize = 63;
/// Longest prefix of a label key (Kubernetes).
const LONGEST_PREFIX: usize = 253;

fn check(cluster: &Cluster, out: &mut Sink) {
    for pool in &cluster.pools {
        let title = pool.to_string();
        for label in &pool.label_keys {
            key(label, "label", &title, |text| text, out);
        }
        for taint in &pool.taints {
            let end = |text: &str| text.find(['=', ':']).unwrap_or(text.len());
            key(
                taint,
                "taint",
                &title,
                |text| text.split_at(end(text)).0,
                out,
            );
            effect(taint, &title, out);
        }
    }
}

/// What a taint can do (Kubernetes).
const EFFECTS: &[&str] = &["NoSchedule", "PreferNoSchedule", "NoExecute"];

/// The effect of a taint, where one is written: `key=value:Effect`.
fn effect(taint: &Located<String>, title: &str, out: &mut Sink) {
    let effect = taint.known().and_then(|text| text.rsplit_once(':'));
    let Some((_, effect)) = effect.filter(|(_, effect)| !EFFECTS.contains(effect)) else {
        return;
    };
    let finding = out.report(
        taint.place,
        format!(
            "taint effect '{effect}' of {title} is not valid; expected {}",
            any_of(EFFECTS)
        ),
    );
    match closest(effect, EFFECTS.iter().copied()) {
        Some(near) => finding
            .label(format!("did you mean {near}?"))
            .help(format!("write {near}")),
        None => finding
            .label("unknown effect")
            .help("write the taint as key=value:NoSchedule"),
    };
}

fn key(
    written: &Located<String>,
    what: &str,
    title: &str,
    key_of: impl Fn(&str) -> &str,
    out: &mut Sink,
) {
    let Some(text) = out.need(written) else {
        return;
    };
    let key = key_of(text);
    let (wrong, label, help) = if let Err(wrong) = label_key(key) {
        let help = "write a name such as team, or a domain and a name such as example.com/team";
        (
            format!("is not a valid label key: {wrong}"),
            "invalid key",
            help,
        )
    } else if key.starts_with(RESERVED) && key != SPOT {
        let wrong = format!("starts with {RESERVED}, which AKS reserves");
        (
            wrong,
            "reserved",
            "use your own domain, for example example.com/team",
        )
    } else {
        return;
    };
    let message = format!("{what} key '{key}' of {title} {wrong}");
    out.report(written.place, message).label(label).help(help);
}

/// What is wrong with a label key.
fn label_key(key: &str) -> Result<(), &'static str> {
    let (prefix, name) = match key.rsplit_once('/') {
        Some((prefix, name)) => (Some(prefix), name),
        None => (None, key),
    };
    let is_edge = |c: char| c.is_ascii_alphanumeric();
    let is_inner = |c: char| is_edge(c) || matches!(c, '-' | '_' | '.');
    if name.is_empty() {
        return Err("the name is empty");
    }
    if name.len() > LONGEST_NAME {
        return Err("the name has more than 63 characters");
    }
    if !name.chars().all(is_inner) {
        return Err("the name may contain only letters, digits, '-', '_' and '.'");
    }
    if !name.starts_with(is_edge) || !name.ends_with(is_edge) {
        return Err("the name must start and end with a letter or digit");
    }
    match prefix {
        Some(prefix) if !is_domain(prefix) => Err("the part before the slash is not a domain name"),
        _ => Ok(()),
    }
}

/// Whether a text is a DNS subdomain in lower case, as Kubernetes requires.
fn is_domain(text: &str) -> bool {
    let is_edge = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    text.len() <= LONGEST_PREFIX
        && text.split('.').all(|part| {
            part.starts_with(is_edge)
                && part.ends_with(is_edge)
                && part.chars().all(|c| is_edge(c) || c == '-')
        })
}

#[cfg(test)]
mod tests {
    use crate::rules::pool::pool_label::label_key;

    #[test]
    fn valid_keys_are_told_from_invalid_ones() {
        let longest = "a".repeat(63);
        for key in [
            "team",
            "a",
            "Team_1.x-y",
            "example.com/team",
            "a.b-c.d/1",
            &longest,
        ] {
            assert_eq!(label_key(key), Ok(()), "{key}");
        }
        let too_long = "a".repeat(64);
        for key in [
            "",
            "example.com/",
            "/team",
            "-team",
            "team-",
            "te am",
            "Example.com/team",
            "example..com/team",
            "a/b/c",
            "t\u{e4}m",
            &too_long,
        ] {
            assert!(label_key(key).is_err(), "{key}");
        }
    }
}
