//! What a help advises, no other rule rejects.

use crate::support::{Folder, text};

fn cluster(version: &str, policy: &str, sku: &str) -> String {
    format!(
        "cluster: c\ncloud: aks\nkubernetesVersion: \"{version}\"\n\
         network: {{networkPlugin: azure, networkPolicy: {policy}}}\nnodePools:\n  \
         - {{name: sys, mode: System, count: 3}}\n  \
         - {{name: win, osType: Windows, osSKU: {sku}, count: 2}}\n"
    )
}

/// The Windows Server that replaces another one has the policy of the cluster and its Kubernetes version, or
/// the help says what has to change too.
#[test]
fn a_newer_windows_is_one_that_the_cluster_supports() {
    let folder = Folder::new();
    let rules = ["retired-feature", "os-image", "calico-windows-version"];
    let mut advised = 0;
    for today in ["2026-01-10", "2026-11-25", "2028-01-10"] {
        for version in ["1.31", "1.33", "1.36", "1.37"] {
            for policy in ["none", "calico"] {
                for sku in ["Windows2019", "Windows2022"] {
                    folder.write("c.yaml", cluster(version, policy, sku));
                    let check = |file: &str| folder.json(&[file, "--today", today]);
                    let report = check("c.yaml");
                    for finding in report.of(&rules) {
                        let help = text(&finding["help"]).to_owned();
                        let Some((_, rest)) = help.split_once("osSKU: ") else {
                            continue;
                        };
                        let newer: String =
                            rest.chars().take_while(|c| c.is_alphanumeric()).collect();
                        let policy = match rest.contains("networkPolicy: \"none\"") {
                            true => "none",
                            false => policy,
                        };
                        folder.write("d.yaml", cluster(version, policy, &newer));
                        let report = check("d.yaml");
                        let refused = report.of(&["os-image", "calico-windows-version"]);
                        let case = format!("{today} {version} {policy} {sku}: {help}");
                        let says = rest.contains("which supports Kubernetes");
                        assert_eq!(refused.is_empty(), !says, "{case}: {refused:?}");
                        advised += 1;
                    }
                }
            }
        }
    }
    assert!(advised > 20, "{advised}");
}
