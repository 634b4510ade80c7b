//! Ranges and addresses as they are written, each parsed once.

use std::net::Ipv4Addr;

use ipnetwork::Ipv4Network;

use crate::aks::cidr::{self, CidrError};

/// An IPv4 range.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Cidr {
    /// The text as it is written.
    pub(crate) text: String,
    /// The range with its host bits, or what is wrong with the text.
    pub(crate) network: Result<Ipv4Network, CidrError>,
}

impl From<String> for Cidr {
    fn from(text: String) -> Self {
        let network = cidr::parse(&text);
        Cidr { text, network }
    }
}

/// A single IPv4 address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Address {
    /// The text as it is written.
    pub(crate) text: String,
    /// The address; `None` if the text is not one.
    pub(crate) ip: Option<Ipv4Addr>,
}

impl From<String> for Address {
    fn from(text: String) -> Self {
        let ip = text.parse().ok();
        Address { text, ip }
    }
}
