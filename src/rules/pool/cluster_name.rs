use crate::aks::limits::CLUSTER_NAME_LENGTH;
use crate::aks::reserved_words::{IN_NAMES, NAMES, STARTS_OF_NAMES};
use crate::model::Cluster;
use crate::rules::Sink;

rule! {
    /// ## What it does
    /// Reports a cluster name that AKS does not accept. A name has 1 to 63 letters, digits, `_` and
    /// `-`, with a letter or digit at both ends, and contains no word that Azure reserves: "microsoft"
    /// and "windows" are reserved anywhere in the name, "login" and "xbox" at its start, and words such
    /// as "azure" as the whole name. Case does not matter.
    ///
    /// ## Why it is bad
    /// AKS refuses to create the cluster: "The value of parameter name is invalid." A cluster cannot be
    /// renamed.
    ///
    /// ## Example
    /// ```yaml cluster.yaml
    /// cluster: windows-apps
    /// nodePools:
    ///   - {name: system, mode: System, count: 3}
    /// ```
    ///
    /// ## Use instead
    /// ```yaml cluster.yaml
    /// cluster: win-apps
    /// nodePools:
    ///   - {name: system, mode: System, count: 3}
    /// ```
    ///
    /// ## Source
    /// learn.microsoft.com, *Naming rules and restrictions for Azure resources* and *Reserved resource
    /// name errors* (2023-04-05); the AKS support article *Troubleshoot the InvalidParameter error*
    /// (2024-11-19); for "microsoft" and "windows" also Cluster API provider Azure.
    id: "cluster-name",
    severity: Error,
    facts: reserved_words,
    summary: "cluster name that AKS does not accept",
    check: WholeCluster(check),
}

const FORM: &str = "use 1 to 63 letters, digits, _ and -, with a letter or digit at both ends";

fn check(cluster: &Cluster, out: &mut Sink) {
    let Some(written) = &cluster.name else { return };
    let Some(name) = out.need(written) else {
        return;
    };
    let Some((wrong, help)) = wrong(name) else {
        return;
    };
    out.report(written.place, format!("the cluster name '{name}' {wrong}"))
        .label("AKS rejects this: InvalidParameter")
        .help(help);
}

/// What is wrong with a name, and what to do about it.
fn wrong(name: &str) -> Option<(String, &'static str)> {
    let lower = name.to_ascii_lowercase();
    let length = name.chars().count();
    let is_edge = |c: char| c.is_ascii_alphanumeric();
    let is_inner = |c: char| is_edge(c) || matches!(c, '_' | '-');
    let reserved = if NAMES.contains(&lower.as_str()) {
        Some("is a word that Azure reserves".to_owned())
    } else if let Some(word) = IN_NAMES.iter().find(|word| lower.contains(**word)) {
        Some(format!("contains '{word}', which Azure reserves"))
    } else {
        let start = STARTS_OF_NAMES
            .iter()
            .find(|word| lower.starts_with(**word));
        start.map(|word| format!("starts with '{word}', which Azure reserves there"))
    };
    if name.is_empty() {
        Some(("is empty".to_owned(), FORM))
    } else if !name.chars().all(is_inner) {
        Some((
            "contains characters other than letters, digits, _ and -".to_owned(),
            FORM,
        ))
    } else if !name.starts_with(is_edge) || !name.ends_with(is_edge) {
        Some((
            "does not start and end with a letter or digit".to_owned(),
            FORM,
        ))
    } else if let Some(reserved) = reserved {
        Some((reserved, "choose a name without this word"))
    } else if length > CLUSTER_NAME_LENGTH {
        let wrong = format!("has {length} characters; AKS accepts at most {CLUSTER_NAME_LENGTH}");
        Some((wrong, "use a shorter name"))
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::wrong;

    #[test]
    fn names_that_aks_accepts_are_told_from_others() {
        let longest = "a".repeat(63);
        for name in [
            "a",
            "1",
            "Prod_aks-1",
            "my-xbox",
            "my-login",
            "azure-1",
            "win",
            &longest,
        ] {
            assert_eq!(wrong(name), None, "{name}");
        }
        let too_long = "a".repeat(64);
        for name in [
            "",
            "my cluster",
            "a.b",
            "-a",
            "a_",
            "t\u{e4}st",
            "Azure",
            "office365",
            "my-WINDOWS-1",
            "microsofts",
            "login1",
            "Xbox",
            &too_long,
        ] {
            assert!(wrong(name).is_some(), "{name}");
        }
    }
}
