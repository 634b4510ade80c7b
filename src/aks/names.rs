//! The values of AKS's own fields.

/// Defines an enum whose variants have one name each.
macro_rules! names {
    ($(#[$meta:meta])* $vis:vis $name:ident { $($(#[$doc:meta])* $variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        $vis enum $name { $($(#[$doc])* $variant),+ }

        impl $name {
            /// The names as they are written.
            $vis const NAMES: &'static [&'static str] = &[$($text),+];

            /// The name as it is written.
            $vis fn name(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }

            /// The value of an exactly written name.
            $vis fn parse(name: &str) -> Option<Self> {
                let mut all = [$(Self::$variant),+].into_iter();
                all.find(|value| value.name() == name)
            }
        }
    };
}
pub(super) use names;

names! {
    /// `networkPlugin`.
    pub NetworkPlugin {
        /// Azure CNI: pods get addresses of the VNet, or of the pod CIDR with overlay.
        Azure = "azure",
        /// kubenet: pods get addresses behind each node.
        Kubenet = "kubenet",
        /// Bring your own CNI.
        None = "none",
    }
}

names! {
    /// `networkPluginMode`.
    pub PluginMode {
        /// Azure CNI Overlay: pods get addresses of the pod CIDR.
        Overlay = "overlay",
    }
}

names! {
    /// `networkDataplane`.
    pub Dataplane {
        Azure = "azure",
        /// Azure CNI powered by Cilium.
        Cilium = "cilium",
    }
}

names! {
    /// `networkPolicy`.
    pub NetworkPolicy {
        /// No policy engine.
        None = "none",
        /// Azure Network Policy Manager.
        Azure = "azure",
        Calico = "calico",
        /// The engine of the cilium dataplane.
        Cilium = "cilium",
    }
}

names! {
    /// `osType` of a node pool.
    pub OsType {
        Linux = "Linux",
        Windows = "Windows",
    }
}

names! {
    /// `mode` of a node pool.
    pub PoolMode {
        /// Runs the cluster's own pods.
        System = "System",
        /// Runs the user's pods.
        User = "User",
        /// Routes the traffic of a static egress gateway.
        Gateway = "Gateway",
    }
}

names! {
    /// `osSKU` of a node pool.
    pub OsSku {
        Ubuntu = "Ubuntu",
        Ubuntu2204 = "Ubuntu2204",
        Ubuntu2404 = "Ubuntu2404",
        AzureLinux = "AzureLinux",
        AzureLinux3 = "AzureLinux3",
        AzureContainerLinux = "AzureContainerLinux",
        /// In preview.
        AzureLinuxOsGuard = "AzureLinuxOSGuard",
        /// Azure Linux 2.0.
        CblMariner = "CBLMariner",
        /// Azure Linux 2.0.
        Mariner = "Mariner",
        Flatcar = "Flatcar",
        Windows2019 = "Windows2019",
        Windows2022 = "Windows2022",
        Windows2025 = "Windows2025",
        WindowsAnnual = "WindowsAnnual",
    }
}

impl OsSku {
    /// The operating system of the image.
    pub(crate) fn os_type(self) -> OsType {
        match self.name().starts_with("Windows") {
            true => OsType::Windows,
            false => OsType::Linux,
        }
    }
}

names! {
    /// `outboundType`: how nodes reach the internet.
    pub(crate) OutboundType {
        LoadBalancer = "loadBalancer",
        UserDefinedRouting = "userDefinedRouting",
        ManagedNatGateway = "managedNATGateway",
        ManagedNatGatewayV2 = "managedNATGatewayV2",
        UserAssignedNatGateway = "userAssignedNATGateway",
        None = "none",
        Block = "block",
    }
}

names! {
    /// One of `ipFamilies`.
    pub(crate) IpFamily {
        Ipv4 = "IPv4",
        Ipv6 = "IPv6",
    }
}

names! {
    /// `nodeProvisioningMode`: who makes node pools.
    pub(crate) NodeProvisioning {
        Manual = "Manual",
        /// Node auto-provisioning.
        Auto = "Auto",
    }
}

names! {
    /// `scaleSetPriority` of a node pool.
    pub(crate) ScaleSetPriority {
        Regular = "Regular",
        Spot = "Spot",
    }
}

names! {
    /// `podIPAllocationMode` of a node pool with a pod subnet.
    pub PodIpAllocation {
        /// 16 addresses at a time, as pods come.
        DynamicIndividual = "DynamicIndividual",
        /// Blocks of 16 that stay with the node.
        StaticBlock = "StaticBlock",
    }
}
