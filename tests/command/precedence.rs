//! Which setting takes precedence, and that two that differ are a conflict.

use crate::support::{Folder, text};

/// Whether the plugin in effect is kubenet: only then a Windows pool is an error.
fn is_kubenet(values: &str, flags: &[&str]) -> bool {
    let folder = Folder::with("values.yaml", values);
    let report = folder.json(&[&["values.yaml", "--os", "windows"], flags].concat());
    let found = report.of(&["windows-requires-azure-cni"]);
    assert!(report.reasons("windows-requires-azure-cni").is_empty());
    !found.is_empty()
}

#[test]
fn the_stronger_word_holds() {
    const TOP: &str = "networkPlugin: kubenet\n";
    const PACK: &str = "pack: {networkPlugin: azure}\n";
    const MANAGED: &str = "managedControlPlane: {networkPlugin: kubenet}\n";
    assert!(is_kubenet(&format!("{TOP}pack: {{}}\n"), &[]));
    assert!(!is_kubenet(&format!("{TOP}{PACK}"), &[]));
    assert!(is_kubenet(&format!("{TOP}{PACK}{MANAGED}"), &[]));
    assert!(!is_kubenet(
        &format!("{TOP}{MANAGED}"),
        &["--network-plugin", "azure"]
    ));
    // The cluster file's network above them all, and the pack's name below.
    let values = "managedControlPlane: {networkPlugin: kubenet}";
    for (network, expected) in [("{}", 1), ("{networkPlugin: azure}", 0)] {
        let report = check(&format!(
            "cluster: demo\npacks:\n  - {{name: cni-azure, version: 1.4.0, values: '{values}'}}\nnetwork: {network}\nnodePools:\n  - {{name: system, mode: System, count: 3}}\n  - {{name: win, osType: Windows, count: 3}}\n"
        ));
        assert_eq!(
            report.of(&["windows-requires-azure-cni"]).len(),
            expected,
            "{report:?}"
        );
        assert_eq!(
            report.of(&["network-setting-conflict"]).len(),
            1,
            "{report:?}"
        );
    }
}

#[test]
fn two_words_that_differ_are_one_conflict_with_both_places() {
    let folder = Folder::with(
        "values.yaml",
        "networkPolicy: none\npack:\n  networkPolicy: calico\n",
    );
    let report = folder.json(&["values.yaml"]);
    assert_eq!(report.rules(), ["network-setting-conflict"]);
    let finding = &report.findings()[0];
    assert_eq!(finding["severity"], "error");
    assert_eq!(finding["pointer"], "/pack/networkPolicy");
    assert_eq!(finding["related"][0]["span"]["start"]["line"], 1);
    assert_eq!(
        text(&finding["message"]),
        "networkPolicy is calico under pack but none at the top level"
    );
    // The same word twice, a flag that differs, and a word that is wrong in itself are none.
    for (values, flags) in [
        (
            "networkPolicy: none\npack:\n  networkPolicy: \"none\"\n",
            &[][..],
        ),
        (
            "pack:\n  networkPlugin: azure\n",
            &["--network-plugin", "kubenet"][..],
        ),
        (
            "pack:\n  podCIDR: 10.244.0.0/16\nmanagedControlPlane:\n  podCidr: ''\n",
            &[][..],
        ),
        (
            "networkPolicy: calcio\npack:\n  networkPolicy: calico\n",
            &[][..],
        ),
    ] {
        let folder = Folder::with("values.yaml", values);
        let report = folder.json(&[&["values.yaml"], flags].concat());
        assert!(
            report.of(&["network-setting-conflict"]).is_empty(),
            "{values}"
        );
    }
}

fn check(cluster: &str) -> crate::support::Json {
    Folder::with("cluster.yaml", cluster).json(&["cluster.yaml"])
}
