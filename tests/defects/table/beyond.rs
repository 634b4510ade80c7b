//! What packlint does not find, and says so.

use crate::defects::good::{Form, Good, pattern};
use crate::defects::mutant::{Change, Mutant};

/// Something that goes wrong and of which packlint says nothing.
pub struct Beyond {
    /// What goes wrong, as its author would say it.
    pub says: &'static str,
    /// Why nothing is said.
    pub why: &'static str,
    /// Makes it in a good input, where that can be done.
    pub make: Option<fn(&Good) -> Vec<Mutant>>,
}

/// The list, in the order of the documentation.
pub fn beyond() -> &'static [Beyond] {
    BEYOND
}

const BEYOND: &[Beyond] = &[
    Beyond {
        says: "the subscription's quota has fewer cores than the pools need",
        why: "Azure alone knows the quota",
        make: None,
    },
    Beyond {
        says: "addresses of a subnet are taken by machines, load balancers or endpoints that no file names",
        why: "Azure alone knows them: `addressesInUse`, or `vnet: {file: …}` with the output of `az network vnet show`, says them",
        make: None,
    },
    Beyond {
        says: "a range overlaps one of a peered or an on-premises network",
        why: "packlint sees the ranges that the files have, `connectedNetworks` and peerings included, and no others",
        make: None,
    },
    Beyond {
        says: "the identity may not join the subnet; a route table or a firewall is in the way",
        why: "permissions and routes are Azure's",
        make: None,
    },
    Beyond {
        says: "a machine size is misspelt, or not offered in the region",
        why: "the list is Azure's, differs by region and changes",
        make: Some(|good| {
            let pools = good.pools().into_iter().filter(|pool| {
                pool.get("vmSize").is_some() && !good.main_text().contains("resource-minimum")
            });
            pools
                .map(|pool| good.set(&pool, "vmSize", "Standard_D4x_v9"))
                .collect()
        }),
    },
    Beyond {
        says: "AKS does not offer the Kubernetes version",
        why: "the list is Azure's and changes every month",
        make: Some(|good| {
            let roots = good.at("").into_iter().filter(|root| {
                root.get("kubernetesVersion").is_some() && !good.has_windows() && !good.is_open()
            });
            roots
                .map(|root| good.set(&root, "kubernetesVersion", "\"1.34.99\""))
                .collect()
        }),
    },
    Beyond {
        says: "an image is not in its registry",
        why: "packlint opens no connection",
        make: Some(|good| images(good, "docker.io/library/no-such-image:1.0.0")),
    },
    Beyond {
        says: "a key is misspelt in the values of a chart that prints all its values, or has no templates",
        why: "such a chart takes any key",
        make: Some(|good| {
            let key = pattern(r"(?m)^    (note):");
            let files = good.values_files().into_iter();
            files
                .filter_map(|file| {
                    Some(good.edit(
                        &file,
                        key.captures(good.text(&file))?.get(1)?.range(),
                        "noet",
                    ))
                })
                .collect()
        }),
    },
    Beyond {
        says: "a block or an argument of Terraform is misspelt",
        why: "the provider has their names, and `terraform validate` compares them",
        make: Some(|good| {
            let pools = good.pools().into_iter();
            let pools = pools.filter(|pool| pool.form == Form::Terraform);
            let size =
                pools.filter_map(|pool| Some((pool.file.clone(), pool.get("vmSize")?.key.clone())));
            size.map(|(file, key)| good.edit(&file, key, "instance_tpye"))
                .collect()
        }),
    },
    Beyond {
        says: "a template of a chart does not render",
        why: "packlint runs no Helm: it follows the templates to see which values they read, not what they print",
        make: None,
    },
    Beyond {
        says: "a manifest is YAML, and no object that Kubernetes knows",
        why: "which kinds a cluster has depends on what else is installed in it",
        make: Some(|good| {
            let manifests = good.ending("manifests/demo.yaml").into_iter();
            let kind = pattern("kind: (ConfigMap)");
            manifests
                .filter_map(|file| {
                    Some(good.edit(
                        file,
                        kind.captures(good.text(file))?.get(1)?.range(),
                        "ConfgiMap",
                    ))
                })
                .collect()
        }),
    },
    Beyond {
        says: "logo.png is no picture",
        why: "packlint looks at the name only",
        make: Some(|good| {
            let logo = good.pack_file("logo.png").into_iter();
            let pack = good.pack_file("pack.json").unwrap_or_default();
            logo.map(|logo| {
                good.change(
                    vec![(logo, Change::Bytes(b"a text\n".to_vec()))],
                    (pack.clone(), 0),
                )
            })
            .collect()
        }),
    },
    Beyond {
        says: "a macro names a profile variable that no profile has",
        why: "it may be another profile's: the checks that need it are listed as not made",
        make: Some(|good| {
            let name = pattern(r"\.spectro\.var\.(\w+)");
            match good.form {
                Form::Profile => name
                    .captures(good.main_text())
                    .and_then(|found| found.get(1))
                    .map(|found| good.edit(&good.main, found.range(), "no_such"))
                    .into_iter()
                    .collect(),
                _ => Vec::new(),
            }
        }),
    },
];

/// Gives a pack's first image another value.
fn images(good: &Good, image: &str) -> Vec<Mutant> {
    let line = pattern(r"(?m)^ +- image: (\S+)$");
    let file = good.pack_file("values.yaml").into_iter();
    file.filter_map(|file| {
        Some(good.edit(
            &file,
            line.captures(good.text(&file))?.get(1)?.range(),
            image,
        ))
    })
    .collect()
}
