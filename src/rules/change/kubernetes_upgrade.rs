use crate::aks::kubernetes::{Supported, supported};
use crate::change::Change;
use crate::finding::Severity;
use crate::rules::Sink;
use crate::version::{Version, VersionText};

rule! {
    /// ## What it does
    /// Checks a change of the Kubernetes version: it never goes down, and goes up by one minor version at
    /// a time. From a version that is out of community support, AKS accepts larger steps: to the oldest
    /// supported version, or with long-term support. That is a warning, because Microsoft does not
    /// guarantee that it works.
    ///
    /// The state before the change comes from a Terraform plan itself, from `--previous`, or from
    /// the key `previous` (see [changes](changes.md)).
    ///
    /// ## Why it is bad
    /// AKS refuses the upgrade.
    ///
    /// ## Example
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// kubernetesVersion: "1.37"
    /// nodePools:
    ///   - {name: system, mode: System, count: 3}
    /// previous: previous.yaml
    /// ```
    /// ```yaml previous.yaml
    /// cluster: demo
    /// kubernetesVersion: "1.35"
    /// nodePools:
    ///   - {name: system, mode: System, count: 3}
    /// ```
    ///
    /// ## Use instead
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// kubernetesVersion: "1.36"
    /// nodePools:
    ///   - {name: system, mode: System, count: 3}
    /// previous: previous.yaml
    /// ```
    /// ```yaml previous.yaml
    /// cluster: demo
    /// kubernetesVersion: "1.35"
    /// nodePools:
    ///   - {name: system, mode: System, count: 3}
    /// ```
    ///
    /// ## Source
    /// learn.microsoft.com/azure/aks/upgrade-aks-control-plane, upgrade-node-pools and
    /// supported-kubernetes-versions (2026-08-05), *Can I skip multiple AKS versions*.
    id: "kubernetes-upgrade",
    severity: Error,
    facts: kubernetes,
    summary: "Kubernetes upgrade that skips a minor version or goes down",
    check: Change(check),
}

fn check(change: &Change<'_>, out: &mut Sink) {
    if change.is_replaced() {
        return;
    }
    let (old, new) = (
        &change.before().kubernetes_version,
        &change.after.kubernetes_version,
    );
    let (Some(old), Some(new)) = (old, new) else {
        return;
    };
    let (Some(new_text), Some(old_text)) = (out.need(new), out.need(old)) else {
        return;
    };
    let (Some(before), Some(after)) = (version(old_text), version(new_text)) else {
        return;
    };
    let (Some(was), Some(is)) = (before.minor(), after.minor()) else {
        return;
    };
    let message = format!("Kubernetes {old_text} to {new_text}");
    // `1.34` may be any patch of it.
    let are_patches = [old_text, new_text].into_iter().all(|text| is_patch(text));
    let is_down = is < was || is == was && are_patches && before.compare(&after).is_gt();
    let is_skip = is.0 > was.0 || is.1 > was.1 + 1;
    let (severity, what, help) = match (is_down, is_skip) {
        (true, _) => (
            Severity::Error,
            "is a downgrade, which AKS refuses",
            format!("keep {old_text}; a lower version needs a new cluster"),
        ),
        (false, true) => {
            let next = format!("upgrade to {}.{} first", was.0, was.1 + 1);
            match supported(was, out.today) {
                Supported::Fully => (
                    Severity::Error,
                    "skips a minor version, which AKS refuses",
                    next,
                ),
                Supported::LongTermOnly(_) | Supported::No(_) => (
                    Severity::Warning,
                    "skips a minor version: AKS may accept it, because community support for the \
                     old version has ended, and does not guarantee it",
                    format!("{next}, where AKS still offers that version"),
                ),
            }
        }
        (false, false) => return,
    };
    out.report(new.place, format!("{message} {what}"))
        .severity(severity)
        .label(format!("was {old_text}"))
        .related(old.place, Change::label(old_text))
        .help(help)
        .data("before", old_text.as_str())
        .data("after", new_text.as_str());
}

/// A version, also `1.34.x`.
fn version(text: &str) -> Option<Version> {
    Version::parse(VersionText::read(text.trim())?.numbers)
}

fn is_patch(text: &str) -> bool {
    let parts: Vec<_> = text.trim().split('.').collect();
    parts.len() == 3 && parts[2].bytes().all(|byte| byte.is_ascii_digit())
}
