//! The table of compatible settings as a page in Markdown: `docs/compatibility.md`.

use std::fmt::Write as _;

use crate::aks::changes::{REFUSED, outbound_paths};
use crate::aks::compatibility::{Combination, Nodes, NodesOf, REFUSALS, Refusal, verdict};
use crate::aks::images::IMAGES;
use crate::aks::kubernetes::SUPPORT;
use crate::aks::retirements::RETIREMENTS;
use crate::aks::{Dataplane, NetworkPlugin, NetworkPolicy, OsSku, OutboundType, PluginMode};

/// A column: a plugin with its mode and dataplane.
struct Column {
    title: &'static str,
    plugin: NetworkPlugin,
    mode: Option<PluginMode>,
    dataplane: Dataplane,
}

const COLUMNS: [Column; 6] = [
    Column {
        title: "azure",
        plugin: NetworkPlugin::Azure,
        mode: None,
        dataplane: Dataplane::Azure,
    },
    Column {
        title: "azure, overlay",
        plugin: NetworkPlugin::Azure,
        mode: Some(PluginMode::Overlay),
        dataplane: Dataplane::Azure,
    },
    Column {
        title: "azure, dataplane cilium",
        plugin: NetworkPlugin::Azure,
        mode: None,
        dataplane: Dataplane::Cilium,
    },
    Column {
        title: "azure, overlay, dataplane cilium",
        plugin: NetworkPlugin::Azure,
        mode: Some(PluginMode::Overlay),
        dataplane: Dataplane::Cilium,
    },
    Column {
        title: "kubenet",
        plugin: NetworkPlugin::Kubenet,
        mode: None,
        dataplane: Dataplane::Azure,
    },
    Column {
        title: "none",
        plugin: NetworkPlugin::None,
        mode: None,
        dataplane: Dataplane::Azure,
    },
];

const POLICIES: [NetworkPolicy; 4] = [
    NetworkPolicy::None,
    NetworkPolicy::Azure,
    NetworkPolicy::Calico,
    NetworkPolicy::Cilium,
];

/// Nodes with different results; a test checks that Windows Server 2019 and 2022 have the same.
const NODES: [(&str, Nodes); 3] = [
    ("Linux", Nodes::Linux),
    (
        "Windows Server 2019 and 2022",
        Nodes::Windows(Some(OsSku::Windows2022)),
    ),
    (
        "Windows Server 2025",
        Nodes::Windows(Some(OsSku::Windows2025)),
    ),
];

/// The page.
pub fn compatibility_page() -> String {
    let mut page = String::from(
        "# Which network settings are compatible on AKS\n\n\
         Generated from the table that the rules use. Each cell says \"works\" or names the rules \
         that report the combination. [palette-admission](rules.md#palette-admission) reports \
         settings that AKS accepts but Palette's Cluster API provider rejects.\n",
    );
    for (title, nodes) in NODES {
        let _ = write!(page, "\n## {title}\n\n| networkPolicy |");
        for column in &COLUMNS {
            let _ = write!(page, " {} |", column.title);
        }
        page.push_str("\n| --- |");
        page.push_str(&" --- |".repeat(COLUMNS.len()));
        page.push('\n');
        for policy in POLICIES {
            let _ = write!(page, "| {} |", policy.name());
            for column in &COLUMNS {
                let _ = write!(page, " {} |", cell(column, policy, nodes));
            }
            page.push('\n');
        }
    }
    refusals(&mut page);
    changes(&mut page);
    images(&mut page);
    kubernetes(&mut page);
    retirements(&mut page);
    page
}

/// The rules that report a combination, each once.
fn cell(column: &Column, policy: NetworkPolicy, nodes: Nodes) -> String {
    let combination = Combination {
        plugin: column.plugin,
        mode: column.mode,
        dataplane: column.dataplane,
        policy,
        nodes,
    };
    let mut names: Vec<_> = verdict(combination)
        .into_iter()
        .map(|refusal| refusal.name)
        .collect();
    names.dedup();
    let all = names.clone();
    // A finding that another rule replaces is not reported.
    names.retain(|name| {
        let replaces = |other: &&str| super::superseded_by(other).contains(name);
        !all.iter().any(replaces)
    });
    match names.as_slice() {
        [] => "works".to_owned(),
        names => names.join(", "),
    }
}

fn link(rule: &str) -> String {
    format!("[{rule}](rules.md#{rule})")
}

