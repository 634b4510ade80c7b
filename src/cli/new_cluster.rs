//! The text of a new cluster file: commented, and quoted where YAML would take a text for something
//! else.

use std::borrow::Cow;
use std::fmt::Write as _;

use crate::aks::{NetworkPlugin, OsSku, OsType, PluginMode, PoolMode, cidr};

/// The contents of a new cluster file. Missing settings come from the packs or are AKS's defaults.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct NewCluster {
    /// The cluster's name.
    pub(crate) name: String,
    /// Kubernetes version.
    pub(crate) kubernetes_version: Option<String>,
    /// Paths of the profile's packs, relative to the file.
    pub(crate) packs: Vec<String>,
    /// The network plugin.
    pub(crate) plugin: Option<NetworkPlugin>,
    /// The plugin's mode.
    pub(crate) mode: Option<PluginMode>,
    /// The VNet.
    pub(crate) vnet: Option<NewVNet>,
    /// Other subnets of it.
    pub(crate) others: Vec<NewSubnet>,
    /// Name of the subnet that pools are on unless they say another one.
    pub(crate) subnet_name: String,
    /// Whether it is one of the others, or of the VNet's file.
    pub(crate) is_subnet_listed: bool,
    /// Its range if it is a new one; without one the subnet is left out.
    pub(crate) subnet: Option<String>,
    /// Addresses that others have in it.
    pub(crate) addresses_in_use: u64,
    /// The node pools.
    pub(crate) pools: Vec<NewPool>,
}

/// The VNet of a new cluster file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum NewVNet {
    Range(String),
    /// The path of a file with the output of `az network vnet show`, relative to the cluster file.
    File(String),
}

/// A subnet of the VNet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NewSubnet {
    pub(crate) name: String,
    pub(crate) range: String,
}

/// A node pool of a new cluster file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NewPool {
    /// Its name.
    pub(crate) name: String,
    /// System or User.
    pub(crate) mode: PoolMode,
    /// Linux or Windows.
    pub(crate) os: OsType,
    /// The image family.
    pub(crate) os_sku: Option<OsSku>,
    /// Its subnet, if it is not that of the cluster.
    pub(crate) subnet: Option<String>,
    /// How many nodes.
    pub(crate) size: Option<PoolSize>,
    /// Maximum number of pods per node.
    pub(crate) max_pods: Option<i64>,
    /// The machine size.
    pub(crate) vm_size: Option<String>,
}

/// How many nodes a pool has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PoolSize {
    /// Always as many.
    Fixed(i64),
    /// The autoscaler decides.
    Autoscaled {
        /// Fewest nodes.
        min: i64,
        /// Most nodes.
        max: i64,
    },
}

impl NewPool {
    /// A pool of which only this is known.
    pub(crate) fn new(name: &str, mode: PoolMode, os: OsType) -> Self {
        NewPool {
            name: name.to_owned(),
            mode,
            os,
            os_sku: None,
            subnet: None,
            size: None,
            max_pods: None,
            vm_size: None,
        }
    }
}

impl NewCluster {
    /// Whether it is known where the nodes are.
    pub(crate) fn has_subnet(&self) -> bool {
        self.subnet.is_some() || self.is_subnet_listed
    }

    /// The file's text. `schema` is where editors find the cluster file's schema, `file` what to
    /// call the file in a command.
    pub(crate) fn to_yaml(&self, schema: &str, file: &str) -> String {
        let mut text = format!("# yaml-language-server: $schema={schema}\n");
        text.push_str(
            "#\n# The cluster to deploy, with AKS's own field names. Paths are relative to this file.\n",
        );
        comment(
            &mut text,
            &format!("packlint check {file}"),
            "finds mistakes in this file",
        );
        comment(
            &mut text,
            &format!("packlint plan {file}"),
            "prints the address plan",
        );
        line(&mut text, "cluster", &self.name);
        text.push_str("cloud: aks\n");
        match &self.kubernetes_version {
            Some(version) => {
                // Quotes keep 1.30 from becoming 1.3.
                let _ = writeln!(text, "kubernetesVersion: {}", double_quoted(version));
            }
            None => text.push_str(
                "# kubernetesVersion: \"1.34\"         # default: version of the pack kubernetes-aks\n",
            ),
        }
        self.write_packs(&mut text);
        self.write_network(&mut text);
        self.write_vnet(&mut text);
        self.write_pools(&mut text);
        text
    }

    fn write_packs(&self, text: &mut String) {
        if self.packs.is_empty() {
            text.push_str(
                "\n# The profile's packs.\n# packs:\n#   - ./packs/kubernetes-aks-1.34\n",
            );
            return;
        }
        text.push_str(
            "\n# The profile's packs. Their values set the rest of the network.\npacks:\n",
        );
        for path in &self.packs {
            let _ = writeln!(text, "  - {}", scalar(path));
        }
    }

