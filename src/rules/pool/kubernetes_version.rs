use crate::aks::kubernetes::{Supported, oldest, supported};
use crate::finding::{Applicability, Severity};
use crate::model::{Cluster, Located, Provenance};
use crate::rules::Sink;
use crate::version::{Version, VersionText};

rule! {
    /// ## What it does
    /// Checks the cluster's Kubernetes version against AKS's calendar. A version after the end of
    /// long-term support is an error. A version after the end of community support is a warning, because
    /// long-term support must be enabled and paid for. The version of a pack is then only an info:
    /// clusters that already have it keep running, and Palette decides which versions it offers. The rule
    /// also reports a `kubernetesVersion` that is not MAJOR.MINOR or MAJOR.MINOR.PATCH; a leading `v` has
    /// a safe fix. `--today` sets the date.
    ///
    /// ## Why it is bad
    /// AKS refuses to create the cluster or a pool: K8sVersionNotSupported.
    ///
    /// ## Example
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// kubernetesVersion: "1.29"
    /// nodePools:
    ///   - {name: system, mode: System, count: 3}
    /// ```
    ///
    /// ## Use instead
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// kubernetesVersion: "1.35"
    /// nodePools:
    ///   - {name: system, mode: System, count: 3}
    /// ```
    ///
    /// ## Source
    /// learn.microsoft.com/azure/aks/supported-kubernetes-versions (2026-08-05); the table is in
    /// [compatibility](compatibility.md#kubernetes-versions).
    id: "kubernetes-version",
    severity: Error,
    fix: Sometimes,
    facts: kubernetes,
    summary: "Kubernetes version that AKS does not support",
    check: WholeCluster(check),
}

fn check(cluster: &Cluster, out: &mut Sink) {
    let Some(written) = &cluster.kubernetes_version else {
        return;
    };
    let Some(text) = out.need(written) else {
        return;
    };
    let is_of_pack = cluster.kubernetes_pack().is_some_and(|pack| {
        let version = pack.version.as_ref();
        version.is_some_and(|version| version.place == written.place)
    });
    // A pack's version may have a suffix, and Palette resolves 1.31.x.
    if !is_of_pack && !has_form(text) {
        return form(written, text, out);
    }
    let Some(minor) = minor_of(text) else { return };
    let newer = oldest(out.today).map(|(major, minor)| format!("{major}.{minor}"));
    let help = newer.map(|newer| format!("use Kubernetes {newer} or later"));
    let (message, label, severity) = match supported(minor, out.today) {
        Supported::Fully => return,
        Supported::LongTermOnly(end) => (
            format!("community support for Kubernetes {text} ended on {end}"),
            "needs long-term support (Premium tier)",
            match is_of_pack {
                true => Severity::Info,
                false => Severity::Warning,
            },
        ),
        Supported::No(Some(end)) => (
            format!("AKS's support for Kubernetes {text} ended on {end}"),
            "AKS rejects this: K8sVersionNotSupported",
            Severity::Error,
        ),
        Supported::No(None) => (
            format!("AKS no longer supports Kubernetes {text}"),
            "AKS rejects this: K8sVersionNotSupported",
            Severity::Error,
        ),
    };
    let finding = out.report(written.place, message);
    finding.severity(severity).label(label).about_itself();
    if let Some(help) = help {
        finding.help(help);
    }
}

/// Major and minor, also of `1.31.x`.
fn minor_of(text: &str) -> Option<(u64, u64)> {
    let numbers = VersionText::read(text.trim())?.numbers;
    Version::parse(numbers)?.minor()
}

fn has_form(text: &str) -> bool {
    let parts: Vec<_> = text.split('.').collect();
    let is_number = |part: &&str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    matches!(parts.len(), 2 | 3) && parts.iter().all(is_number)
}

fn form(written: &Located<String>, text: &str, out: &mut Sink) {
    let message = format!("'{text}' is not a valid Kubernetes version");
    let finding = out.report(written.place, message);
    finding
        .label("must be in the form 1.35 or 1.35.2")
        .about_itself();
    let plain = text.trim_start_matches(['v', 'V']);
    if plain.len() < text.len() && has_form(plain) {
        finding.help(format!("write {plain}"));
        if written.provenance == Provenance::Written {
            finding.fix(Applicability::Safe, written.place, format!("\"{plain}\""));
        }
    }
}
