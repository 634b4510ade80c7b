//! The quick flags: a cluster file's most needed lines on the command line. They form a source of
//! their own, so that findings can point into them.

use std::sync::Arc;

use crate::aks::{NetworkPlugin, OsType, PluginMode};
use crate::input::draft::{Draft, DraftPool, DraftPools};
use crate::model::{
    Candidate, Level, Located, NodePool, Provenance, Raw, Setting, Subnet, Unknown, VNet,
};
use crate::source::{COMMAND_LINE_NAME, Origin, Place, SourceFile, Sources, Span};

/// The quick flags as they were parsed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct QuickFlags {
    /// `--nodes`
    pub nodes: Option<u32>,
    /// `--max-pods`
    pub max_pods: Option<u32>,
    /// `--subnet`
    pub subnet: Option<String>,
    /// `--os`
    pub os: Option<OsType>,
    /// `--network-plugin`
    pub network_plugin: Option<NetworkPlugin>,
    /// `--plugin-mode`
    pub plugin_mode: Option<PluginMode>,
}

/// The flags' names, in the order in which they are written out and offered.
pub(crate) const FLAG_NAMES: [&str; 6] = [
    "--nodes",
    "--max-pods",
    "--subnet",
    "--os",
    "--network-plugin",
    "--plugin-mode",
];

impl QuickFlags {
    /// Whether none is given.
    pub(crate) fn is_empty(&self) -> bool {
        *self == QuickFlags::default()
    }

    /// The flags as they are typed: `--nodes 12 --max-pods 110`.
    pub(crate) fn written(&self) -> String {
        let given = FLAG_NAMES.into_iter().zip(self.values());
        let words: Vec<_> = given
            .filter_map(|(name, value)| Some(format!("{name} {}", value?)))
            .collect();
        words.join(" ")
    }

    fn values(&self) -> [Option<String>; 6] {
        [
            self.nodes.map(|number| number.to_string()),
            self.max_pods.map(|number| number.to_string()),
            self.subnet.clone(),
            self.os.map(|os| os.name().to_lowercase()),
            self.network_plugin.map(|plugin| plugin.name().to_owned()),
            self.plugin_mode.map(|mode| mode.name().to_owned()),
        ]
    }
}

/// The source that the flags form.
pub(crate) fn flags_source(flags: &QuickFlags, sources: &Sources) -> Arc<SourceFile> {
    sources.add(COMMAND_LINE_NAME, Origin::CommandLine, flags.written())
}

/// What the flags say: the network, a subnet, and one pool, whose name and mode are not known.
pub(crate) fn read_flags(flags: &QuickFlags, source: &SourceFile) -> Draft {
    let whole = source.place(Span::new(0, source.text.len()));
    let place = |name: &str| {
        let at = source.text.find(&format!("{name} "));
        let value = at.map(|at| at + name.len() + 1);
        let span = value.map(|start| {
            let rest = source.text.get(start..).unwrap_or_default();
            Span::new(start, start + rest.find(' ').unwrap_or(rest.len()))
        });
        span.map_or(whole, |span| source.place(span))
    };
    let setting = |setting: Setting, flag: &str, value: Option<&'static str>| {
        value.map(|value| Candidate {
            setting,
            key: flag.to_owned(),
            value: Located::written(Raw::Text(value.to_owned()), place(flag)),
            content: None,
            level: Level::Flag,
            owner: flag.to_owned(),
        })
    };
    let settings = [
        setting(
            Setting::Plugin,
            "--network-plugin",
            flags.network_plugin.map(NetworkPlugin::name),
        ),
        setting(
            Setting::Mode,
            "--plugin-mode",
            flags.plugin_mode.map(PluginMode::name),
        ),
    ];
    let vnet = flags.subnet.as_ref().map(|cidr| VNet {
        place: place("--subnet"),
        address_space: Vec::new(),
        subnets: vec![Subnet {
            place: place("--subnet"),
            name: None,
            cidr: Some(Located::written(cidr.clone().into(), place("--subnet"))),
            addresses_in_use: None,
        }],
    });
    let number = |name: &str, value: Option<u32>| {
        value.map(|value| Located::written(i64::from(value), place(name)))
    };
    let unset = |what, flag| Unknown::NotGiven { what, flag };
    let os = unset(
        "the operating system of the nodes",
        Some("--os linux|windows"),
    );
    let pool = NodePool {
        mode: absent(unset("the mode of the pool", None), whole),
        os_type: match flags.os {
            Some(os) => Located::written(os, place("--os")),
            None => absent(os, whole),
        },
        count: number("--nodes", flags.nodes),
        ..NodePool::at(whole)
    };
    Draft {
        settings: settings.into_iter().flatten().collect(),
        vnet,
        pools: Some(DraftPools {
            pools: vec![DraftPool {
                pool,
                max_pods: number("--max-pods", flags.max_pods),
            }],
            are_palettes: false,
        }),
        ..Draft::new(source.place(Span::empty(0)), source.name.clone())
    }
}

/// A value that no flag sets.
fn absent<T>(unknown: Unknown, place: Place) -> Located<T> {
    Located {
        value: Err(unknown),
        place,
        provenance: Provenance::Default,
    }
}

/// Reads `linux` or `windows` in any case.
pub fn parse_os(text: &str) -> Option<OsType> {
    [OsType::Linux, OsType::Windows]
        .into_iter()
        .find(|os| os.name().eq_ignore_ascii_case(text))
}