    fn write_network(&self, text: &mut String) {
        text.push_str(
            "\n# Settings that are missing here come from the packs, or are AKS's defaults.\n",
        );
        if self.plugin.is_none() && self.mode.is_none() {
            text.push_str("# network:\n");
        } else {
            text.push_str("network:\n");
        }
        match self.plugin {
            Some(plugin) => line(text, "  networkPlugin", plugin.name()),
            None => {
                text.push_str("#   networkPlugin: azure             # azure, kubenet or none\n")
            }
        }
        match self.mode {
            Some(mode) => line(text, "  networkPluginMode", mode.name()),
            None => text.push_str(
                "#   networkPluginMode: overlay       # with azure: pods get addresses from podCidr\n",
            ),
        }
        text.push_str(
            "#   networkPolicy: calico            # none, azure, calico or cilium\n\
             #   podCidr: 10.244.0.0/16           # with kubenet and overlay\n\
             #   serviceCidr: 10.0.0.0/16\n",
        );
    }

    fn write_vnet(&self, text: &mut String) {
        let has_subnets = self.subnet.is_some() || !self.others.is_empty();
        if self.vnet.is_none() && !has_subnets {
            text.push_str(
                "\n# The VNet with the subnet of the node pools.\n\
                 # vnet:\n\
                 #   addressSpace: [10.240.0.0/16]\n\
                 #   subnets:\n\
                 #     - name: nodes\n\
                 #       cidr: 10.240.0.0/22\n",
            );
            return;
        }
        text.push_str("\n# The VNet with the subnet of the node pools.\nvnet:\n");
        match &self.vnet {
            Some(NewVNet::Range(range)) => {
                let _ = writeln!(text, "  addressSpace: [{}]", scalar(range));
            }
            Some(NewVNet::File(path)) => {
                text.push_str("  # The output of az network vnet show; subnets listed here override its own.\n");
                line(text, "  file", path);
            }
            None => text.push_str("#   addressSpace: [10.240.0.0/16]\n"),
        }
        if has_subnets {
            text.push_str("  subnets:\n");
        }
        for other in &self.others {
            line(text, "    - name", &other.name);
            line(text, "      cidr", &other.range);
        }
        let Some(range) = &self.subnet else { return };
        line(text, "    - name", &self.subnet_name);
        line(text, "      cidr", range);
        text.push_str(
            "      # Used by internal load balancers, private endpoints and other machines.\n",
        );
        let _ = writeln!(text, "      addressesInUse: {}", self.addresses_in_use);
    }

    /// The subnet that the file names for a pool: all pools name one, or none does.
    fn subnet_of<'c>(&'c self, pool: &'c NewPool) -> Option<&'c String> {
        let is_one_of_many = !self.others.is_empty() || matches!(self.vnet, Some(NewVNet::File(_)));
        let common = self.has_subnet().then_some(&self.subnet_name);
        let is_known = common.is_some() || self.pools.iter().all(|pool| pool.subnet.is_some());
        let subnet = pool.subnet.as_ref().or(common);
        subnet.filter(|_| is_one_of_many && is_known)
    }

    fn write_pools(&self, text: &mut String) {
        text.push_str(
            "\n# minCount and maxCount enable the autoscaler; addresses are calculated for maxCount.\n\
             # The default of maxPods is maxPodPerNode of the pack kubernetes-aks, or the plugin's default.\n",
        );
        if self.pools.is_empty() {
            text.push_str("nodePools: []\n");
            return;
        }
        text.push_str("nodePools:\n");
        for pool in &self.pools {
            pool.write(self.subnet_of(pool), text);
        }
    }
}

impl NewPool {
    fn write(&self, subnet: Option<&String>, text: &mut String) {
        if self.mode == PoolMode::System {
            text.push_str("  # Runs the cluster's own pods and must be Linux.\n");
        }
        line(text, "  - name", &self.name);
        line(text, "    mode", self.mode.name());
        line(text, "    osType", self.os.name());
        match self.os_sku {
            Some(sku) => line(text, "    osSKU", sku.name()),
            None if self.os == OsType::Windows => {
                text.push_str(
                    "    # osSKU: Windows2025             # the Windows Server version\n",
                );
            }
            None => {}
        }
        if let Some(subnet) = subnet {
            line(text, "    subnet", subnet);
        }
        match self.size {
            Some(PoolSize::Fixed(count)) => {
                let _ = writeln!(text, "    count: {count}");
            }
            Some(PoolSize::Autoscaled { min, max }) => {
                let _ = writeln!(text, "    minCount: {min}\n    maxCount: {max}");
            }
            None => {}
        }
        if let Some(pods) = self.max_pods {
            let _ = writeln!(text, "    maxPods: {pods}");
        }
        match &self.vm_size {
            Some(size) => line(text, "    vmSize", size),
            None => text.push_str("    # vmSize: Standard_D4s_v5\n"),
        }
    }
}

/// A line of the heading: what to type, and what it does. A name that does not fit is left out.
fn comment(text: &mut String, command: &str, what: &str) {
    if !command.chars().any(char::is_control) {
        let _ = writeln!(text, "#   {command:<30} {what}");
    }
}

