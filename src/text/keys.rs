//! The key that a person meant by another one.

use super::closest;

/// What other tools call the keys of packlint's forms: the az CLI, ARM, Terraform, Cluster API and
/// Palette. Written without capitals and separators.
const SYNONYMS: [(&str, &str); 31] = [
    ("addressprefix", "cidr"),
    ("addressprefixes", "addressSpace"),
    ("agentpoolprofiles", "nodePools"),
    ("agentpools", "nodePools"),
    ("clustername", "cluster"),
    ("instancetype", "vmSize"),
    ("isprivatecluster", "privateCluster"),
    ("k8sversion", "kubernetesVersion"),
    ("labels", "nodeLabels"),
    ("machinepools", "nodePools"),
    ("machinetype", "vmSize"),
    ("max", "maxCount"),
    ("maxnodes", "maxCount"),
    ("maxpodpernode", "maxPods"),
    ("maxpodspernode", "maxPods"),
    ("maxsize", "maxCount"),
    ("min", "minCount"),
    ("minnodes", "minCount"),
    ("minsize", "minCount"),
    ("nodecount", "count"),
    ("orchestratorversion", "kubernetesVersion"),
    ("poolname", "name"),
    ("pools", "nodePools"),
    ("poolsize", "count"),
    ("replicas", "count"),
    ("subnetname", "subnet"),
    ("taints", "nodeTaints"),
    ("version", "kubernetesVersion"),
    ("virtualnetwork", "vnet"),
    ("vmsku", "vmSize"),
    ("zones", "availabilityZones"),
];

/// The known key that a written one means: of the same letters, of the same meaning in another tool, or
/// nearly spelt so.
pub(crate) fn meant_key<'k>(written: &str, known: &[&'k str]) -> Option<&'k str> {
    let plain = plain(written);
    let of_letters = known.iter().find(|key| self::plain(key) == plain);
    let of_meaning = || {
        let (_, meant) = SYNONYMS.iter().find(|(synonym, _)| *synonym == plain)?;
        known.iter().find(|key| *key == meant)
    };
    of_letters
        .or_else(of_meaning)
        .copied()
        .or_else(|| closest(written, known.iter().copied()))
}

/// A key without capitals and separators, as far as a key of any form may be long.
fn plain(key: &str) -> String {
    let letters = key.chars().filter(|letter| !matches!(letter, '_' | '-'));
    letters
        .take(64)
        .map(|letter| letter.to_ascii_lowercase())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_of_other_tools_are_known() {
        let pool = [
            "name",
            "mode",
            "count",
            "minCount",
            "maxPods",
            "vmSize",
            "nodeTaints",
        ];
        for (written, meant) in [
            ("min_count", Some("minCount")),
            ("MaxPods", Some("maxPods")),
            ("max-pods-per-node", Some("maxPods")),
            ("instance_type", Some("vmSize")),
            ("taints", Some("nodeTaints")),
            ("modee", Some("mode")),
            ("zones", None),
            ("tags", None),
        ] {
            assert_eq!(meant_key(written, &pool), meant, "{written}");
        }
    }

    #[test]
    fn the_table_is_sorted_and_plain() {
        assert!(SYNONYMS.is_sorted());
        assert!(
            SYNONYMS
                .iter()
                .all(|(written, _)| plain(written) == *written)
        );
    }
}