fn refusals(page: &mut String) {
    page.push_str(
        "\n## Rejected combinations\n\n\
         | rule | plugin | mode | dataplane | policy | nodes | what happens | source |\n\
         | --- | --- | --- | --- | --- | --- | --- | --- |\n",
    );
    for refusal in REFUSALS {
        let Refusal { answer, source, .. } = refusal;
        let names = [
            names(refusal.plugins, NetworkPlugin::name),
            names(refusal.modes, PluginMode::name),
            names(refusal.dataplanes, Dataplane::name),
            names(refusal.policies, NetworkPolicy::name),
        ];
        let nodes = match refusal.nodes {
            NodesOf::Any => "any",
            NodesOf::Windows => "Windows",
            NodesOf::Sku(sku) => sku.name(),
        };
        let _ = writeln!(
            page,
            "| {} | {} | {nodes} | {answer} | {source} |",
            link(refusal.name),
            names.join(" | ")
        );
    }
    page.push_str(
        "\nSources: POLICY = learn.microsoft.com/azure/aks/use-network-policies, CILIUM = \
         azure-cni-powered-by-cilium there, OVERLAY = concepts-network-azure-cni-overlay there, \
         CODES = Microsoft's list of AKS error codes, PACK = Palette documentation, *Azure CNI*, \
         CAPZ = Cluster API provider Azure, admission webhooks. Read on 2026-11-25.\n",
    );
}

fn names<T: Copy>(values: &[T], name: impl Fn(T) -> &'static str) -> String {
    if values.is_empty() {
        return "any".to_owned();
    }
    let names: Vec<_> = values.iter().map(|value| name(*value)).collect();
    names.join(", ")
}

fn changes(page: &mut String) {
    let link = link("change-refused");
    let _ = write!(
        page,
        "\n## Changes of a cluster that exists\n\n\
         {link} reports these; of several reasons, the first. [Changes](changes.md) says where the state \
         before the change comes from.\n\n\
         | change | refused by | reason | the way that works | source |\n\
         | --- | --- | --- | --- | --- |\n",
    );
    for row in REFUSED {
        let _ = writeln!(
            page,
            "| {} | {} | {} | {} | {} |",
            row.change,
            row.by(),
            row.why,
            row.way,
            row.source
        );
    }
    page.push_str("\nAKS changes an `outboundType` to these:\n\n| from | VNet of AKS | your own VNet |\n| --- | --- | --- |\n");
    for name in OutboundType::NAMES {
        let Some(from) = OutboundType::parse(name) else {
            continue;
        };
        let paths = |is_own| {
            let paths = outbound_paths(from, Some(is_own));
            let names: Vec<_> = paths.into_iter().map(OutboundType::name).collect();
            match names.is_empty() {
                true => "-".to_owned(),
                false => names.join(", "),
            }
        };
        let _ = writeln!(page, "| {name} | {} | {} |", paths(false), paths(true));
    }
}

fn images(page: &mut String) {
    page.push_str(
        "\n## Images and Kubernetes\n\n\
         Reported by [os-image](rules.md#os-image). For `Ubuntu` and `AzureLinux`, AKS selects the \
         version that matches Kubernetes. Sources: learn.microsoft.com/azure/aks, upgrade-os-version \
         and upgrade-windows-os, read on 2026-11-25.\n\n\
         | osSKU | Kubernetes |\n| --- | --- |\n",
    );
    for versions in IMAGES {
        let _ = writeln!(page, "| {} | {} |", versions.sku.name(), versions.words());
    }
}

fn kubernetes(page: &mut String) {
    page.push_str(
        "\n## Kubernetes versions\n\n\
         Reported by [kubernetes-version](rules.md#kubernetes-version). Source: \
         learn.microsoft.com/azure/aks/supported-kubernetes-versions (2026-08-05).\n\n\
         | version | community support until | long-term support until |\n| --- | --- | --- |\n",
    );
    for support in SUPPORT {
        let (major, minor) = support.version;
        let long_term = support.long_term.map(|date| date.to_string());
        let long_term = long_term.unwrap_or_else(|| "not published".to_owned());
        let _ = writeln!(
            page,
            "| {major}.{minor} | {} | {long_term} |",
            support.community
        );
    }
}

fn retirements(page: &mut String) {
    page.push_str(
        "\n## Retirements\n\n\
         Reported by [retired-feature](rules.md#retired-feature), by [os-image](rules.md#os-image) from \
         the date on which AKS refuses an image, and by \
         [azure-policy-linux-only](rules.md#azure-policy-linux-only) for the policy azure on \
         Windows. Features without a key in the cluster file are listed for completeness.\n\n\
         | what | retired | AKS refuses it from | use instead | source |\n\
         | --- | --- | --- | --- | --- |\n",
    );
    for retirement in RETIREMENTS {
        let _ = writeln!(
            page,
            "| {} | {} | {} | {} | {} |",
            retirement.name,
            retirement.date,
            retirement
                .refused
                .map_or_else(String::new, |date| date.to_string()),
            retirement.instead,
            retirement.source
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_server_2019_and_2022_are_compatible_with_the_same() {
        for column in &COLUMNS {
            for policy in POLICIES {
                let of = |sku| cell(column, policy, Nodes::Windows(Some(sku)));
                assert_eq!(of(OsSku::Windows2019), of(OsSku::Windows2022));
            }
        }
    }

    #[test]
    fn every_refusal_is_a_rule_s() {
        for refusal in REFUSALS {
            assert!(crate::rules::find(refusal.name).is_some(), "{refusal:?}");
        }
    }
}