fn line(text: &mut String, key: &str, value: &str) {
    let _ = writeln!(text, "{key}: {}", scalar(value));
}

/// A text as a YAML scalar that every YAML reader, of version 1.1 too, takes for that very text.
pub(crate) fn scalar(text: &str) -> Cow<'_, str> {
    if is_plain(text) {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(double_quoted(text))
    }
}

/// Whether a text needs no quotes: a word, a path or a range, and nothing that looks like
/// a number, a date or a truth value.
fn is_plain(text: &str) -> bool {
    let is_inner = |c: char| c.is_ascii_alphanumeric() || "_./-".contains(c);
    let begins_well = text.starts_with(|c: char| c.is_ascii_alphabetic())
        || text.starts_with("./")
        || text.starts_with("../")
        || cidr::parse(text).is_ok();
    begins_well && text.chars().all(is_inner) && !is_word_of_yaml(text)
}

/// Words that are no texts without quotes, those of YAML 1.1 included.
fn is_word_of_yaml(text: &str) -> bool {
    const WORDS: [&str; 9] = ["null", "true", "false", "yes", "no", "on", "off", "y", "n"];
    WORDS.iter().any(|word| word.eq_ignore_ascii_case(text))
}

fn double_quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for c in text.chars() {
        match c {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            '\r' => quoted.push_str("\\r"),
            c if is_shown(c) => quoted.push(c),
            c => match u32::from(c) {
                code @ ..=0xff => {
                    let _ = write!(quoted, "\\x{code:02x}");
                }
                code @ ..=0xffff => {
                    let _ = write!(quoted, "\\u{code:04x}");
                }
                code => {
                    let _ = write!(quoted, "\\U{code:08x}");
                }
            },
        }
    }
    quoted.push('"');
    quoted
}

/// Whether a character needs no escape in a YAML text and is visible there: no control characters,
/// no line breaks of Unicode, no marks of direction, no byte order mark.
fn is_shown(c: char) -> bool {
    let is_hidden = matches!(c,
        '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}');
    !c.is_control() && !is_hidden
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::source::SourceFile;
    use crate::syntax::{Kind, Typed, parse_yaml};

    #[test]
    fn only_words_paths_and_ranges_stand_without_quotes() {
        for text in [
            "prod-aks",
            "./packs/cni-azure-1.4.0",
            "../packs/x",
            "10.240.0.0/22",
            "Standard_D4s_v5",
        ] {
            assert_eq!(scalar(text), text);
        }
        for (text, quoted) in [
            ("", r#""""#),
            ("1.30", r#""1.30""#),
            ("Yes", r#""Yes""#),
            ("n", r#""n""#),
            ("~", r#""~""#),
            ("0x1f", r#""0x1f""#),
            ("1e3", r#""1e3""#),
            (".inf", r#"".inf""#),
            ("2026-11-23", r#""2026-11-23""#),
            ("12:30", r#""12:30""#),
            ("- a", r#""- a""#),
            ("a: b #c", r#""a: b #c""#),
            ("{{.spectro.var.x}}", r#""{{.spectro.var.x}}""#),
            ("a\"b\\c\n\u{1b}\u{202e}", r#""a\"b\\c\n\x1b\u202e""#),
            ("na\u{ef}ve \u{1f980}", "\"na\u{ef}ve \u{1f980}\""),
        ] {
            assert_eq!(scalar(text), quoted);
        }
    }

    /// The text of the only key of a mapping, by packlint's reader and by another one.
    fn read_back(text: &str) -> (Option<String>, serde_yaml::Value) {
        let yaml = format!("key: {}\nlist: [{0}]\n", scalar(text));
        let source = SourceFile::unregistered(yaml.clone());
        let parsed = parse_yaml(source);
        assert_eq!(parsed.problems, [], "{yaml}");
        let root = parsed.tree.root().expect("a document");
        let own = root.get("key").and_then(|node| match node.kind() {
            Kind::Scalar(Typed::Str(text)) => Some(text.to_owned()),
            _ => None,
        });
        let other: serde_yaml::Value = serde_yaml::from_str(&yaml).expect("YAML");
        assert_eq!(other["key"], other["list"][0]);
        (own, other["key"].clone())
    }

    proptest! {
        #[test]
        fn every_text_is_read_back(text in any::<String>()) {
            let (own, other) = read_back(&text);
            prop_assert_eq!(own.as_deref(), Some(text.as_str()));
            prop_assert_eq!(other.as_str(), Some(text.as_str()));
        }

        #[test]
        fn every_short_word_is_read_back(text in "[a-zA-Z0-9_./:+~ #-]{0,8}") {
            let (own, other) = read_back(&text);
            prop_assert_eq!(own.as_deref(), Some(text.as_str()));
            prop_assert_eq!(other.as_str(), Some(text.as_str()));
        }
    }
}
