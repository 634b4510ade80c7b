//! The values of AKS's own fields.

/// Defines an enum whose variants have one written name each.
macro_rules! names {
    ($(#[$meta:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $name { $($(#[$doc])* $variant),+ }

        impl $name {
            /// The names as AKS writes them.
            pub const NAMES: &'static [&'static str] = &[$($text),+];

            /// The name as AKS writes it.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }

            /// The value of an exactly written name.
            pub fn parse(name: &str) -> Option<Self> {
                match name { $($text => Some(Self::$variant),)+ _ => None }
            }
        }
    };
}

names! {
    /// `networkPlugin`.
    NetworkPlugin {
        /// Azure CNI: pods get addresses of the VNet, or of an overlay.
        Azure = "azure",
        /// kubenet: pods get addresses behind each node.
        Kubenet = "kubenet",
        /// Bring your own CNI.
        None = "none",
    }
}

names! {
    /// `networkPluginMode`.
    PluginMode {
        /// Azure CNI Overlay: pods get addresses of the pod CIDR.
        Overlay = "overlay",
    }
}

names! {
    /// `networkDataplane`.
    Dataplane {
        /// Azure's own.
        Azure = "azure",
        /// Azure CNI powered by Cilium.
        Cilium = "cilium",
    }
}

names! {
    /// `networkPolicy`.
    NetworkPolicy {
        /// No policy engine.
        None = "none",
        /// Azure Network Policy Manager.
        Azure = "azure",
        /// Calico.
        Calico = "calico",
        /// Cilium's, with the cilium dataplane.
        Cilium = "cilium",
    }
}

names! {
    /// `osType` of a node pool.
    OsType {
        /// Linux.
        Linux = "Linux",
        /// Windows Server.
        Windows = "Windows",
    }
}

names! {
    /// `mode` of a node pool.
    PoolMode {
        /// Runs the cluster's own pods.
        System = "System",
        /// Runs the user's pods.
        User = "User",
    }
}

names! {
    /// `osSKU` of a node pool.
    OsSku {
        /// Ubuntu.
        Ubuntu = "Ubuntu",
        /// Azure Linux.
        AzureLinux = "AzureLinux",
        /// Windows Server 2019.
        Windows2019 = "Windows2019",
        /// Windows Server 2022.
        Windows2022 = "Windows2022",
        /// Windows Server 2025.
        Windows2025 = "Windows2025",
    }
}

names! {
    /// `podIPAllocationMode` of a node pool with a pod subnet.
    PodIpAllocation {
        /// 16 addresses at a time, as pods come.
        DynamicIndividual = "DynamicIndividual",
        /// Blocks of 16 that a node keeps.
        StaticBlock = "StaticBlock",
    }
}

impl NetworkPlugin {
    /// The plugin that a Palette CNI pack brings: cni-azure and cni-kubenet are chosen in place
    /// of a `networkPlugin` key.
    pub fn of_pack(name: &str) -> Option<Self> {
        match name {
            "cni-azure" => Some(NetworkPlugin::Azure),
            "cni-kubenet" => Some(NetworkPlugin::Kubenet),
            _ => None,
        }
    }
}
