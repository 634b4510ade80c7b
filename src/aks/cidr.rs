//! IPv4 ranges as they are written, with what is wrong with them.

use std::net::{IpAddr, Ipv4Addr};

use ipnetwork::{IpNetwork, Ipv4Network};

/// Why a text is not an IPv4 range.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CidrError {
    /// An IPv6 range or address.
    Ipv6,
    /// An IPv4 address without a prefix length.
    NoPrefix(Ipv4Addr),
    /// The prefix length is not a number from 0 to 32.
    Prefix(String),
    /// The part before `/` is not an IPv4 address.
    Address(String),
}

impl std::fmt::Display for CidrError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            CidrError::Ipv6 => write!(f, "it is IPv6; an IPv4 range is meant here"),
            CidrError::NoPrefix(address) => {
                write!(f, "the prefix length is missing, as in {address}/24")
            }
            CidrError::Prefix(prefix) => {
                write!(
                    f,
                    "the prefix length '{prefix}' is not a number from 0 to 32"
                )
            }
            CidrError::Address(address) => write!(f, "'{address}' is not an IPv4 address"),
        }
    }
}

/// Reads an IPv4 range. Host bits are kept: see [`has_host_bits`].
///
/// # Errors
/// The first thing that is wrong with it, for people.
pub fn parse(text: &str) -> Result<Ipv4Network, CidrError> {
    if let Ok(network) = text.parse::<Ipv4Network>()
        && text.contains('/')
    {
        // `10.0.0.0/255.255.0.0` is read too, but AKS and Palette take prefix lengths only.
        let prefix = text.split('/').nth(1).unwrap_or_default();
        if prefix.bytes().all(|byte| byte.is_ascii_digit()) {
            return Ok(network);
        }
        return Err(CidrError::Prefix(prefix.to_owned()));
    }
    if text
        .parse::<IpNetwork>()
        .is_ok_and(|network| network.is_ipv6())
    {
        return Err(CidrError::Ipv6);
    }
    match text.split_once('/') {
        None => match text.parse::<IpAddr>() {
            Ok(IpAddr::V4(address)) => Err(CidrError::NoPrefix(address)),
            _ => Err(CidrError::Address(text.to_owned())),
        },
        Some((address, prefix)) => match address.parse::<Ipv4Addr>() {
            Ok(_) => Err(CidrError::Prefix(prefix.to_owned())),
            Err(_) => Err(CidrError::Address(address.to_owned())),
        },
    }
}

/// Whether the address is not the first of its range, as in 10.0.0.5/24.
pub fn has_host_bits(network: Ipv4Network) -> bool {
    network.ip() != network.network()
}

/// The range with its host bits cleared, as it should be written.
pub fn without_host_bits(network: Ipv4Network) -> String {
    format!("{}/{}", network.network(), network.prefix())
}

/// The number of addresses in a range.
pub fn size(network: Ipv4Network) -> u64 {
    1 << (32 - u32::from(network.prefix()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_is_named() {
        assert!(parse("10.0.0.0/16").is_ok());
        assert_eq!(parse("fd00::/64"), Err(CidrError::Ipv6));
        assert_eq!(
            parse("10.0.0.1"),
            Err(CidrError::NoPrefix(Ipv4Addr::new(10, 0, 0, 1)))
        );
        assert_eq!(parse("10.0.0.0/33"), Err(CidrError::Prefix("33".into())));
        assert_eq!(
            parse("10.0.0.0/255.0.0.0"),
            Err(CidrError::Prefix("255.0.0.0".into()))
        );
        assert_eq!(parse("10.0.0/8"), Err(CidrError::Address("10.0.0".into())));
        assert_eq!(parse(""), Err(CidrError::Address(String::new())));
        let odd = parse("10.0.0.5/24").expect("host bits are kept");
        assert!(has_host_bits(odd));
        assert_eq!(without_host_bits(odd), "10.0.0.0/24");
        assert_eq!(size(odd), 256);
    }
}
