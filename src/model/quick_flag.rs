//! The quick flags: a cluster file's most needed lines on the command line.

/// A quick flag, in the order in which flags are written out and offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum QuickFlag {
    Nodes,
    MaxPods,
    Subnet,
    Os,
    NetworkPlugin,
    PluginMode,
}

impl QuickFlag {
    pub(crate) const ALL: [QuickFlag; 6] = [
        QuickFlag::Nodes,
        QuickFlag::MaxPods,
        QuickFlag::Subnet,
        QuickFlag::Os,
        QuickFlag::NetworkPlugin,
        QuickFlag::PluginMode,
    ];

    /// The flag without a value: `--nodes`.
    pub(crate) fn name(self) -> &'static str {
        match self {
            QuickFlag::Nodes => "--nodes",
            QuickFlag::MaxPods => "--max-pods",
            QuickFlag::Subnet => "--subnet",
            QuickFlag::Os => "--os",
            QuickFlag::NetworkPlugin => "--network-plugin",
            QuickFlag::PluginMode => "--plugin-mode",
        }
    }

    /// What it says, in a sentence.
    pub(crate) fn title(self) -> &'static str {
        match self {
            QuickFlag::Nodes => "nodes",
            QuickFlag::MaxPods => "max pods",
            QuickFlag::Subnet => "subnet",
            QuickFlag::Os => "OS",
            QuickFlag::NetworkPlugin => "network plugin",
            QuickFlag::PluginMode => "plugin mode",
        }
    }

    /// The flag with what to write behind it: `--nodes N`.
    pub(crate) fn usage(self) -> &'static str {
        match self {
            QuickFlag::Nodes => "--nodes N",
            QuickFlag::MaxPods => "--max-pods N",
            QuickFlag::Subnet => "--subnet CIDR",
            QuickFlag::Os => "--os linux|windows",
            QuickFlag::NetworkPlugin => "--network-plugin azure|kubenet|none",
            QuickFlag::PluginMode => "--plugin-mode overlay",
        }
    }
}
