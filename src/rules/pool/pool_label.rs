use crate::finding::Applicability;
use crate::model::{Cluster, Located, NodeLabel};
use crate::rules::Sink;
use crate::text::{any_of, closest, short};

rule! {
    /// ## What it does
    /// Reports a key of `nodeLabels` or `nodeTaints` that is not a Kubernetes label key, or has a
    /// reserved prefix, and a label value or the effect of a taint that Kubernetes does not accept.
    ///
    /// `kubernetes.azure.com/` is reserved for AKS, except `kubernetes.azure.com/scalesetpriority`, which
    /// spot pools have. For labels, `kubernetes.io/`, `k8s.io/` and all domains below them are reserved
    /// too, such as `node-role.kubernetes.io/`, except `node.kubernetes.io/` and
    /// `kubelet.kubernetes.io/`.
    ///
    /// A label key is a name of 1 to 63 letters, digits, `-`, `_` and `.`, with a letter or digit at both
    /// ends, optionally after a domain name and a slash. A label value has the same characters, at most
    /// 63, and may be empty. The effect of a taint is NoSchedule, PreferNoSchedule or NoExecute.
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
    /// learn.microsoft.com/azure/aks/use-labels (reserved prefixes) and spot-node-pool; Azure/AKS#2866
    /// (the two exceptions); the Azure command line 2.91.0, validate_label.
    id: "pool-label",
    severity: Error,
    fix: Sometimes,
    summary: "invalid or reserved label or taint",
    check: Cluster(check),
}

/// The domain that AKS reserves.
const OF_AKS: &str = "kubernetes.azure.com";
/// The key under it that users write: spot pools have to carry it as a label and a taint.
pub(in crate::rules) const SPOT: &str = "kubernetes.azure.com/scalesetpriority";
/// The domains that Kubernetes reserves for labels, with all domains below them...
const OF_KUBERNETES: [&str; 2] = ["kubernetes.io", "k8s.io"];
/// ... except these, with those below them.
const OF_NODES: [&str; 2] = ["node.kubernetes.io", "kubelet.kubernetes.io"];

/// The reserved domain that a key starts with.
fn reserved(key: &str, is_label: bool) -> Option<&str> {
    let (domain, _) = key.split_once('/')?;
    let is_in = |parent: &&str| {
        let rest = domain.strip_suffix(*parent);
        rest.is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    };
    let is_of_kubernetes =
        is_label && OF_KUBERNETES.iter().any(is_in) && !OF_NODES.iter().any(is_in);
    let is_of_aks = domain == OF_AKS && key != SPOT;
    (is_of_aks || is_of_kubernetes).then_some(domain)
}

/// Longest name of a label key (Kubernetes).
const LONGEST_NAME: usize = 63;
/// Longest prefix of a label key (Kubernetes).
const LONGEST_PREFIX: usize = 253;

fn check(cluster: &Cluster, out: &mut Sink) {
    for pool in &cluster.pools {
        let title = pool.to_string();
        for label in &pool.labels {
            key(&label.key, "label", &title, |text| text, out);
            value(label, &title, out);
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

/// The value of a label.
fn value(label: &NodeLabel, title: &str, out: &mut Sink) {
    let Some(written) = &label.value else { return };
    let Some(text) = out.need(written).filter(|text| !text.is_empty()) else {
        return;
    };
    let Err(wrong) = is_name(text) else {
        return;
    };
    let key = label.key.known().map_or("", String::as_str);
    let message = format!(
        "the value '{}' of label '{key}' of {title} is invalid",
        short(text)
    );
    out.report(written.place, message)
        .label(wrong)
        .help("use at most 63 letters, digits, '-', '_' and '.', such as web-1");
}

/// What a taint can do (Kubernetes).
const EFFECTS: &[&str] = &["NoSchedule", "PreferNoSchedule", "NoExecute"];

/// The effect of a taint, where one is written: `key=value:Effect`.
fn effect(taint: &Located<String>, title: &str, out: &mut Sink) {
    let effect = taint.known().and_then(|text| text.rsplit_once(':'));
    let Some((key, effect)) = effect.filter(|(_, effect)| !EFFECTS.contains(effect)) else {
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
            .help(format!("write {near}"))
            .replace(
                Applicability::Unsafe,
                taint,
                &format!("{key}:{effect}"),
                format!("{key}:{near}"),
            ),
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
        let help = "use a name such as team, or a domain and a name such as example.com/team";
        (format!("is not a label key: {wrong}"), "invalid key", help)
    } else if let Some(reserved) = reserved(key, what == "label") {
        (
            format!("starts with {reserved}/, which is reserved"),
            "AKS rejects this prefix",
            "use your own domain, such as example.com/team",
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
    is_name(name)?;
    match prefix {
        Some(prefix) if !is_domain(prefix) => Err("the part before the slash is not a domain name"),
        _ => Ok(()),
    }
}

/// What is wrong with the name of a key, or with a value.
fn is_name(name: &str) -> Result<(), &'static str> {
    let is_edge = |c: char| c.is_ascii_alphanumeric();
    let is_inner = |c: char| is_edge(c) || matches!(c, '-' | '_' | '.');
    if name.is_empty() {
        return Err("the name is empty");
    }
    if name.len() > LONGEST_NAME {
        return Err("more than 63 characters");
    }
    if !name.chars().all(is_inner) {
        return Err("only letters, digits, '-', '_' and '.' are allowed");
    }
    if !name.starts_with(is_edge) || !name.ends_with(is_edge) {
        return Err("must start and end with a letter or digit");
    }
    Ok(())
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
    use crate::rules::pool::pool_label::{label_key, reserved};

    #[test]
    fn reserved_domains_are_told_from_others() {
        for key in [
            "kubernetes.azure.com/team",
            "kubernetes.io/team",
            "k8s.io/team",
            "node-role.kubernetes.io/web",
            "node-restriction.kubernetes.io/web",
            "topology.kubernetes.io/zone",
        ] {
            assert!(reserved(key, true).is_some(), "{key}");
        }
        for key in [
            "team",
            "example.com/team",
            "kubernetes.azure.com/scalesetpriority",
            "node.kubernetes.io/lifecycle",
            "kubelet.kubernetes.io/x",
            "mykubernetes.io/team",
            "kubernetes.io.example.com/team",
        ] {
            assert_eq!(reserved(key, true), None, "{key}");
        }
        assert_eq!(reserved("node-role.kubernetes.io/web", false), None);
    }

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
