//! The quick flags: a cluster file's most needed lines on the command line. They form a source of
//! their own, so that findings can point into them.

use std::sync::Arc;

use crate::aks::{NetworkPlugin, OsType, PluginMode};
use crate::input::draft::{Draft, DraftPools};
use crate::model::{
    Candidate, Level, Located, NodePool, QuickFlag, Raw, Setting, Subnet, Unknown, VNet,
};
use crate::source::{COMMAND_LINE_NAME, Origin, SourceFile, Sources, Span};

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

impl QuickFlags {
    /// Whether none is given.
    pub(crate) fn is_empty(&self) -> bool {
        *self == QuickFlags::default()
    }

    /// The flags as they are typed: `--nodes 12 --max-pods 110`.
    pub(crate) fn written(&self) -> String {
        let given = QuickFlag::ALL.into_iter().zip(self.values());
        let words: Vec<_> = given
            .filter_map(|(flag, value)| Some(format!("{} {}", flag.name(), value?)))
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
    let place = |flag: QuickFlag| {
        let name = flag.name();
        let at = source.text.find(&format!("{name} "));
        let value = at.map(|at| at + name.len() + 1);
        let span = value.map(|start| {
            let rest = source.text.get(start..).unwrap_or_default();
            Span::new(start, start + rest.find(' ').unwrap_or(rest.len()))
        });
        span.map_or(whole, |span| source.place(span))
    };
    let setting = |setting: Setting, flag: QuickFlag, value: Option<&'static str>| {
        value.map(|value| Candidate {
            setting,
            key: flag.name().to_owned(),
            value: Located::written(Raw::Text(value.to_owned()), place(flag)),
            content: None,
            level: Level::Flag,
            owner: flag.name().to_owned(),
        })
    };
    let plugin = flags.network_plugin.map(NetworkPlugin::name);
    let mode = flags.plugin_mode.map(PluginMode::name);
    let settings = [
        setting(Setting::Plugin, QuickFlag::NetworkPlugin, plugin),
        setting(Setting::Mode, QuickFlag::PluginMode, mode),
    ];
    let subnet = place(QuickFlag::Subnet);
    let vnet = flags.subnet.as_ref().map(|cidr| VNet {
        place: subnet,
        address_space: Vec::new(),
        peerings: Vec::new(),
        subnets: vec![Subnet {
            place: subnet,
            name: None,
            cidr: Some(Located::written(cidr.clone().into(), subnet)),
            addresses_in_use: None,
            azure: None,
        }],
    });
    let number = |flag: QuickFlag, value: Option<u32>| {
        value.map(|value| Located::written(i64::from(value), place(flag)))
    };
    let unknown_os = Unknown::NotGiven {
        what: "the operating system of the nodes",
        flag: Some(QuickFlag::Os),
    };
    let empty = NodePool::at(whole);
    let pool = NodePool {
        max_pods: number(QuickFlag::MaxPods, flags.max_pods).unwrap_or(empty.max_pods),
        mode: Located::absent(Unknown::not_given("the mode of the pool"), whole),
        os_type: match flags.os {
            Some(os) => Located::written(os, place(QuickFlag::Os)),
            None => Located::absent(unknown_os, whole),
        },
        count: number(QuickFlag::Nodes, flags.nodes),
        ..empty
    };
    Draft {
        settings: settings.into_iter().flatten().collect(),
        vnet,
        pools: Some(DraftPools {
            pools: vec![pool],
            are_palettes: false,
        }),
        ..Draft::new(source.place(Span::empty(0)), source.name.clone())
    }
}

/// Reads `linux` or `windows` in any case.
pub fn parse_os(text: &str) -> Option<OsType> {
    [OsType::Linux, OsType::Windows]
        .into_iter()
        .find(|os| os.name().eq_ignore_ascii_case(text))
}
